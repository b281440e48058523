/** Messages, alarms and their events for tests of what is told outside. */
import type { Alarm, AlarmEvent } from '../../../src/domain/alarms/alarm.ts';
import { type AlarmMessage, alarmForMessage } from '../../../src/domain/notify/message.ts';
import type { Recommendation, RecommendationEvent } from '../../../src/domain/recommendations/recommendation.ts';

export const at = new Date('2026-03-01T03:00:00Z');

export function alarm(more: Partial<Alarm> = {}): Alarm {
  return {
    alarmId: 17,
    version: 1,
    siteId: 'north',
    equipmentId: 'CRUSH 1',
    problem: 'bearing_temperature_high',
    alarmClass: 'process',
    state: 'unacknowledged',
    severity: 'critical',
    worstSeverity: 'critical',
    sentence: 'Bearing temperature is 97 °C, above its emergency limit of 95 °C.',
    value: 97,
    unit: '°C',
    limitName: 'emergency_high',
    limitValue: 95,
    isActive: true,
    activeSince: at,
    returnedAt: null,
    activations: 1,
    isAcknowledged: false,
    acknowledgedAt: null,
    acknowledgedBy: null,
    acknowledgedNote: null,
    isConfirmed: false,
    groupId: null,
    isFolded: false,
    confirmedAt: null,
    confirmedBy: null,
    shelving: 'none',
    shelvedUntil: null,
    shelvedBy: null,
    shelvedReason: null,
    isSuppressed: false,
    suppressedBy: null,
    isOutOfService: false,
    outOfServiceBy: null,
    outOfServiceReason: null,
    isLatching: false,
    isLatched: false,
    isSilenced: false,
    changedAt: at,
    ...more,
  };
}

export function alarmEvent(
  number: number,
  kind: AlarmEvent['kind'],
  more: Partial<Alarm> = {},
  occurredAt = at,
): AlarmEvent {
  return {
    number,
    token: `t${number}`,
    previousToken: `t${number - 1}`,
    kind,
    occurredAt,
    operatorId: null,
    note: null,
    alarm: alarm(more),
    readingReceivedAt: null,
  };
}

export function message(more: Partial<AlarmMessage> = {}, of: Partial<Alarm> = {}): AlarmMessage {
  return {
    id: 'andon_7_abc',
    kind: 'raised',
    occurredAt: at.toISOString(),
    dedupKey: 'andon/e1/17',
    epoch: 'e1',
    number: 7,
    operatorId: null,
    note: null,
    route: 'night',
    step: 1,
    alarm: alarmForMessage(alarm(of), { area: 'pit 2', equipmentType: 'crusher' }),
    ...more,
  };
}

export function recommendation(more: Partial<Recommendation> = {}): Recommendation {
  return {
    id: 'r-17',
    siteId: 'north',
    equipmentId: 'CRUSH 1',
    issueType: 'bearing_temperature_high',
    severity: 'high',
    issueDescription: 'Bearing temperature is 97 °C, above its critical limit of 95 °C.',
    recommendedAction: 'Stop the crusher and check the grease.',
    rootCauseAnalysis: null,
    expectedOutcome: null,
    confidenceScore: 0.8,
    status: 'pending',
    operatorId: null,
    operatorNotes: null,
    approvedAt: null,
    executedAt: null,
    deferUntil: null,
    rejectionReason: null,
    outcome: null,
    resolved: null,
    anomalyId: null,
    findings: [],
    version: 1,
    createdAt: at,
    updatedAt: at,
    ...more,
  };
}

/** It was made, or has come into another status. */
export function recommendationEvent(
  number: number,
  more: Partial<Recommendation> = {},
  kind: RecommendationEvent['kind'] = more.status === undefined ? 'created' : 'status_changed',
): RecommendationEvent {
  return {
    number,
    token: `t${number}`,
    previousToken: `t${number - 1}`,
    kind,
    occurredAt: at,
    oldStatus: null,
    newStatus: more.status ?? 'pending',
    operatorId: more.operatorId ?? null,
    operatorNotes: null,
    recommendation: recommendation(more),
    readingReceivedAt: null,
  };
}
