/** The envelope of a webhook's message: CloudEvents 1.0, structured JSON. */
import type { Message } from '../../domain/notify/message.ts';

export const cloudEventType = 'application/cloudevents+json; charset=utf-8';

/** The same text for the same message, however often it is sent. */
export function cloudEventOf(message: Message): string {
  const { id, kind, occurredAt, epoch, alarm, ...rest } = message;
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: `/andon/${epoch}`,
    type: kind === 'test' ? 'andon.test' : `andon.alarm.${kind}`,
    subject: [alarm.siteId, alarm.equipmentId, alarm.problem].map(encodeURIComponent).join('/'),
    time: occurredAt,
    datacontenttype: 'application/json',
    data: { kind: kind.toUpperCase(), ...rest, alarm },
  });
}
