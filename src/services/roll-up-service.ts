/** Merges one-minute windows into hours in the background, so that long ranges are read quickly. */
import type pg from 'pg';
import { isDataError } from '../db/query/sql-state.ts';
import { inTransactionOn } from '../db/query/transaction.ts';
import type { DayPartitions } from '../db/upkeep/day-partitions.ts';
import {
  hoursOf,
  markStale,
  moveRolledUntil,
  readRollUpState,
  readSensorIds,
  readStaleHours,
  rollUpSpans,
  type SensorHour,
  spanOf,
  takeRollUpLock,
  unmarkStale,
} from '../db/upkeep/roll-up-write.ts';
import { hourMs } from '../domain/window.ts';

const dayMs = 24 * hourMs;
/** Must not be less than 20 hours: only after that does a write to a minute mark its hour (sql/migrations/0018_hour_roll_up.sql). */
const restMs = dayMs;
/** Hours of sensors in one statement: up to 60,000 minutes. */
const hoursAtOnce = 1_000;
/** Transactions are short, because a writer of late data waits for the one that merges the same hour. */
const staleAtOnce = 200;

export interface RollUpService {
  /** Merges hours that are a day old, and those written since, unless another server does so; resolves when nothing is left. */
  catchUp(): Promise<void>;
}

/** Stopped: another server rolls up, or this one ends. */
type Step = 'done' | 'stopped';

export function createRollUpService(pool: pg.Pool, partitions: DayPartitions, signal: AbortSignal): RollUpService {
  /**
   * One short transaction, if no other server rolls up just now. Over when this is over, also after a failure: its lock is wanted
   * again.
   */
  const alone = async (work: (client: pg.PoolClient) => Promise<void>): Promise<Step> => {
    const client = await pool.connect();
    try {
      const step = await inTransactionOn(client, async (): Promise<Step> => {
        if (!(await takeRollUpLock(client))) return 'stopped';
        await work(client);
        return 'done';
      });
      client.release();
      return step;
    } catch (error) {
      client.release(!isDataError(error));
      throw error;
    }
  };

  /** Another program may have written values to gold that cannot be merged: such an hour keeps its minutes. */
  const withoutBroken = async <Part>(
    parts: readonly Part[],
    roll: (parts: readonly Part[]) => Promise<Step>,
    leave: (part: Part) => Promise<Step>,
  ): Promise<Step> => {
    try {
      return await roll(parts);
    } catch (error) {
      if (!isDataError(error)) throw error;
      const [only] = parts;
      if (only !== undefined && parts.length === 1) return leave(only);
      const middle = parts.length >> 1;
      const first = await withoutBroken(parts.slice(0, middle), roll, leave);
      return first === 'stopped' ? first : withoutBroken(parts.slice(middle), roll, leave);
    }
  };

  const rollHours = (hours: readonly SensorHour[]): Promise<Step> =>
    withoutBroken(
      hours,
      (some) => alone((client) => rollUpSpans(client, some.map(spanOf))),
      (broken) => alone((client) => markStale(client, [broken])),
    );

  const rollMarked = (hours: readonly SensorHour[]): Promise<Step> =>
    withoutBroken(
      hours,
      (some) => alone(async (client) => rollUpSpans(client, (await unmarkStale(client, some)).map(spanOf))),
      async () => 'done',
    );

  const rollSpan = async (fromMs: number, toMs: number): Promise<Step> => {
    await partitions.ensure(['performance_1hour'], [fromMs]);
    const sensorsAtOnce = Math.floor(hoursAtOnce / ((toMs - fromMs) / hourMs));
    const sensorIds = await readSensorIds(pool);
    for (let i = 0; i < sensorIds.length; i += sensorsAtOnce) {
      if (signal.aborted) return 'stopped';
      const spans = sensorIds.slice(i, i + sensorsAtOnce).map((sensorId) => ({ sensorId, fromMs, toMs }));
      const step = await withoutBroken(
        spans,
        (some) => alone((client) => rollUpSpans(client, some)),
        (broken) => rollHours(hoursOf(broken)),
      );
      if (step === 'stopped') return step;
    }
    return 'done';
  };

  const rollFinished = async (): Promise<Step> => {
    for (;;) {
      const { rolledUntilMs, finishedMs, firstMonthMs } = await readRollUpState(pool, restMs);
      if (rolledUntilMs !== null && rolledUntilMs >= finishedMs) return 'done';
      const fromMs = rolledUntilMs ?? Math.min(firstMonthMs ?? finishedMs, finishedMs);
      const toMs = Math.min((Math.floor(fromMs / dayMs) + 1) * dayMs, finishedMs);
      if (fromMs < toMs && (await rollSpan(fromMs, toMs)) === 'stopped') return 'stopped';
      await moveRolledUntil(pool, rolledUntilMs, toMs);
    }
  };

  const rollStale = async (): Promise<Step> => {
    for (let after: SensorHour | null = null; !signal.aborted; ) {
      const hours: readonly SensorHour[] = await readStaleHours(pool, after, staleAtOnce);
      const last = hours.at(-1);
      if (last === undefined) return 'done';
      await partitions.ensure(
        ['performance_1hour'],
        hours.map((hour) => hour.hourMs),
      );
      if ((await rollMarked(hours)) === 'stopped') return 'stopped';
      after = last;
    }
    return 'stopped';
  };

  return {
    catchUp: async () => {
      if ((await rollFinished()) === 'done') await rollStale();
    },
  };
}
