/** Resolves all subscriptions: checks their arguments and returns their source. */
import { plantIdForms } from '../../domain/equipment/plant-id.ts';
import type { SensorStatus } from '../../domain/equipment/status.ts';
import type { RecommendationEventKind, RecommendationFilter } from '../../domain/recommendations/recommendation.ts';
import type { PerformanceWindow } from '../../domain/window.ts';
import { AndonError } from '../../errors.ts';
import type { FeedEvent } from '../../events/feed/event-broadcast.ts';
import type { EventSelection } from '../../events/feed/selection.ts';
import type { PipelineHealth } from '../../health/pipeline-health.ts';
import { permittedFilter } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { type RecommendationFilterInput, recommendationFilter } from '../recommendations/recommendation-resolvers.ts';
import { given } from '../relay/given.ts';
import { eventStream } from './event-stream.ts';
import { SharedSource } from './shared-source.ts';

const defaultStatusIntervalMs = 250;
const maxStatusIntervalMs = 60_000;
const defaultHealthIntervalMs = 5_000;
const minHealthIntervalMs = 250;
const maxHealthIntervalMs = 3_600_000;

interface EventArguments {
  readonly after?: string | null | undefined;
  readonly filter?: RecommendationFilterInput | null | undefined;
}

export async function recommendationEvents(
  { after, kinds, filter }: EventArguments & { readonly kinds?: readonly RecommendationEventKind[] | null | undefined },
  context: Context,
): Promise<SharedSource<FeedEvent>> {
  return events(after, { ...given({ kinds }), filter: recommendationFilter(filter, context) }, context);
}

/** An alert is the creation of a critical recommendation, not a later decision on it. */
export async function criticalAlerts(
  { after, filter }: EventArguments,
  context: Context,
): Promise<SharedSource<FeedEvent>> {
  const critical: RecommendationFilter = { ...recommendationFilter(filter, context), severities: ['critical'] };
  return events(after, { kinds: ['created'], filter: critical }, context);
}

async function events(
  after: string | null | undefined,
  choice: EventSelection,
  context: Context,
): Promise<SharedSource<FeedEvent>> {
  const { feed, position } = context;
  const passed = (cursor: string) => {
    if (position !== null) position.cursor = cursor;
  };
  // A reader that resumes by itself repeats the whole request; where it stood is the newer word.
  const start = await feed.open(position?.lastEventId ?? after ?? undefined);
  passed(start.cursor);
  return new SharedSource(
    (member) => feed.join({ ...member, ...choice, start }),
    () =>
      eventStream(
        context,
        (signal) => feed.events(start, { ...choice, signal }),
        ({ cursor }) => passed(cursor),
      ),
  );
}

interface LiveArguments {
  readonly siteId?: string | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
}

export function equipmentStatus(
  args: LiveArguments & { readonly minIntervalMs?: number | null | undefined },
  context: Context,
): SharedSource<readonly SensorStatus[]> {
  const minIntervalMs = within('minIntervalMs', args.minIntervalMs ?? defaultStatusIntervalMs, 0, maxStatusIntervalMs);
  const choice = { ...place(args, context), minIntervalMs };
  return new SharedSource(
    (member) => context.live.joinStatus(choice, member),
    () => eventStream(context, (signal) => context.live.status(choice, signal)),
  );
}

export function performanceUpdates(
  args: LiveArguments & { readonly sensorTypes?: readonly string[] | null | undefined },
  context: Context,
): SharedSource<readonly PerformanceWindow[]> {
  const choice = {
    ...place(args, context),
    ...given({ sensorTypes: args.sensorTypes == null ? undefined : plantIdForms(args.sensorTypes) }),
  };
  return new SharedSource(
    (member) => context.live.joinWindows(choice, member),
    () => eventStream(context, (signal) => context.live.windows(choice, signal)),
  );
}

function place({ siteId, equipmentIds }: LiveArguments, context: Context) {
  return permittedFilter({ siteIds: siteId == null ? undefined : [siteId], equipmentIds }, context);
}

export function pipelineHealthUpdates(
  args: { readonly intervalMs?: number | null | undefined },
  context: Context,
): SharedSource<PipelineHealth> {
  const { intervalMs } = args;
  const pauseMs = within('intervalMs', intervalMs ?? defaultHealthIntervalMs, minHealthIntervalMs, maxHealthIntervalMs);
  return new SharedSource(
    (member) => context.healthUpdates.join(pauseMs, member),
    () => eventStream(context, (signal) => context.healthUpdates.alone(pauseMs, signal)),
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
