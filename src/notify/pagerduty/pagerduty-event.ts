/** What PagerDuty's Events API v2 is told of an alarm or a recommendation: one incident for its whole life, which follows its states. */
import {
  type AlarmMessage,
  isOfRecommendation,
  type Message,
  type RecommendationMessage,
  shortened,
} from '../../domain/notify/message.ts';

/** Lengths that the API takes, in characters. */
const longestSummary = 1_024;
const severities: Readonly<Record<string, string>> = {
  CRITICAL: 'critical',
  HIGH: 'error',
  MEDIUM: 'warning',
  LOW: 'info',
};

export type PagerDutyAction = 'trigger' | 'acknowledge' | 'resolve';

/** What an incident does when its alarm has come into this state; null: nothing that PagerDuty knows has changed. */
export function pagerDutyAction({ kind, alarm }: Pick<AlarmMessage, 'kind' | 'alarm'>): PagerDutyAction | null {
  if (kind === 'commented' || kind === 'confirmed' || kind === 'silenced') return null;
  switch (alarm.state) {
    case 'UNACKNOWLEDGED':
      return 'trigger';
    case 'ACKNOWLEDGED':
    case 'SHELVED':
      return alarm.isActive ? 'acknowledge' : 'resolve';
    default:
      // Normal again, latched or not; suppressed by design; out of service.
      return 'resolve';
  }
}

/** The same of a recommendation: it is acknowledged by whoever takes it on or puts it off, and resolved once it is over. */
export function actionOfRecommendation({ kind, recommendation }: RecommendationMessage): PagerDutyAction | null {
  if (kind === 'deleted') return 'resolve';
  if (kind === 'changed') return null;
  switch (recommendation.status) {
    case 'PENDING':
      return 'trigger';
    case 'APPROVED':
    case 'DEFERRED':
      return 'acknowledge';
    default:
      return 'resolve';
  }
}

/** The body of the request; null where PagerDuty has nothing to be told. */
export function pagerDutyEvent(message: Message, routingKey: string): string | null {
  const action = isOfRecommendation(message) ? actionOfRecommendation(message) : pagerDutyAction(message);
  if (action === null) return null;
  const event = { routing_key: routingKey, event_action: action, dedup_key: message.dedupKey };
  if (action !== 'trigger') return JSON.stringify(event);
  return JSON.stringify({
    ...event,
    client: 'Andon',
    payload: isOfRecommendation(message) ? recommendationPayload(message) : alarmPayload(message),
  });
}

function alarmPayload({ alarm, occurredAt, route, step }: AlarmMessage): object {
  const { problem, sentence, alarmId, value, unit, limit, activeSince } = alarm;
  return {
    ...payloadOf(alarm, sentence === '' ? problem : sentence, occurredAt),
    class: problem,
    custom_details: {
      alarmId,
      severity: alarm.severity,
      equipmentType: alarm.equipmentType,
      value,
      unit,
      limit,
      activeSince,
      route,
      step,
    },
  };
}

function recommendationPayload({ recommendation, occurredAt, route }: RecommendationMessage): object {
  const { issueDescription, issueType, recommendationId, severity, equipmentType, recommendedAction } = recommendation;
  return {
    ...payloadOf(recommendation, issueDescription ?? issueType, occurredAt),
    class: issueType,
    custom_details: { recommendationId, severity, equipmentType, recommendedAction, route },
  };
}

/** What both have in common. */
function payloadOf(
  about: Pick<AlarmMessage['alarm'], 'siteId' | 'equipmentId' | 'area' | 'severity'>,
  said: string,
  timestamp: string,
): object {
  const place = `${about.siteId}/${about.equipmentId}`;
  return {
    summary: shortened(`${place}: ${said}`, longestSummary),
    source: place,
    severity: severities[about.severity] ?? 'error',
    timestamp,
    component: about.equipmentId,
    group: about.area ?? about.siteId,
  };
}
