/** Resolves queries and mutations about what is told outside of the server. */
import { authorOf } from '../../auth/identity.ts';
import type { RouteSubject } from '../../domain/notify/route.ts';
import { AndonError } from '../../errors.ts';
import type {
  DeliveryFilter,
  DeliveryState,
  ListedDelivery,
  ListedRoute,
  ListedSink,
} from '../../notify/notify-service.ts';
import type { Context } from '../context.ts';
import { type Connection, type ConnectionArguments, connect } from '../relay/connection.ts';
import { type Given, given } from '../relay/given.ts';
import { givenAlarm, givenRecommendation } from '../relay/given-id.ts';
import { cursors } from '../relay/page-cursor.ts';

/** Messages are of every site, and so are those who see or change where they go. */
function serviceFor({ identity, notify }: Context): Context['notify'] {
  if (identity.siteIds === null) return notify;
  throw new AndonError('FORBIDDEN', 'What is told outside is of every site, which your access does not reach.');
}

export function listSinks(context: Context): Promise<ListedSink[]> {
  return serviceFor(context).sinks();
}

export function listRoutes(context: Context): Promise<ListedRoute[]> {
  return serviceFor(context).routes();
}

interface DeliveryArguments extends ConnectionArguments {
  readonly filter?:
    | {
        readonly states?: readonly DeliveryState[] | null | undefined;
        readonly sinks?: readonly string[] | null | undefined;
        readonly alarmId?: string | null | undefined;
        readonly recommendationId?: string | null | undefined;
      }
    | null
    | undefined;
}

export async function listNotifyDeliveries(
  args: DeliveryArguments,
  context: Context,
): Promise<Connection<ListedDelivery>> {
  const { alarmId, recommendationId, ...rest } = args.filter ?? {};
  // An id that names no alarm has no messages.
  const asked = alarmId == null ? {} : { alarmId: givenAlarm(alarmId) ?? -1 };
  const about = recommendationId == null ? {} : { recommendationId: givenRecommendation(recommendationId) };
  const filter: DeliveryFilter = { ...given(rest), ...asked, ...about };
  return connect(context, args, {
    codec: cursors.notifyDeliveries,
    keyOf: ({ deliveryId }) => deliveryId,
    list: (page) => serviceFor(context).deliveries(filter, page),
  });
}

interface SinkInput {
  readonly name: string;
  readonly isEnabled?: boolean | null | undefined;
}

export function setWebhookSink(
  { name, isEnabled, secret, ...settings }: SinkInput & { readonly secret?: string | null | undefined },
  context: Context,
): Promise<ListedSink> {
  return setSink('webhook', { name, isEnabled }, given(settings), secret, context);
}

export function setPagerDutySink(
  { name, isEnabled, routingKey, ...settings }: SinkInput & { readonly routingKey?: string | null | undefined },
  context: Context,
): Promise<ListedSink> {
  return setSink('pagerduty', { name, isEnabled }, given(settings), routingKey, context);
}

export function setEmailSink(
  { name, isEnabled, password, ...settings }: SinkInput & { readonly password?: string | null | undefined },
  context: Context,
): Promise<ListedSink> {
  return setSink('email', { name, isEnabled }, given(settings), password, context);
}

function setSink(
  kind: 'webhook' | 'pagerduty' | 'email',
  { name, isEnabled }: SinkInput,
  settings: object,
  secret: string | null | undefined,
  context: Context,
): Promise<ListedSink> {
  const input = { kind, name, enabled: isEnabled ?? true, settings, secret: secret ?? null };
  return serviceFor(context).setSink(input, authorOf(context.identity));
}

const dayMinutes = 1_440;

export function rotateSecret(
  {
    name,
    secret,
    overlapMinutes,
  }: { readonly name: string; readonly secret: string; readonly overlapMinutes?: number | null | undefined },
  context: Context,
): Promise<ListedSink> {
  const minutes = overlapMinutes ?? dayMinutes;
  if (minutes < 0 || minutes > 30 * dayMinutes) {
    throw new AndonError('BAD_USER_INPUT', `overlapMinutes must be between 0 and ${30 * dayMinutes}, not ${minutes}.`, {
      argument: 'overlapMinutes',
    });
  }
  return serviceFor(context).rotateSecret(name, secret, minutes * 60, authorOf(context.identity));
}

export async function removeSink(name: string, context: Context): Promise<boolean> {
  await serviceFor(context).removeSink(name, authorOf(context.identity));
  return true;
}

export async function testSink(name: string, context: Context) {
  const startedMs = context.now();
  const outcome = await serviceFor(context).test(name, authorOf(context.identity));
  return { outcome, tookMs: Math.max(0, Math.round(context.now() - startedMs)) };
}

interface RouteInput {
  readonly name: string;
  readonly isEnabled?: boolean | null | undefined;
  readonly tells?: RouteSubject | null | undefined;
  readonly hours?: object | null | undefined;
  readonly steps: readonly { readonly sink: string; readonly afterMinutes?: number | null | undefined }[];
  readonly repeats?: number | null | undefined;
  readonly repeatAfterMinutes?: number | null | undefined;
}

export function setRoute(
  { name, isEnabled, tells, steps, repeats, repeatAfterMinutes, hours, ...conditions }: RouteInput,
  context: Context,
): Promise<ListedRoute> {
  const said: Given<Record<string, unknown>> = given({
    enabled: isEnabled,
    tells,
    repeats,
    repeatAfterS: repeatAfterMinutes == null ? null : seconds(repeatAfterMinutes),
  });
  return serviceFor(context).setRoute(
    {
      ...said,
      name,
      conditions: given({ ...conditions, hours: hours == null ? null : given(hours) }),
      steps: steps.map(({ sink, afterMinutes }) => ({ sink, afterS: seconds(afterMinutes ?? 0) })),
    },
    authorOf(context.identity),
  );
}

function seconds(minutes: number): number {
  return Math.round(minutes * 60);
}

export async function removeRoute(name: string, context: Context): Promise<boolean> {
  await serviceFor(context).removeRoute(name, authorOf(context.identity));
  return true;
}

export function resendNotifications(
  {
    deliveryIds,
    sink,
  }: { readonly deliveryIds?: readonly string[] | null | undefined; readonly sink?: string | null | undefined },
  context: Context,
): Promise<number> {
  const ids = deliveryIds == null ? null : deliveryIds.map(deliveryNumber);
  return serviceFor(context).resend({ ids, sink: sink ?? null });
}

function deliveryNumber(id: string): number {
  if (/^\d{1,15}$/.test(id)) return Number(id);
  throw new AndonError('BAD_USER_INPUT', `${JSON.stringify(id.slice(0, 50))} is no number of a message.`, {
    argument: 'deliveryIds',
  });
}
