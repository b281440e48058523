import type { Queryable } from '../../db/query/queryable.ts';
import {
  countByMinute,
  countBySensor,
  type MinuteCount,
  type ScopeSensor,
  type SliceBounds,
} from '../../db/rebuild/rebuild-read.ts';
import { partitionOf } from '../../domain/equipment/shard.ts';
import { minuteMs } from '../../domain/window.ts';

const dayMs = 86_400_000;

/** A part of history that is computed anew in one transaction: whole minutes of sensors of one partition. */
export interface Slice extends SliceBounds {
  readonly partitionNo: number;
  /** What bronze held of it when it was planned. */
  readonly readings: number;
}

/** The sensors of each partition, as ids. */
export function byPartition(sensors: readonly ScopeSensor[]): Map<number, number[]> {
  const partitions = new Map<number, number[]>();
  for (const sensor of sensors) {
    const partition = partitionOf(sensor);
    const ids = partitions.get(partition);
    if (ids === undefined) partitions.set(partition, [sensor.sensorId]);
    else ids.push(sensor.sensorId);
  }
  return partitions;
}

export interface SliceOptions {
  readonly partitions: ReadonlyMap<number, readonly number[]>;
  /** The sensors are all there are: counting them needs no list. */
  readonly everything: boolean;
  readonly fromMs: number;
  readonly toMs: number;
  /** Starts of the days that bronze holds, epoch ms. */
  readonly days: readonly number[];
  /** Bounds memory, and the time for which the live pipeline has to wait. */
  readonly maxReadings: number;
}

/** Cuts the range into slices, partition after partition and each in time order, because a sensor's baseline is its past. */
export async function planSlices(db: Queryable, options: SliceOptions): Promise<Slice[]> {
  const { partitions, everything, fromMs, toMs, days } = options;
  const sensorIds = everything ? null : [...partitions.values()].flat();
  const slices: Slice[] = [];
  for (const dayStartMs of days) {
    const from = Math.max(fromMs, dayStartMs);
    const to = Math.min(toMs, dayStartMs + dayMs);
    if (from >= to) continue;
    const counts = await countByMinute(db, { sensorIds, fromMs: from, toMs: to });
    for (const stretch of stretches(counts, options.maxReadings)) {
      const ids = partitions.get(stretch.partitionNo);
      if (ids === undefined) continue;
      if (stretch.readings <= options.maxReadings) slices.push({ ...stretch, sensorIds: ids });
      else slices.push(...(await splitBySensor(db, { ...stretch, sensorIds: ids }, options.maxReadings)));
    }
  }
  // A stable sort: within a partition the days stay in their order.
  return slices.sort((a, b) => a.partitionNo - b.partitionNo);
}

type Stretch = Omit<Slice, 'sensorIds'>;

/** Joins neighbouring minutes of a partition while they stay within the bound; a minute over it stands alone. */
export function stretches(counts: readonly MinuteCount[], maxReadings: number): Stretch[] {
  const joined: Stretch[] = [];
  for (const { partitionNo, minuteMs: startMs, readings } of counts) {
    const last = joined.at(-1);
    if (last?.partitionNo === partitionNo && last.readings + readings <= maxReadings) {
      joined[joined.length - 1] = { ...last, toMs: startMs + minuteMs, readings: last.readings + readings };
    } else {
      joined.push({ partitionNo, fromMs: startMs, toMs: startMs + minuteMs, readings });
    }
  }
  return joined;
}

/** One sensor's minute is the least there is: windows are never cut. */
async function splitBySensor(db: Queryable, slice: Slice, maxReadings: number): Promise<Slice[]> {
  const parts: Slice[] = [];
  for (const { sensorId, readings } of await countBySensor(db, slice)) {
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
