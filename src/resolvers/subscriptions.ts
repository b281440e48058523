import type { RecommendationEventKind } from '../domain/recommendation.ts';
import type { SensorStatus } from '../domain/status.ts';
import type { PerformanceWindow } from '../domain/window.ts';
import { AndonError } from '../errors.ts';
import type { FeedEvent } from '../events/feed.ts';
import type { Context } from './context.ts';
import { eventStream } from './event-stream.ts';
import { given } from './given.ts';
import { every } from './interval.ts';
import type { PipelineHealth } from './pipeline-health.ts';
import { type RecommendationFilterInput, recommendationFilter } from './recommendation-resolvers.ts';

const defaultStatusIntervalMs = 250;
const maxStatusIntervalMs = 60_000;
const defaultHealthIntervalMs = 5_000;
const minHealthIntervalMs = 250;
const maxHealthIntervalMs = 3_600_000;

interface EventArguments {
  readonly after?: string | null | undefined;
  readonly filter?: RecommendationFilterInput | null | undefined;
}

type Updates<Item> = AsyncIterableIterator<Item>;

export async function recommendationEvents(
  args: EventArguments & { readonly kinds?: readonly RecommendationEventKind[] | null | undefined },
  context: Context,
): Promise<Updates<FeedEvent>> {
  const { after, kinds } = args;
  const source = await context.feed.subscribe({
    ...given({ after, kinds }),
    filter: recommendationFilter(args.filter),
    signal: context.signal,
  });
  return eventStream(source, (event) => event, context);
}

/** Alerts are news: the creation of a critical recommendation, not what is decided about it later. */
export async function criticalAlerts({ after, filter }: EventArguments, context: Context): Promise<Updates<FeedEvent>> {
  const source = await context.feed.subscribe({
    ...given({ after }),
    kinds: ['created'],
    filter: { ...recommendationFilter(filter), severities: ['critical'] },
    signal: context.signal,
  });
  return eventStream(source, (event) => event, context);
}

interface LiveArguments {
  readonly siteId?: string | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
}

export function equipmentStatus(
  args: LiveArguments & { readonly minIntervalMs?: number | null | undefined },
  context: Context,
): Updates<readonly SensorStatus[]> {
  const { siteId, equipmentIds } = args;
  const minIntervalMs = within('minIntervalMs', args.minIntervalMs ?? defaultStatusIntervalMs, 0, maxStatusIntervalMs);
  const source = context.live.status({ ...given({ siteId, equipmentIds }), minIntervalMs, signal: context.signal });
  return eventStream(source, (status) => status, context);
}

export function performanceUpdates(
  args: LiveArguments & { readonly sensorTypes?: readonly string[] | null | undefined },
  context: Context,
): Updates<readonly PerformanceWindow[]> {
  const { siteId, equipmentIds, sensorTypes } = args;
  const source = context.live.windows({ ...given({ siteId, equipmentIds, sensorTypes }), signal: context.signal });
  return eventStream(source, (windows) => windows, context);
}

export function pipelineHealthUpdates(
  args: { readonly intervalMs?: number | null | undefined },
  context: Context,
): Updates<PipelineHealth> {
  const { intervalMs } = args;
  const pauseMs = within('intervalMs', intervalMs ?? defaultHealthIntervalMs, minHealthIntervalMs, maxHealthIntervalMs);
  return eventStream(every(pauseMs), () => context.health.current(), context);
}

function within(argument: string, value: number, min: number, max: number): number {
  if (value < min || value > max) {
    throw new AndonError('BAD_USER_INPUT', `${argument} must be between ${min} and ${max} ms, not ${value}.`, {
      argument,
    });
  }
  return value;
}
