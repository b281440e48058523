/** Plans a rebuild: checks what there is in bronze, and cuts the time into slices. */
import type { Queryable } from '../../db/query/queryable.ts';
import { countWindows, readScopeSensors, type ScopeFilter, type ScopeSensor } from '../../db/rebuild/rebuild-read.ts';
import type { BronzeHistory } from '../../domain/readings/bronze-log.ts';
import { minuteMs } from '../../domain/window.ts';
import { StartupError } from '../../errors.ts';
import { byShard, planSlices, type Slice } from './slices.ts';

/** A slice of so many takes a few tenths of a second, for which the live pipeline of its shard waits. */
const sliceReadings = 10_000;

export interface RebuildRequest extends ScopeFilter {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface RebuildPlan {
  /** Whole minutes: the beginning is rounded down, the end up. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly slices: readonly Slice[];
  readonly readings: number;
  /** Windows that gold holds of this time now. */
  readonly windows: number;
}

/** Looks up what there is to do; throws StartupError with the way out when the request cannot be met. */
export async function planRebuild(
  db: Queryable,
  bronze: BronzeHistory<Queryable>,
  request: RebuildRequest,
  maxReadings = sliceReadings,
): Promise<RebuildPlan> {
  if (request.fromMs >= request.toMs) throw new StartupError('--from must be earlier than --to.');
  const fromMs = Math.floor(request.fromMs / minuteMs) * minuteMs;
  const toMs = Math.ceil(request.toMs / minuteMs) * minuteMs;
  const days = await bronze.days(db);
  const [oldestMs] = days;
  if (oldestMs === undefined) throw new StartupError('Bronze is empty: there is nothing to rebuild from.');
  if (fromMs < oldestMs) {
    const oldest = new Date(oldestMs).toISOString();
    throw new StartupError(
      `Bronze begins at ${oldest}: what gold holds of the time before cannot be computed anew. Choose --from ${oldest} or later.`,
    );
  }
  const sensors = await readScopeSensors(db, request);
  refuseUnknown(request, sensors);
  const shards = byShard(sensors);
  const everything = request.siteId === undefined && request.equipmentIds === undefined;
  const slices = await planSlices(db, bronze, { shards, everything, fromMs, toMs, days, maxReadings });
  const sensorIds = sensors.map(({ sensorId }) => sensorId);
  return {
    fromMs,
    toMs,
    slices,
    readings: slices.reduce((sum, slice) => sum + slice.readings, 0),
    windows: await countWindows(db, { sensorIds, fromMs, toMs }),
  };
}

function refuseUnknown({ siteId, equipmentIds }: RebuildRequest, sensors: readonly ScopeSensor[]): void {
  const where = siteId === undefined ? '' : ` at site ${siteId}`;
  const known = new Set(sensors.map(({ equipmentId }) => equipmentId));
  const unknown = (equipmentIds ?? []).filter((equipmentId) => !known.has(equipmentId));
  if (unknown.length > 0) {
    throw new StartupError(
      `No sensor is known of equipment ${unknown.join(', ')}${where}. Ids are spelled as in equipmentList, capitals included.`,
    );
  }
  if (sensors.length === 0) throw new StartupError(`No sensor is known${where}: there is nothing to rebuild.`);
}
