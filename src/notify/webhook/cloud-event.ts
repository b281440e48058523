/** The envelope of a webhook's message: CloudEvents 1.0, structured JSON. */
import { isOfRecommendation, type Message } from '../../domain/notify/message.ts';

export const cloudEventType = 'application/cloudevents+json; charset=utf-8';

/** The same text for the same message, however often it is sent. */
export function cloudEventOf(message: Message): string {
  if (isOfRecommendation(message)) {
    const { recommendation, ...rest } = message;
    const { siteId, equipmentId, issueType } = recommendation;
    return envelope(rest, `andon.recommendation.${rest.kind}`, [siteId, equipmentId, issueType], { recommendation });
  }
  const { alarm, ...rest } = message;
  const { siteId, equipmentId, problem } = alarm;
  const type = rest.kind === 'test' ? 'andon.test' : `andon.alarm.${rest.kind}`;
  return envelope(rest, type, [siteId, equipmentId, problem], { alarm });
}

function envelope(
  { id, kind, occurredAt, epoch, ...rest }: Omit<Message, 'alarm' | 'recommendation'>,
  type: string,
  subject: readonly string[],
  about: object,
): string {
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: `/andon/${epoch}`,
    type,
    subject: subject.map(encodeURIComponent).join('/'),
    time: occurredAt,
    datacontenttype: 'application/json',
    data: { kind: kind.toUpperCase(), ...rest, ...about },
  });
}
