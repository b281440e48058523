import type pg from 'pg';
import type { DayPartitions } from '../db/day-partitions.ts';
import {
  markStale,
  moveRolledUntil,
  readRollUpState,
  readSensorIds,
  readStaleHours,
  rollUpHours,
  type SensorHour,
  takeRollUpLock,
  unmarkStale,
} from '../db/hour-roll-up.ts';
import { isDataError } from '../db/sql-state.ts';
import { inTransactionOn } from '../db/transaction.ts';
import { hourMs } from '../domain/window.ts';

const dayMs = 24 * hourMs;
/** Not less: from 20 hours on whoever writes a minute marks its hour (sql/migrations/0018_hour_roll_up.sql). */
const restMs = dayMs;
/** Hours of sensors in one statement: up to 60,000 minutes. */
const hoursAtOnce = 1_000;
/** Who writes late data waits for a transaction that merges the very same hour: it is kept short. */
const staleAtOnce = 200;

export interface RollUpService {
  /** Merges hours that are a day old, and those written since, as far as no other server is at it; returns when nothing is left. */
  catchUp(): Promise<void>;
}

/** Stopped: another server is at it, or this one ends. */
type Step = 'done' | 'stopped';

export function createRollUpService(pool: pg.Pool, partitions: DayPartitions, signal: AbortSignal): RollUpService {
  /** One short transaction, if no other server rolls up just now. Over when this is over, also after a failure: its lock is wanted again. */
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

  /** Gold may hold what no statistics can be made of, if another program wrote it: such an hour stays with its minutes. */
  const roll = async (hours: readonly SensorHour[], isMarked: boolean): Promise<Step> => {
    try {
      return await alone(async (client) => {
        await rollUpHours(client, isMarked ? await unmarkStale(client, hours) : hours);
      });
    } catch (error) {
      if (!isDataError(error)) throw error;
      if (hours.length === 1) return isMarked ? 'done' : alone((client) => markStale(client, hours));
      const middle = hours.length >> 1;
      const first = await roll(hours.slice(0, middle), isMarked);
      return first === 'stopped' ? first : roll(hours.slice(middle), isMarked);
    }
  };

  const rollSpan = async (fromMs: number, toMs: number): Promise<Step> => {
    await partitions.ensure(['performance_1hour'], [fromMs]);
    const starts = Array.from({ length: (toMs - fromMs) / hourMs }, (_, i) => fromMs + i * hourMs);
    const sensorsAtOnce = Math.floor(hoursAtOnce / starts.length);
    const sensorIds = await readSensorIds(pool);
    for (let i = 0; i < sensorIds.length; i += sensorsAtOnce) {
      if (signal.aborted) return 'stopped';
      const hours = sensorIds
        .slice(i, i + sensorsAtOnce)
        .flatMap((sensorId) => starts.map((start) => ({ sensorId, hourMs: start })));
      if ((await roll(hours, false)) === 'stopped') return 'stopped';
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
      if ((await roll(hours, true)) === 'stopped') return 'stopped';
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
