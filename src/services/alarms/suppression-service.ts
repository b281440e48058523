/** Suppression by design: planned maintenance and rules, many machines at once, with an answer for each. */
import type pg from 'pg';
import { applySuppressions } from '../../db/alarms/alarm-transitions.ts';
import {
  countSuppressionRules,
  countSuppressions,
  endSuppressions,
  insertSuppressions,
  listSuppressions,
  readSuppressions,
  type SuppressionFilter,
} from '../../db/alarms/suppressions.ts';
import { tellAuthor } from '../../db/query/change-author.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import { despiteFullQueue } from '../../db/signals/despite-full-queue.ts';
import type { Suppression, SuppressionCause } from '../../domain/alarms/suppression.ts';
import type { ChangeAuthor } from '../../domain/change-author.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { stateText } from '../../domain/readings/state-text.ts';
import { AndonError } from '../../errors.ts';
import { maxAlarmsAtOnce, maxAllowedStates, maxMaintenanceMs, maxSuppressionRules } from '../../limits.ts';
import { checkOptionalText, checkText } from '../checked-text.ts';

export type { SuppressionFilter } from '../../db/alarms/suppressions.ts';

/** What became of one machine, or of one suppression: it as it is now, or why nothing was done. */
export interface SuppressionOutcome {
  readonly suppression: Suppression | null;
  readonly code: 'NOT_FOUND' | 'CONFLICT' | null;
  readonly message: string | null;
}

export interface PlannedMaintenance {
  /** Null for a machine that the caller does not reach. */
  readonly machines: readonly (EquipmentKey | null)[];
  /** Null: from now on. */
  readonly from: Date | null;
  readonly until: Date;
  readonly reason: string;
  readonly author: ChangeAuthor;
}

export interface SuppressionRule {
  readonly machines: readonly (EquipmentKey | null)[];
  readonly cause: SuppressionCause;
  readonly reason: string;
  readonly author: ChangeAuthor;
}

export interface EndedSuppressions {
  /** Null for an id that names none. */
  readonly ids: readonly (number | null)[];
  /** Planned maintenance, or rules. */
  readonly isMaintenance: boolean;
  readonly author: ChangeAuthor;
  /** Null: every one. */
  readonly siteIds: readonly string[] | null;
}

export type SuppressionService = ReturnType<typeof createSuppressionService>;

