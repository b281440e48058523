import type { RecommendationEventKind, RecommendationFilter } from '../domain/recommendation.ts';
import type { SensorStatus } from '../domain/status.ts';
import type { PerformanceWindow } from '../domain/window.ts';
import { AndonError } from '../errors.ts';
import type { FeedEvent, SubscribeOptions } from '../events/feed.ts';
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

export function recommendationEvents(
  { after, kinds, filter }: EventArguments & { readonly kinds?: readonly RecommendationEventKind[] | null | undefined },
  context: Context,
): Promise<Updates<FeedEvent>> {
  return events({ ...given({ after, kinds }), filter: recommendationFilter(filter) }, context);
}

/** Alerts are news: the creation of a critical recommendation, not what is decided about it later. */
export function criticalAlerts({ after, filter }: EventArguments, context: Context): Promise<Updates<FeedEvent>> {
  const critical: RecommendationFilter = { ...recommendationFilter(filter), severities: ['critical'] };
  return events({ ...given({ after }), kinds: ['created'], filter: critical }, context);
}

function events(options: SubscribeOptions, context: Context): Promise<Updates<FeedEvent>> {
  const { feed, position } = context;
  const passed = (cursor: string) => {
    if (position !== null) position.cursor = cursor;
  };
  // A reader that resumes by itself repeats the whole request; where it stood is the newer word.
  const resumed = position?.lastEventId == null ? options : { ...options, after: position.lastEventId };
  return eventStream(
    context,
    (signal) => feed.subscribe({ ...resumed, began: passed, signal }),
    (event) => {
      passed(event.cursor);
      return event;
    },
  );
}

interface LiveArguments {
  readonly siteId?: string | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
}

export async function equipmentStatus(
  args: LiveArguments & { readonly minIntervalMs?: number | null | undefined },
  context: Context,
): Promise<Updates<readonly SensorStatus[]>> {
  const { siteId, equipmentIds } = args;
  const minIntervalMs = within('minIntervalMs', args.minIntervalMs ?? defaultStatusIntervalMs, 0, maxStatusIntervalMs);
  return eventStream(
    context,
    (signal) => context.live.status({ ...given({ siteId, equipmentIds }), minIntervalMs, signal }),
    (status) => status,
  );
}

export function performanceUpdates(
  args: LiveArguments & { readonly sensorTypes?: readonly string[] | null | undefined },
  context: Context,
): Promise<Updates<readonly PerformanceWindow[]>> {
  const { siteId, equipmentIds, sensorTypes } = args;
  return eventStream(
    context,
    (signal) => context.live.windows({ ...given({ siteId, equipmentIds, sensorTypes }), signal }),
    (windows) => windows,
  );
}

export async function pipelineHealthUpdates(
  args: { readonly intervalMs?: number | null | undefined },
  context: Context,
): Promise<Updates<PipelineHealth>> {
  const { intervalMs } = args;
  const pauseMs = within('intervalMs', intervalMs ?? defaultHealthIntervalMs, minHealthIntervalMs, maxHealthIntervalMs);
  return eventStream(
    context,
    () => every(pauseMs),
    () => context.health.current(),
  );
}

function within(argument: string, value: number, min: number, max: number): number {
  if (value < min || value > max) {
    throw new AndonError('BAD_USER_INPUT', `${argument} must be between ${min} and ${max} ms, not ${value}.`, {
      argument,
    });
  }
  return value;
}
