/** Cuts a time into slices that one transaction can compute anew. */
import type { Queryable } from '../../db/query/queryable.ts';
import type { ScopeSensor } from '../../db/rebuild/rebuild-read.ts';
import { shardOf } from '../../domain/equipment/shard.ts';
import type { BronzeHistory, MinuteCount, ReadingSpan } from '../../domain/readings/bronze-log.ts';
import { minuteMs } from '../../domain/window.ts';

const dayMs = 86_400_000;

/** A part of history that is computed anew in one transaction: whole minutes of sensors of one shard. */
export interface Slice extends ReadingSpan {
  readonly shardNo: number;
  /** What bronze held of it when it was planned. */
  readonly readings: number;
}

/** The sensors of each shard, as ids. */
export function byShard(sensors: readonly ScopeSensor[]): Map<number, number[]> {
  const shards = new Map<number, number[]>();
  for (const sensor of sensors) {
    const shard = shardOf(sensor);
    const ids = shards.get(shard);
    if (ids === undefined) shards.set(shard, [sensor.sensorId]);
    else ids.push(sensor.sensorId);
  }
  return shards;
}

export interface SliceOptions {
  readonly shards: ReadonlyMap<number, readonly number[]>;
  /** The sensors are all there are: counting them needs no list. */
  readonly everything: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  /** Starts of the days that bronze holds, epoch ms. */
  readonly days: readonly number[];
  /** Bounds memory, and the time for which the live pipeline has to wait. */
  readonly maxReadings: number;
}

/** Cuts the range into slices, shard after shard and each in time order, because a sensor's baseline is its past. */
export async function planSlices(
  db: Queryable,
  bronze: BronzeHistory<Queryable>,
  options: SliceOptions,
): Promise<Slice[]> {
  const { shards, everything, fromMs, toMs, days } = options;
  const sensorIds = everything ? null : [...shards.values()].flat();
  const slices: Slice[] = [];
  for (const dayStartMs of days) {
    const from = Math.max(fromMs, dayStartMs);
    const to = Math.min(toMs, dayStartMs + dayMs);
    if (from >= to) continue;
    const counts = await bronze.countByMinute(db, { sensorIds, fromMs: from, toMs: to });
    for (const range of ranges(counts, options.maxReadings)) {
      const ids = shards.get(range.shardNo);
      if (ids === undefined) continue;
      if (range.readings <= options.maxReadings) slices.push({ ...range, sensorIds: ids });
      else slices.push(...(await splitBySensor(db, bronze, { ...range, sensorIds: ids }, options.maxReadings)));
    }
  }
  // A stable sort: within a shard the days stay in their order.
  return slices.sort((a, b) => a.shardNo - b.shardNo);
}

type SliceRange = Omit<Slice, 'sensorIds'>;

/** Joins neighbouring minutes of a shard while they stay within the bound; a minute over it stands alone. */
export function ranges(counts: readonly MinuteCount[], maxReadings: number): SliceRange[] {
  const joined: SliceRange[] = [];
  for (const { shardNo, minuteMs: startMs, readings } of counts) {
    const last = joined.at(-1);
    if (last?.shardNo === shardNo && last.readings + readings <= maxReadings) {
      joined[joined.length - 1] = { ...last, toMs: startMs + minuteMs, readings: last.readings + readings };
    } else {
      joined.push({ shardNo, fromMs: startMs, toMs: startMs + minuteMs, readings });
    }
  }
  return joined;
}

/** One sensor's minute is the least there is: windows are never cut. */
async function splitBySensor(
  db: Queryable,
  bronze: BronzeHistory<Queryable>,
  slice: Slice,
  maxReadings: number,
): Promise<Slice[]> {
  const parts: Slice[] = [];
  for (const { sensorId, readings } of await bronze.countBySensor(db, slice)) {
    const last = parts.at(-1);
    if (last !== undefined && last.readings + readings <= maxReadings) {
      parts[parts.length - 1] = {
        ...last,
        sensorIds: [...last.sensorIds, sensorId],
        readings: last.readings + readings,
      };
    } else {
      parts.push({ ...slice, sensorIds: [sensorId], readings });
    }
  }
  return parts;
}
