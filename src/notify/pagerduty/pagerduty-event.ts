/** What PagerDuty's Events API v2 is told of an alarm: one incident for its whole life, which follows its states. */
import type { Message } from '../../domain/notify/message.ts';

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
export function pagerDutyAction({ kind, alarm }: Pick<Message, 'kind' | 'alarm'>): PagerDutyAction | null {
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

/** The body of the request; null where PagerDuty has nothing to be told. */
export function pagerDutyEvent(message: Message, routingKey: string): string | null {
  const action = pagerDutyAction(message);
  if (action === null) return null;
  const { alarm, dedupKey } = message;
  const { area, equipmentType, equipmentId, problem, siteId, sentence } = alarm;
  const event = { routing_key: routingKey, event_action: action, dedup_key: dedupKey };
  if (action !== 'trigger') return JSON.stringify(event);
  const place = `${siteId}/${equipmentId}`;
  return JSON.stringify({
    ...event,
    client: 'Andon',
    payload: {
      summary: `${place}: ${sentence === '' ? problem : sentence}`.slice(0, longestSummary),
      source: place,
      severity: severities[alarm.severity] ?? 'error',
      timestamp: message.occurredAt,
      component: equipmentId,
      group: area ?? siteId,
      class: problem,
      custom_details: {
        alarmId: alarm.alarmId,
        severity: alarm.severity,
        equipmentType,
        value: alarm.value,
        unit: alarm.unit,
        limit: alarm.limit,
        activeSince: alarm.activeSince,
        route: message.route,
        step: message.step,
      },
    },
  });
}