/** `onChanged` is called after each change, because what follows from it exists even if its signal is lost. */
export function createSuppressionService(
  pool: pg.Pool,
  now: () => number = Date.now,
  onChanged: () => void = () => undefined,
) {
  const change = <Result>(author: ChangeAuthor, work: (db: Queryable) => Promise<Result>): Promise<Result> =>
    inTransaction(pool, async (client) => {
      await tellAuthor(client, author);
      return work(client);
    });
  const add = async (
    machines: readonly (EquipmentKey | null)[],
    { author, ...what }: Omit<Parameters<typeof insertSuppressions>[2], 'madeBy'> & { readonly author: ChangeAuthor },
  ): Promise<SuppressionOutcome[]> => {
    checkCount('equipmentIds', machines.length);
    const reached = new Map(machines.flatMap((machine) => (machine === null ? [] : [[keyOf(machine), machine]])));
    const ids = await change(author, (db) =>
      insertSuppressions(db, [...reached.values()], { ...what, madeBy: author.name }),
    );
    await apply();
    const made = new Map((await readSuppressions(pool, ids)).map((one) => [keyOf(one), one]));
    return machines.map((machine) => {
      const suppression = machine === null ? undefined : made.get(keyOf(machine));
      return suppression === undefined ? notFound('machine') : { suppression, code: null, message: null };
    });
  };
  /** At once for as much as fits into a statement; what is left the next poll does. */
  const apply = async () => {
    await despiteFullQueue(() => applySuppressions(pool));
    onChanged();
  };
  return {
    list: (filter: SuppressionFilter, page: PageRequest<number>): Promise<Page<Suppression>> =>
      listSuppressions(pool, filter, page),
    count: (filter: SuppressionFilter): Promise<number> => countSuppressions(pool, filter),

    /** In the order of the machines. Throws BAD_USER_INPUT for what is wrong with all of them. */
    plan: async ({ machines, from, until, reason, author }: PlannedMaintenance): Promise<SuppressionOutcome[]> => {
      const startsMs = from?.getTime() ?? now();
      if (until.getTime() <= Math.max(startsMs, now()))
        throw wrong('until', 'until must be in the future, and after from.');
      if (until.getTime() - startsMs > maxMaintenanceMs) throw wrong('until', 'Maintenance lasts a year at most.');
      return add(machines, {
        reason: checkText('reason', reason),
        startsAt: from,
        endsAt: until,
        cause: null,
        author,
      });
    },

    /** In the order of the machines. Throws BAD_USER_INPUT for what is wrong with all of them. */
    addRules: async ({ machines, cause, reason, author }: SuppressionRule): Promise<SuppressionOutcome[]> => {
      const checked = checkCause(cause);
      if (machines.some((machine) => machine?.equipmentId === cause.equipmentId) && checked.sensorType === null) {
        throw wrong(
          'cause',
          'A machine that hangs on itself would stay hidden; name a sensor of it that shows a mode.',
        );
      }
      if ((await countSuppressionRules(pool)) + machines.length > maxSuppressionRules) {
        throw wrong('equipmentIds', `There may be ${maxSuppressionRules} rules of suppression at most.`);
      }
      return add(machines, {
        reason: checkText('reason', reason),
        startsAt: null,
        endsAt: null,
        cause: checked,
        author,
      });
    },

    /** In the order of the ids. */
    end: async ({ ids, isMaintenance, author, siteIds }: EndedSuppressions): Promise<SuppressionOutcome[]> => {
      checkCount('ids', ids.length);
      const named = ids.filter((id) => id !== null);
      const ended = new Set(
        await change(author, (db) => endSuppressions(db, named, { isMaintenance, siteIds, endedBy: author.name })),
      );
      await apply();
      const known = new Map((await readSuppressions(pool, named)).map((one) => [one.suppressionId, one]));
      return ids.map((id) => {
        const suppression = id === null ? undefined : known.get(id);
        const isReached =
          suppression !== undefined &&
          (siteIds === null || siteIds.includes(suppression.siteId)) &&
          (suppression.cause === null) === isMaintenance;
        if (!isReached) return notFound(isMaintenance ? 'maintenance' : 'rule');
        if (id !== null && ended.has(id)) return { suppression, code: null, message: null };
        return { suppression: null, code: 'CONFLICT', message: 'It is over already.' };
      });
    },
  };
}

function checkCause({ equipmentId, problem, sensorType, states }: SuppressionCause): SuppressionCause {
  if (problem !== null && sensorType !== null) {
    throw wrong('cause', 'A cause is an alarm (problem) or a mode (sensorType with states), not both.');
  }
  if ((sensorType === null) !== (states === null)) {
    throw wrong('cause', 'sensorType and states belong together; give both or neither.');
  }
  if (states !== null && (states.length === 0 || states.length > maxAllowedStates)) {
    throw wrong('cause', `states may name 1 to ${maxAllowedStates} states.`);
  }
  return {
    equipmentId,
    problem: checkOptionalText('cause.problem', problem),
    sensorType,
    states: states?.map(stateText) ?? null,
  };
}

function checkCount(argument: string, count: number): void {
  if (count > maxAlarmsAtOnce) throw wrong(argument, `${argument} may name ${maxAlarmsAtOnce} at once, not ${count}.`);
}

function keyOf({ siteId, equipmentId }: EquipmentKey): string {
  return JSON.stringify([siteId, equipmentId]);
}

function notFound(what: string): SuppressionOutcome {
  return { suppression: null, code: 'NOT_FOUND', message: `There is no such ${what}.` };
}

function wrong(argument: string, message: string): AndonError {
  return new AndonError('BAD_USER_INPUT', message, { argument });
}
