/** Resolves alarms, their lists, counts and journals. */
import type { Alarm, AlarmFilter, AlarmJournalEntry } from '../../domain/alarms/alarm.ts';
import type { AlarmClass } from '../../domain/alarms/alarm-class.ts';
import type { AlarmState } from '../../domain/alarms/transitions.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import { type Severity, severityRank } from '../../domain/recommendations/severity.ts';
import type { AlarmCount } from '../../services/alarm-service.ts';
import { checkText } from '../../services/checked-text.ts';
import { maySee, permittedFilter } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import {
  type Connection,
  type ConnectionArguments,
  type CountedConnection,
  connect,
  connectCounted,
} from '../relay/connection.ts';
import { givenAlarm } from '../relay/given-id.ts';
import { timeRange } from '../relay/instant.ts';
import { cursors } from '../relay/page-cursor.ts';

export interface AlarmFilterInput {
  readonly siteIds?: readonly string[] | null | undefined;
  readonly areas?: readonly string[] | null | undefined;
  readonly equipmentIds?: readonly string[] | null | undefined;
  readonly severities?: readonly Severity[] | null | undefined;
  readonly states?: readonly AlarmState[] | null | undefined;
  readonly classes?: readonly AlarmClass[] | null | undefined;
  readonly isActive?: boolean | null | undefined;
  readonly isStanding?: boolean | null | undefined;
  readonly isStale?: boolean | null | undefined;
  readonly isChattering?: boolean | null | undefined;
  readonly isFolded?: boolean | null | undefined;
  readonly groupIds?: readonly string[] | null | undefined;
  readonly text?: string | null | undefined;
  readonly from?: unknown;
  readonly to?: unknown;
}

export function alarmFilter(
  input: AlarmFilterInput | null | undefined,
  context: Pick<Context, 'identity'>,
): AlarmFilter {
  const { from, to, ...rest } = input ?? {};
  const filter = { ...permittedFilter(rest, context), ...timeRange({ from, to }) };
  if (filter.text !== undefined) checkText('text', filter.text);
  return filter;
}

export async function listAlarms(
  args: ConnectionArguments & { readonly filter?: AlarmFilterInput | null | undefined },
  context: Context,
): Promise<CountedConnection<Alarm>> {
  const filter = alarmFilter(args.filter, context);
  return connectCounted(context, args, {
    codec: cursors.alarms,
    keyOf: ({ severity, activeSince, alarmId }: Alarm) => ({ severity: severityRank(severity), activeSince, alarmId }),
    list: (request) => context.services.alarms.list(filter, request),
    count: () => context.services.alarms.count(filter),
  });
}

export async function alarmById({ id }: { readonly id: string }, context: Context): Promise<Alarm | null> {
  const alarmId = givenAlarm(id);
  const alarm = alarmId === null ? null : await context.loaders.alarm.load(alarmId);
  return alarm !== null && maySee(alarm.siteId, context) ? alarm : null;
}

export function journalOf(
  { alarmId }: Alarm,
  args: ConnectionArguments,
  context: Context,
): Promise<Connection<AlarmJournalEntry>> {
  return connect(context, args, {
    codec: cursors.alarmJournal,
    keyOf: ({ journalId }) => journalId,
    list: (page) => context.services.alarms.journal(alarmId, page),
  });
}

export function worstAlarmOf({ siteId, equipmentId }: EquipmentKey, { loaders }: Context): Promise<Alarm | null> {
  return loaders.worstAlarm.load({ siteId, equipmentId });
}

/** How many alarms of its group are shown; 1 of one that stands alone. */
export async function groupSizeOf({ groupId }: Alarm, { loaders }: Context): Promise<number> {
  return groupId === null ? 1 : loaders.alarmGroupSize.load(groupId);
}

export function alarmsOf({ id }: Recommendation, { loaders }: Context): Promise<readonly Alarm[]> {
  return loaders.alarmsOfRecommendation.load(id);
}

export function recommendationsOf({ alarmId }: Alarm, { loaders }: Context): Promise<readonly Recommendation[]> {
  return loaders.recommendationsOfAlarm.load(alarmId);
}

/** Alarms summed up, without a page. */
export interface AlarmCounts {
  readonly total: number;
  readonly active: number;
  readonly unacknowledged: number;
  readonly shelved: number;
  readonly bySeverity: readonly { readonly severity: Severity; readonly count: number }[];
  readonly byState: readonly { readonly state: AlarmState; readonly count: number }[];
  readonly bySite: readonly { readonly siteId: string; readonly count: number; readonly worst: Severity | null }[];
  readonly byArea: readonly {
    readonly siteId: string;
    readonly area: string | null;
    readonly count: number;
    readonly worst: Severity | null;
  }[];
}

export async function alarmCounts(
  args: { readonly filter?: AlarmFilterInput | null | undefined },
  context: Context,
): Promise<AlarmCounts> {
  const rows = await context.services.alarms.counts(alarmFilter(args.filter, context));
  const of = (some: readonly AlarmCount[]) => some.reduce((sum, { count }) => sum + count, 0);
  const groups = (keyOf: (row: AlarmCount) => string): AlarmCount[][] => [
    ...rows
      .reduce(
        (found, row) => found.set(keyOf(row), [...(found.get(keyOf(row)) ?? []), row]),
        new Map<string, AlarmCount[]>(),
      )
      .values(),
  ];
  const summed = (keyOf: (row: AlarmCount) => string) =>
    groups(keyOf).flatMap((some) => {
      const [first] = some;
      return first === undefined ? [] : [{ ...first, count: of(some), worst: worstOf(some) }];
    });
  return {
    total: of(rows),
    active: of(rows.filter(({ isActive }) => isActive)),
    unacknowledged: of(rows.filter(({ isAcknowledged }) => !isAcknowledged)),
    shelved: of(rows.filter(({ state }) => state === 'shelved')),
    bySeverity: summed(({ severity }) => severity).sort((a, b) => severityRank(b.severity) - severityRank(a.severity)),
    byState: summed(({ state }) => state),
    bySite: summed(({ siteId }) => siteId),
    byArea: summed(({ siteId, area }) => JSON.stringify([siteId, area])),
  };
}

/** Of the active ones, whatever people did about them. */
function worstOf(rows: readonly AlarmCount[]): Severity | null {
  const active = rows.filter(({ isActive }) => isActive).map(({ severity }) => severity);
  return active.sort((a, b) => severityRank(b) - severityRank(a))[0] ?? null;
}
