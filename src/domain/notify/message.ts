/** Messages: what a sink is told of an alarm or a recommendation, made once and the same in every attempt. */
import type { Alarm } from '../alarms/alarm.ts';
import type { AlarmEventKind } from '../alarms/transitions.ts';
import { type MachineWords, shortened } from './message-words.ts';
import type { MessageRecommendation, RecommendationMessageKind } from './recommendation-message.ts';

export { type MachineWords, shortened } from './message-words.ts';

/** A transition of the alarm; a step of an escalation; or a trial of the sink, which is about no alarm. */
export type AlarmMessageKind = AlarmEventKind | 'escalated' | 'test';

/** The alarm as messages carry it: JSON, with times as RFC 3339 in UTC. */
export interface MessageAlarm {
  readonly alarmId: string;
  readonly version: number;
  readonly siteId: string;
  readonly area: string | null;
  readonly equipmentId: string;
  readonly equipmentType: string | null;
  readonly problem: string;
  readonly state: string;
  readonly severity: string;
  readonly sentence: string;
  readonly value: number | null;
  readonly unit: string | null;
  readonly limit: number | null;
  readonly isActive: boolean;
  readonly isAcknowledged: boolean;
  readonly acknowledgedBy: string | null;
  readonly activeSince: string;
  readonly returnedAt: string | null;
}

interface MessageHead {
  /** By which receivers tell what came twice. */
  readonly id: string;
  readonly occurredAt: string;
  /** Of the alarm or recommendation over its whole life: by it PagerDuty keeps one incident. */
  readonly dedupKey: string;
  /** The log that the event is of. */
  readonly epoch: string;
  /** The number of the event in its stream; null of a trial. */
  readonly number: number | null;
  readonly operatorId: string | null;
  readonly note: string | null;
  /** The route, and which of its steps; null where a sink hears what became of an alarm that it knows. */
  readonly route: string | null;
  readonly step: number | null;
}

export interface AlarmMessage extends MessageHead {
  readonly kind: AlarmMessageKind;
  readonly alarm: MessageAlarm;
}

export interface RecommendationMessage extends MessageHead {
  readonly kind: RecommendationMessageKind;
  readonly recommendation: MessageRecommendation;
}

export type Message = AlarmMessage | RecommendationMessage;

export function isOfRecommendation(message: Message): message is RecommendationMessage {
  return 'recommendation' in message;
}

export function alarmForMessage(alarm: Alarm, { area, equipmentType }: MachineWords): MessageAlarm {
  return {
    alarmId: String(alarm.alarmId),
    version: alarm.version,
    siteId: alarm.siteId,
    area,
    equipmentId: alarm.equipmentId,
    equipmentType,
    problem: alarm.problem,
    state: alarm.state.toUpperCase(),
    severity: alarm.severity.toUpperCase(),
    sentence: shortened(alarm.sentence),
    value: alarm.value,
    unit: alarm.unit,
    limit: alarm.limitValue,
    isActive: alarm.isActive,
    isAcknowledged: alarm.isAcknowledged,
    acknowledgedBy: alarm.acknowledgedBy,
    activeSince: alarm.activeSince.toISOString(),
    returnedAt: alarm.returnedAt?.toISOString() ?? null,
  };
}

/** One alarm is one incident, however often it comes back; at most 255 characters, as PagerDuty takes. */
export function dedupKeyOf(epoch: string, alarmId: number): string {
  return `andon/${epoch}/${alarmId}`;
}

/** Numbers are given again after a restore, tokens are not: together they name one event for ever. */
export function messageIdOf({ number, token }: { readonly number: number; readonly token: string }): string {
  return `andon_${number}_${token}`;
}

/** A step that comes again in a later round is another message. */
export function stepMessageIdOf(
  event: { readonly number: number; readonly token: string },
  round: number,
  step: number,
): string {
  return `${messageIdOf(event)}_${round}_${step}`;
}
