/** From events of recommendations to what is to be sent: plain data in and out. */
import { createHash } from 'node:crypto';
import type { NewDelivery } from '../../db/notify/delivery-rows.ts';
import type { ToldKinds } from '../../db/notify/told-recommendations.ts';
import type { MachineWords, RecommendationMessage } from '../../domain/notify/message.ts';
import {
  callsForDecision,
  isDone,
  messageKindOf,
  type RecommendationMessageKind,
  recommendationForMessage,
  usualMessageKinds,
} from '../../domain/notify/recommendation-message.ts';
import { matchesRoute, type Route } from '../../domain/notify/route.ts';
import type { SinkKind } from '../../domain/notify/sink.ts';
import type { Recommendation, RecommendationEvent } from '../../domain/recommendations/recommendation.ts';

export interface RecommendationRoutingInput {
  readonly epoch: string;
  /** Enabled ones that tell recommendations. */
  readonly routes: readonly Route[];
  /** The kinds of enabled sinks. */
  readonly sinks: ReadonlyMap<number, SinkKind>;
  readonly machineOf: (recommendation: Recommendation) => MachineWords;
  /** By recommendation; changed as events are taken. */
  readonly told: Map<string, ToldKinds>;
}

export interface RoutedRecommendations {
  /** In the order of the events. */
  readonly deliveries: readonly NewDelivery[];
  /** Of the recommendations of these events: the sinks that know of each now. */
  readonly told: ReadonlyMap<string, ToldKinds>;
}

export function routeRecommendations(
  events: readonly RecommendationEvent[],
  { epoch, routes, sinks, machineOf, told }: RecommendationRoutingInput,
): RoutedRecommendations {
  const deliveries: NewDelivery[] = [];
  const touched = new Map<string, ToldKinds>();
  for (const event of events) {
    const { recommendation, occurredAt, number } = event;
    const kind = messageKindOf(event);
    const knows: ToldKinds = told.get(recommendation.id) ?? new Map();
    const machine = machineOf(recommendation);
    const tellers = new Map<number, string>();
    if (callsForDecision(kind, recommendation)) {
      const asked = { ...recommendation, ...machine, problem: recommendation.issueType, occurredAt };
      for (const { name, steps, conditions, sinceNumber } of routes) {
        const sinkId = steps[0]?.sinkId;
        if (sinkId === undefined || knows.has(sinkId)) continue;
        if (number <= sinceNumber || !matchesRoute(conditions, asked)) continue;
        knows.set(sinkId, conditions.kinds ?? usualMessageKinds);
        tellers.set(sinkId, name);
      }
    }
    for (const [sinkId, kinds] of knows) {
      const sink = sinks.get(sinkId);
      if (sink === undefined || !isToldOf(sink, kind, kinds)) continue;
      const message = messageOf(event, kind, machine, epoch, tellers.get(sinkId) ?? null);
      deliveries.push({
        sinkId,
        alarmId: null,
        recommendationId: recommendation.id,
        messageId: message.id,
        message: JSON.stringify(message),
      });
    }
    if (isDone(kind)) knows.clear();
    told.set(recommendation.id, knows);
    touched.set(recommendation.id, knows);
  }
  return { deliveries, told: touched };
}

/** PagerDuty keeps an incident open until it is told, and so hears of each status whatever the route asks for. */
function isToldOf(
  sink: SinkKind,
  kind: RecommendationMessageKind,
  kinds: readonly RecommendationMessageKind[],
): boolean {
  return sink === 'pagerduty' ? kind !== 'changed' : kinds.includes(kind);
}

function messageOf(
  { occurredAt, number, token, operatorId, operatorNotes, recommendation }: RecommendationEvent,
  kind: RecommendationMessageKind,
  machine: MachineWords,
  epoch: string,
  route: string | null,
): RecommendationMessage {
  return {
    id: `andon_r${number}_${token}`,
    kind,
    occurredAt: occurredAt.toISOString(),
    dedupKey: recommendationDedupKey(epoch, recommendation.id),
    epoch,
    number,
    operatorId,
    note: operatorNotes,
    route,
    step: route === null ? null : 1,
    recommendation: recommendationForMessage(recommendation, machine),
  };
}

/** At most 255 characters and none that a header could not carry: another program may have given the id. */
function recommendationDedupKey(epoch: string, id: string): string {
  const safe = /^[\w-]{1,128}$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
  return `andon/${epoch}/recommendation/${safe}`;
}
