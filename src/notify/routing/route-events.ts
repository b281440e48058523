/** From events of alarms to what is to be sent: plain data in and out. */

import type { NewDelivery } from '../../db/notify/delivery-rows.ts';
import type { Escalation } from '../../db/notify/told-rows.ts';
import type { Alarm, AlarmEvent } from '../../domain/alarms/alarm.ts';
import {
  type AlarmMessage,
  alarmForMessage,
  dedupKeyOf,
  type MachineWords,
  messageIdOf,
} from '../../domain/notify/message.ts';
import { matchesRoute, type Route, stepAfter } from '../../domain/notify/route.ts';
import type { SinkKind } from '../../domain/notify/sink.ts';
import { callsSomebody, isOver, isUnanswered } from '../../domain/notify/telling.ts';
import { isToldOf } from './told-of.ts';

export interface RoutingInput {
  readonly epoch: string;
  /** Enabled ones that tell alarms. */
  readonly routes: readonly Route[];
  /** The kinds of enabled sinks. */
  readonly sinks: ReadonlyMap<number, SinkKind>;
  readonly machineOf: (alarm: Alarm) => MachineWords;
  /** The sinks that know of each alarm; changed as events are taken. */
  readonly told: Map<number, Set<number>>;
}

export interface Routed {
  /** In the order of the events. */
  readonly deliveries: readonly NewDelivery[];
  /** Of the alarms of these events: the sinks that know of each now. */
  readonly told: ReadonlyMap<number, ReadonlySet<number>>;
  /** Alarms whose escalations are over. */
  readonly answered: readonly number[];
  /** Those that begin, or begin anew. */
  readonly escalations: readonly Escalation[];
}

export function routeEvents(events: readonly AlarmEvent[], input: RoutingInput): Routed {
  const deliveries: NewDelivery[] = [];
  const answered = new Set<number>();
  const escalations = new Map<string, Escalation>();
  const touched = new Map<number, Set<number>>();
  for (const event of events) {
    const { alarm } = event;
    const { alarmId } = alarm;
    const told = input.told.get(alarmId) ?? new Set();
    const matched = matchedRoutes(event, input);
    const first = firstSinks(matched);
    const machine = input.machineOf(alarm);
    for (const sinkId of new Set([...first.keys(), ...told])) {
      const kind = input.sinks.get(sinkId);
      if (kind === undefined || !isToldOf(kind, event)) continue;
      const message = messageOf(event, machine, input.epoch, first.get(sinkId) ?? null);
      deliveries.push({
        sinkId,
        alarmId,
        recommendationId: null,
        messageId: message.id,
        message: JSON.stringify(message),
      });
    }
    for (const sinkId of first.keys()) told.add(sinkId);
    if (isOver(alarm.state)) told.clear();
    input.told.set(alarmId, told);
    touched.set(alarmId, told);
    if (!isUnanswered(alarm.state)) {
      answered.add(alarmId);
      for (const { routeId } of input.routes) escalations.delete(`${routeId} ${alarmId}`);
    }
    for (const route of matched) {
      const next = stepAfter(route, { round: 1, step: 1, begunAt: event.occurredAt });
      if (next === null) continue;
      const { number, token } = event;
      escalations.set(`${route.routeId} ${alarmId}`, {
        routeId: route.routeId,
        alarmId,
        event: { number, token },
        ...next,
      });
    }
  }
  return { deliveries, told: touched, answered: [...answered], escalations: [...escalations.values()] };
}

function matchedRoutes(event: AlarmEvent, { routes, machineOf }: RoutingInput): readonly Route[] {
  const { alarm, kind, occurredAt, number } = event;
  // In a flood the first of a group has called already.
  if (alarm.isFolded || !callsSomebody({ kind, state: alarm.state })) return [];
  const routed = { ...alarm, ...machineOf(alarm), occurredAt };
  return routes.filter(({ sinceNumber, conditions }) => number > sinceNumber && matchesRoute(conditions, routed));
}

/** The sinks that are told at once, each by the first route that names it. */
function firstSinks(matched: readonly Route[]): ReadonlyMap<number, string> {
  const first = new Map<number, string>();
  for (const { steps, name } of matched) {
    const sinkId = steps[0]?.sinkId;
    if (sinkId !== undefined && !first.has(sinkId)) first.set(sinkId, name);
  }
  return first;
}

function messageOf(event: AlarmEvent, machine: MachineWords, epoch: string, route: string | null): AlarmMessage {
  const { alarm, kind, occurredAt, number, operatorId, note } = event;
  return {
    id: messageIdOf(event),
    kind,
    occurredAt: occurredAt.toISOString(),
    dedupKey: dedupKeyOf(epoch, alarm.alarmId),
    epoch,
    number,
    operatorId,
    note,
    route,
    step: route === null ? null : 1,
    alarm: alarmForMessage(alarm, machine),
  };
}
