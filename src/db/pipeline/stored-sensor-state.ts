/** Reads from the database what the pipeline has to know of a sensor: windows, newest times, detectors' memory. */
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { Recovery, StoredDetectorMemory } from '../../domain/recommendations/detector-memory.ts';
import type { WindowStats } from '../../domain/window.ts';
import { numberArray, sparseTextArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const memoryMerge = statement('detector-memory-merge');

/** Event times, epoch ms. */
export interface LatestTimes {
  readonly eventMs: number;
  /** Of the newest reading with a value; −Infinity when none had one. */
  readonly valueMs: number;
}

/** How far event time has come with each of the given sensors that has a status. */
export async function readLatestTimes(db: Queryable, sensorIds: readonly number[]): Promise<Map<number, LatestTimes>> {
  const { rows } = await db.query<{ sensor_id: number; event_time: Date; value_time: Date | number }>({
    name: 'latest-times',
    text: `SELECT sensor_id, event_time, coalesce(value_time, event_time) AS value_time
      FROM andon.current_status WHERE sensor_id = ANY($1::int[])`,
    values: [numberArray(sensorIds)],
  });
  return new Map(
    rows.map((row) => [row.sensor_id, { eventMs: row.event_time.getTime(), valueMs: row.value_time.valueOf() }]),
  );
}

/** What detection remembers of those of the given sensors that have something to remember. */
export async function readDetectorMemories(
  db: Queryable,
  sensorIds: readonly number[],
): Promise<Map<number, StoredDetectorMemory>> {
  const { rows } = await db.query<{
    sensor_id: number;
    run: number;
    recovery: Recovery;
    alarming_since: Date | null;
    normal_since: Date | null;
    value_range: number[];
    standing_limits: (number | null)[];
    recent_points: number[];
    states: StoredDetectorMemory['states'];
  }>({
    name: 'detector-memories',
    text: `SELECT sensor_id, run, recovery, alarming_since, normal_since, value_range, standing_limits, recent_points, states
      FROM andon.detector_memory
      WHERE sensor_id = ANY($1::int[])`,
    values: [numberArray(sensorIds)],
  });
  return new Map(
    rows.map((row) => [
      row.sensor_id,
      {
        run: row.run,
        recovery: row.recovery,
        alarmingSinceMs: row.alarming_since?.getTime() ?? null,
        normalSinceMs: row.normal_since?.getTime() ?? null,
        range: row.value_range,
        levels: row.standing_limits,
        points: row.recent_points,
        states: row.states,
      },
    ]),
  );
}

/** Each sensor at most once, sorted. */
export async function mergeDetectorMemories(
  db: Queryable,
  memories: readonly (StoredDetectorMemory & { readonly sensorId: number })[],
): Promise<void> {
  await run(db, memoryMerge, [
    numberArray(memories.map(({ sensorId }) => sensorId)),
    numberArray(memories.map((memory) => memory.run)),
    textArray(memories.map(({ recovery }) => recovery)),
    numberArray(memories.map(({ alarmingSinceMs }) => alarmingSinceMs)),
    numberArray(memories.map(({ normalSinceMs }) => normalSinceMs)),
    textArray(memories.map(({ range }) => numberArray(range))),
    textArray(memories.map(({ levels }) => numberArray(levels))),
    textArray(memories.map(({ points }) => numberArray(points))),
    sparseTextArray(memories.map(({ states }) => (states === null ? null : JSON.stringify(states)))),
  ]);
}

export interface StoredWindow {
  readonly sensorId: number;
  readonly windowMs: number;
  readonly stats: WindowStats;
}

interface WindowRow {
  readonly sensor_id: number;
  readonly window_start: Date;
  readonly reading_count: number;
  readonly mean: number;
  readonly mean_low: number;
  readonly m2: number;
  readonly min_value: number;
  readonly max_value: number;
}
const windowColumns = 'sensor_id, window_start, reading_count, mean, mean_low, m2, min_value, max_value';

function windowFromRow(row: WindowRow): StoredWindow {
  return {
    sensorId: row.sensor_id,
    windowMs: row.window_start.getTime(),
    stats: {
      count: row.reading_count,
      mean: row.mean,
      meanLow: row.mean_low,
      m2: row.m2,
      min: row.min_value,
      max: row.max_value,
    },
  };
}

/** The one-minute windows of the given sensors that start in [from, to). */
export async function readWindows(
  db: Queryable,
  sensorIds: readonly number[],
  from: Date,
  to: Date,
): Promise<StoredWindow[]> {
  const { rows } = await db.query<WindowRow>({
    name: 'windows-of-sensors',
    text: `SELECT ${windowColumns} FROM andon.performance_1min
      WHERE sensor_id = ANY($1::int[]) AND window_start >= $2 AND window_start < $3`,
    values: [numberArray(sensorIds), from, to],
  });
  return rows.map(windowFromRow);
}

/** Start of the oldest window of these sensors from a time on, epoch ms; null when there is none. */
export async function firstWindowMs(db: Queryable, sensorIds: readonly number[], from: Date): Promise<number | null> {
  const { rows } = await db.query<{ first: Date | null }>({
    name: 'first-window',
    text: `SELECT min(first) AS first FROM unnest($1::int[]) AS wanted (sensor_id) CROSS JOIN LATERAL (
        SELECT window_start AS first FROM andon.performance_1min AS gold
        WHERE gold.sensor_id = wanted.sensor_id AND window_start >= $2 ORDER BY window_start LIMIT 1) AS oldest`,
    values: [numberArray(sensorIds), new Date(Math.max(from.getTime(), 0))],
  });
  return rows[0]?.first?.getTime() ?? null;
}

/** The newest window of each of the given sensors, however old it is, with those of the hour before it. */
export async function readLastHours(db: Queryable, sensorIds: readonly number[]): Promise<StoredWindow[]> {
  const { rows } = await db.query<WindowRow>({
    name: 'last-hours',
    text: `SELECT hour.* FROM unnest($1::int[]) AS wanted (sensor_id) CROSS JOIN LATERAL (
        SELECT window_start FROM andon.performance_1min AS gold
        WHERE gold.sensor_id = wanted.sensor_id ORDER BY window_start DESC LIMIT 1) AS newest
      CROSS JOIN LATERAL (
        SELECT ${windowColumns} FROM andon.performance_1min AS gold
        WHERE gold.sensor_id = wanted.sensor_id AND window_start <= newest.window_start
          AND window_start > newest.window_start - interval '62 minutes') AS hour`,
    values: [numberArray(sensorIds)],
  });
  return rows.map(windowFromRow);
}

/** Lowest and highest values of the given sensors by half days, of windows in [from, to), oldest first. */
export async function readRanges(
  db: Queryable,
  sensorIds: readonly number[],
  from: Date,
  to: Date,
): Promise<{ readonly sensorId: number; readonly windowMs: number; readonly low: number; readonly high: number }[]> {
  const { rows } = await db.query<{ sensor_id: number; first: Date; low: number; high: number }>({
    name: 'ranges-of-sensors',
    text: `SELECT sensor_id, min(window_start) AS first, min(min_value) AS low, max(max_value) AS high
      FROM andon.performance_1min WHERE sensor_id = ANY($1::int[]) AND window_start >= $2 AND window_start < $3
      GROUP BY sensor_id, floor(extract(epoch FROM window_start) / 43200) ORDER BY sensor_id, first`,
    values: [numberArray(sensorIds), from, to],
  });
  return rows.map(({ sensor_id, first, low, high }) => ({ sensorId: sensor_id, windowMs: first.getTime(), low, high }));
}

/** Ids of all sensors of one machine, sorted. */
export async function sensorsOfEquipment(db: Queryable, { siteId, equipmentId }: EquipmentKey): Promise<number[]> {
  const { rows } = await db.query<{ sensor_id: number }>(
    'SELECT sensor_id FROM andon.sensor WHERE site_id = $1 AND equipment_id = $2 ORDER BY sensor_id',
    [siteId, equipmentId],
  );
  return rows.map(({ sensor_id }) => sensor_id);
}
