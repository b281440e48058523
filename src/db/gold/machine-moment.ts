/** Reads what the other sensors of a machine measured at one moment, and how usual that was for the day before. */
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { NeighbourValues } from '../../domain/recommendations/explanation.ts';
import { matchable } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';
import { dateFromDatabase } from '../query/timestamps.ts';

interface NeighbourRow {
  readonly sensor_type: string;
  readonly unit: string | null;
  readonly window_start: Date | number;
  readonly mean: number;
  readonly min_value: number;
  readonly max_value: number;
  readonly day_mean: number | null;
  readonly deviation: number | null;
}

/** A window may be this much older than the moment; a sensor that reports less often has nothing to say of it. */
const oldestWindow = "interval '10 minutes'";

/** The most unusual first. Sensors that are asked for by `except` are left out. */
export async function readNeighbours(
  db: Queryable,
  { siteId, equipmentId }: EquipmentKey,
  { at, except, first }: { readonly at: Date; readonly except: readonly string[]; readonly first: number },
): Promise<NeighbourValues[]> {
  const { rows } = await db.query<NeighbourRow>(
    `SELECT sensor.sensor_type, sensor.unit, minute.window_start, minute.mean, minute.min_value, minute.max_value, day.mean AS day_mean,
            (minute.mean - day.mean) / nullif(day.spread, 0) AS deviation
     FROM (
       SELECT known.sensor_id FROM andon.sensor AS known
       WHERE known.site_id = $1 AND known.equipment_id = $2 AND known.removed_at IS NULL AND known.sensor_type <> ALL ($4::text[])
     ) AS other
     JOIN andon.effective_sensor AS sensor USING (sensor_id)
     CROSS JOIN LATERAL (
       SELECT window_start, mean + mean_low AS mean, min_value, max_value FROM andon.performance_1min AS newest
       WHERE newest.sensor_id = other.sensor_id AND newest.window_start <= $3 AND newest.window_start > $3 - ${oldestWindow}
       ORDER BY window_start DESC LIMIT 1
     ) AS minute
     CROSS JOIN LATERAL (
       SELECT avg(mean) AS mean, stddev_samp(mean) AS spread FROM andon.performance_1min AS earlier
       WHERE earlier.sensor_id = other.sensor_id AND earlier.window_start >= $3 - interval '24 hours'
         AND earlier.window_start < minute.window_start
     ) AS day
     ORDER BY abs(minute.mean - day.mean) / nullif(day.spread, 0) DESC NULLS LAST, sensor.sensor_type LIMIT $5`,
    [matchable(siteId), matchable(equipmentId), at, except.map(matchable), first],
  );
  return rows.map((row) => ({
    sensorType: row.sensor_type,
    unit: row.unit,
    windowStart: dateFromDatabase(row.window_start),
    avgValue: row.mean,
    minValue: row.min_value,
    maxValue: row.max_value,
    dayMean: row.day_mean,
    deviation: row.deviation,
  }));
}
