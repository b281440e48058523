/** Words a message as a mail: plain text, one thread for each alarm or recommendation. */
import {
  type AlarmMessage,
  isOfRecommendation,
  type Message,
  type RecommendationMessage,
  shortened,
} from '../../domain/notify/message.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
  /** The same in every attempt, so that a mail that came twice is shown once by those who look. */
  readonly messageId: string;
  /** Of what it is about: all mails about it name it, and so are one thread. */
  readonly thread: string;
}

const said: Readonly<Record<string, string>> = {
  acknowledged: 'acknowledged',
  returned: 'back to normal',
  escalated: 'still not acknowledged',
  worsened: 'got worse',
  realarmed: 'told again',
  test: 'test',
  pending: 'waits for a decision again',
  approved: 'approved',
  rejected: 'rejected',
  deferred: 'deferred',
  executed: 'done',
  expired: 'expired undecided',
  changed: 'changed',
  deleted: 'deleted',
};

export function mailTextOf(message: Message): MailText {
  const { kind, id, dedupKey, operatorId } = message;
  const what = said[kind];
  const by = operatorId === null ? '' : ` by ${operatorId}`;
  const happened = what === undefined ? null : `${what}${by}`;
  const { severity, siteId, equipmentId } = isOfRecommendation(message) ? message.recommendation : message.alarm;
  const problem = isOfRecommendation(message) ? message.recommendation.issueType : message.alarm.problem;
  return {
    // Header lines are one line: what operators and machines are called must not begin another one.
    subject: oneLine(`[${severity}] ${siteId}/${equipmentId}: ${problem}${happened === null ? '' : ` (${happened})`}`),
    text: (isOfRecommendation(message)
      ? linesOfRecommendation(message, happened)
      : linesOfAlarm(message, happened)
    ).join('\n'),
    messageId: `<${id}@andon>`,
    thread: `<${dedupKey.replaceAll('/', '.')}@andon>`,
  };
}

function linesOfAlarm({ alarm, occurredAt, note, route, step }: AlarmMessage, happened: string | null): string[] {
  return [
    alarm.sentence === '' ? alarm.problem : alarm.sentence,
    '',
    ...(happened === null ? [] : [`What happened: ${happened}`]),
    ...(note === null ? [] : [`Note: ${note}`]),
    `Machine: ${alarm.siteId}/${alarm.equipmentId}${alarm.area === null ? '' : `, ${alarm.area}`}`,
    `Problem: ${alarm.problem}, ${inWords(alarm.severity)}, ${inWords(alarm.state)}`,
    ...(alarm.value === null ? [] : [`Value: ${alarm.value}${alarm.unit === null ? '' : ` ${alarm.unit}`}`]),
    `Active since: ${alarm.activeSince}`,
    `Time: ${occurredAt}`,
    ...(route === null ? [] : [`Told by: route ${route}, step ${step ?? 1}`]),
  ];
}

function linesOfRecommendation(
  { recommendation, occurredAt, note, route }: RecommendationMessage,
  happened: string | null,
): string[] {
  const { issueDescription, issueType, recommendedAction, rejectionReason, deferUntil, outcome, area } = recommendation;
  return [
    issueDescription ?? issueType,
    '',
    ...(happened === null ? [] : [`What happened: ${happened}`]),
    ...(recommendedAction === null ? [] : [`Advice: ${recommendedAction}`]),
    ...(rejectionReason === null ? [] : [`Reason: ${rejectionReason}`]),
    ...(deferUntil === null ? [] : [`Until: ${deferUntil}`]),
    ...(outcome === null ? [] : [`Outcome: ${outcome}`]),
    ...(note === null ? [] : [`Note: ${note}`]),
    `Machine: ${recommendation.siteId}/${recommendation.equipmentId}${area === null ? '' : `, ${area}`}`,
    `Recommendation: ${issueType}, ${inWords(recommendation.severity)}, ${inWords(recommendation.status)}`,
    `Time: ${occurredAt}`,
    ...(route === null ? [] : [`Told by: route ${route}`]),
  ];
}

function inWords(name: string): string {
  return name.toLowerCase().replaceAll('_', ' ');
}

function oneLine(text: string): string {
  return shortened(text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' '), 250);
}
