/** The messages by which somebody tries a sink: about no alarm, and marked as a trial. */
import { randomUUID } from 'node:crypto';
import type { AlarmMessage, Message } from '../domain/notify/message.ts';
import type { SendOutcome, SinkToSend } from '../domain/notify/sink.ts';

function testMessage(id: string, state: 'UNACKNOWLEDGED' | 'NORMAL', at: string, operatorId: string): AlarmMessage {
  return {
    id,
    kind: 'test',
    occurredAt: at,
    dedupKey: id,
    epoch: 'test',
    number: null,
    operatorId,
    note: null,
    route: null,
    step: null,
    alarm: {
      alarmId: '0',
      version: 1,
      siteId: 'test',
      area: null,
      equipmentId: 'TEST',
      equipmentType: null,
      problem: 'test',
      state,
      severity: 'LOW',
      sentence: `This is a test by ${operatorId}; nothing is wrong.`,
      value: null,
      unit: null,
      limit: null,
      isActive: state !== 'NORMAL',
      isAcknowledged: false,
      acknowledgedBy: null,
      activeSince: at,
      returnedAt: null,
    },
  };
}

/** One message, and where it opens an incident another one that closes it. */
export async function tryOut(
  sink: SinkToSend,
  operatorId: string,
  nowMs: number,
  send: (sink: SinkToSend, message: Message) => Promise<SendOutcome>,
): Promise<SendOutcome> {
  const at = new Date(nowMs).toISOString();
  const id = `andon_test_${randomUUID()}`;
  const outcome = await send(sink, testMessage(id, 'UNACKNOWLEDGED', at, operatorId));
  if (outcome.kind !== 'sent' || sink.kind !== 'pagerduty') return outcome;
  return send(sink, testMessage(id, 'NORMAL', at, operatorId));
}
