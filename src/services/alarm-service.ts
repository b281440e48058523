/** What people do about alarms, many at once, with an answer for each; and what time does. */
import type pg from 'pg';
import { readGroupSizes } from '../db/alarms/alarm-groups.ts';
import { listAlarmJournal } from '../db/alarms/alarm-journal.ts';
import { type AlarmPageKey, countAlarms, listAlarms, readAlarmCounts } from '../db/alarms/alarm-list.ts';
import {
  readAlarmSnapshots,
  readAlarmsByIds,
  readAlarmsOfRecommendations,
  readRecommendationsOfAlarms,
  readWorstAlarms,
} from '../db/alarms/alarm-lookup.ts';
import { runDueTransitions, type TransitionOutcome, writeTransition } from '../db/alarms/alarm-transitions.ts';
import { sqlStateOf } from '../db/query/sql-state.ts';
import { despiteFullQueue } from '../db/signals/despite-full-queue.ts';
import type { ProvenCredential } from '../domain/access.ts';
import type { Alarm, AlarmFilter } from '../domain/alarms/alarm.ts';
import type { AlarmEventKind } from '../domain/alarms/transitions.ts';
import type { EquipmentKey } from '../domain/equipment/equipment.ts';
import type { PageRequest } from '../domain/page.ts';
import { AndonError } from '../errors.ts';
import { maxAlarmsAtOnce, maxIdLength } from '../limits.ts';
import { checkOptionalText, checkText } from './checked-text.ts';

export type { AlarmCount, AlarmPageKey } from '../db/alarms/alarm-list.ts';

export interface AskedAlarm {
  /** Null for an id that names no alarm. */
  readonly alarmId: number | null;
  readonly expectedVersion?: number | null;
}

export interface AlarmAction {
  readonly kind: AlarmEventKind;
  readonly alarms: readonly AskedAlarm[];
  readonly operatorId: string;
  readonly credential?: ProvenCredential | null;
  /** Sites that the operator reaches: an alarm of another does not exist for them. Null: every one. */
  readonly siteIds: readonly string[] | null;
  readonly note?: string | null;
  readonly until?: Date | null;
}

/** What became of one alarm: it as it is now, or why nothing was done. */
export interface AlarmOutcome {
  readonly alarm: Alarm | null;
  readonly code: 'NOT_FOUND' | 'CONFLICT' | null;
  readonly message: string | null;
}

/** SQLSTATE of the trigger: a shelf that ends at no time within the longest one. */
const noSuchShelf = 'AN008';

export type AlarmService = ReturnType<typeof createAlarmService>;

/** `onChanged` is called after each action, because its events exist even if their signal is lost. */
export function createAlarmService(pool: pg.Pool, onChanged: () => void = () => undefined) {
  return {
    byIds: (ids: readonly number[]) => readAlarmsByIds(pool, ids),
    /** As they were at these events of the log; null for an event that is not kept. */
    snapshotsByNumbers: (numbers: readonly number[]) => readAlarmSnapshots(pool, numbers),
    worstOfEquipment: (keys: readonly EquipmentKey[]) => readWorstAlarms(pool, keys),
    ofRecommendations: (ids: readonly string[]) => readAlarmsOfRecommendations(pool, ids),
    recommendationsOf: (ids: readonly number[]) => readRecommendationsOfAlarms(pool, ids),
    groupSizes: (groupIds: readonly string[]) => readGroupSizes(pool, groupIds),
    list: (filter: AlarmFilter, page: PageRequest<AlarmPageKey>) => listAlarms(pool, filter, page),
    count: (filter: AlarmFilter) => countAlarms(pool, filter),
    counts: (filter: AlarmFilter) => readAlarmCounts(pool, filter),
    journal: (alarmId: number, page: PageRequest<number>) => listAlarmJournal(pool, alarmId, page),

    /** In the order of the alarms that were asked for. Throws BAD_USER_INPUT for what is wrong with all of them. */
    act: async (action: AlarmAction): Promise<AlarmOutcome[]> => {
      const asked = checked(action);
      const outcomes = await despiteFullQueue(() => writeTransition(pool, asked)).catch((error: unknown) => {
        if (sqlStateOf(error) !== noSuchShelf) throw error;
        throw new AndonError('BAD_USER_INPUT', 'until must be in the future, and within the longest time of a shelf.', {
          argument: 'until',
        });
      });
      onChanged();
      const byId = new Map(outcomes.map((outcome) => [outcome.alarm.alarmId, outcome]));
      return action.alarms.map((alarm) => answer(action.kind, alarm, byId));
    },

    /** Ends shelves and tells alarms again that are due. */
    runDue: async (): Promise<void> => {
      while ((await despiteFullQueue(() => runDueTransitions(pool))) > 0) onChanged();
    },
  };
}

function checked({ kind, alarms, operatorId, credential, siteIds, note, until }: AlarmAction) {
  if (alarms.length > maxAlarmsAtOnce) {
    throw new AndonError('BAD_USER_INPUT', `alarms may name ${maxAlarmsAtOnce} at once, not ${alarms.length}.`, {
      argument: 'alarms',
    });
  }
  const known = new Map<number, number | null>();
  for (const { alarmId, expectedVersion = null } of alarms) {
    if (alarmId === null) continue;
    if (known.has(alarmId)) {
      throw new AndonError('BAD_USER_INPUT', `alarms names ${alarmId} more than once.`, { argument: 'alarms' });
    }
    known.set(alarmId, expectedVersion);
  }
  return {
    kind,
    alarms: [...known].map(([alarmId, expectedVersion]) => ({ alarmId, expectedVersion })),
    siteIds,
    operatorId: checkText('operatorId', operatorId, maxIdLength),
    credential: credential ?? null,
    note: checkOptionalText('note', note),
    shelvedUntil: until ?? null,
  };
}

function answer(
  kind: AlarmEventKind,
  { alarmId, expectedVersion }: AskedAlarm,
  outcomes: ReadonlyMap<number, TransitionOutcome>,
): AlarmOutcome {
  const outcome = alarmId === null ? undefined : outcomes.get(alarmId);
  if (outcome === undefined) return { alarm: null, code: 'NOT_FOUND', message: 'There is no such alarm.' };
  const { alarm, isChanged } = outcome;
  if (isChanged) return { alarm, code: null, message: null };
  const isOther = expectedVersion != null && expectedVersion !== alarm.version;
  const message = isOther
    ? `Alarm ${alarmId} is at version ${alarm.version}, not ${expectedVersion}.`
    : `Alarm ${alarmId} is ${alarm.state.replaceAll('_', ' ')}, and cannot be ${kind.replaceAll('_', ' ')} from there.`;
  return { alarm: null, code: 'CONFLICT', message };
}
