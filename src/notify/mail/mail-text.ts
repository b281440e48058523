/** Words a message as a mail: plain text, one thread for each alarm. */
import type { Message } from '../../domain/notify/message.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
  /** The same in every attempt, so that a mail that came twice is shown once by those who look. */
  readonly messageId: string;
  /** Of the alarm: all mails about it name it, and so are one thread. */
  readonly thread: string;
}

const said: Readonly<Record<string, string>> = {
  acknowledged: 'acknowledged',
  returned: 'back to normal',
  escalated: 'still not acknowledged',
  worsened: 'got worse',
  realarmed: 'told again',
  test: 'test',
};

export function mailTextOf(message: Message): MailText {
  const { alarm, kind, id, dedupKey, occurredAt, operatorId, note, route, step } = message;
  const place = `${alarm.siteId}/${alarm.equipmentId}`;
  const what = said[kind];
  const by = operatorId === null ? '' : ` by ${operatorId}`;
  const lines = [
    alarm.sentence === '' ? alarm.problem : alarm.sentence,
    '',
    ...(what === undefined ? [] : [`What happened: ${what}${by}`]),
    ...(note === null ? [] : [`Note: ${note}`]),
    `Machine: ${place}${alarm.area === null ? '' : `, ${alarm.area}`}`,
    `Problem: ${alarm.problem}, ${alarm.severity.toLowerCase()}, ${alarm.state.toLowerCase().replaceAll('_', ' ')}`,
    ...(alarm.value === null ? [] : [`Value: ${alarm.value}${alarm.unit === null ? '' : ` ${alarm.unit}`}`]),
    `Active since: ${alarm.activeSince}`,
    `Time: ${occurredAt}`,
    ...(route === null ? [] : [`Told by: route ${route}, step ${step ?? 1}`]),
  ];
  return {
    // Header lines are one line: what operators and machines are called must not begin another one.
    subject: oneLine(`[${alarm.severity}] ${place}: ${alarm.problem}${what === undefined ? '' : ` (${what}${by})`}`),
    text: lines.join('\n'),
    messageId: `<${id}@andon>`,
    thread: `<${dedupKey.replaceAll('/', '.')}@andon>`,
  };
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 250);
}
