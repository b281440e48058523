/** Runs a rebuild, and reads what the stages have made of bronze. */
import type pg from 'pg';
import { createPostgresLog } from '../../../src/db/bronze/postgres-log.ts';
import type { Database } from '../../../src/db/connection/database.ts';
import { DayPartitions } from '../../../src/db/upkeep/day-partitions.ts';
import { detectors } from '../../../src/pipeline/detect/detectors.ts';
import { planRebuild, type RebuildRequest } from '../../../src/pipeline/rebuild/plan.ts';
import { type RebuildProgress, runRebuild } from '../../../src/pipeline/rebuild/rebuild.ts';

/** As `andon rebuild` does it, on a connection of its own; slices are small, so that there are many. */
export async function rebuild(
  database: Database,
  request: RebuildRequest,
  more: { readonly maxReadings?: number; readonly signal?: AbortSignal } = {},
): Promise<RebuildProgress> {
  const dayPartitions = new DayPartitions(database.pool);
  const bronze = createPostgresLog(dayPartitions);
  const plan = await planRebuild(database.pool, bronze, request, more.maxReadings ?? 40);
  const client = await database.connect({ applicationName: 'andon rebuild' });
  try {
    return await runRebuild(plan, {
      client,
      bronze,
      dayPartitions,
      rules: { detectors, minSeverityRank: 3, isRebuild: true },
      signal: more.signal ?? new AbortController().signal,
      onProgress: () => undefined,
    });
  } finally {
    await client.end();
  }
}

/** What the stages have made of bronze, by the keys that a user knows. */
export async function readLayers(pool: pg.Pool) {
  const key = 'site_id, equipment_id, sensor_type';
  const read = async (text: string) => (await pool.query<Record<string, unknown>>(text)).rows;
  return {
    silver: await read(
      `SELECT ${key}, event_time, value, quality, flags FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id)
       ORDER BY ${key}, event_time`,
    ),
    gold: await read(
      `SELECT ${key}, window_start, reading_count, mean, m2, min_value, max_value, revision
       FROM andon.performance_1min JOIN andon.sensor USING (sensor_id) ORDER BY ${key}, window_start`,
    ),
    badMinutes: await read(
      `SELECT ${key}, window_start, bad_count FROM andon.bad_minute JOIN andon.sensor USING (sensor_id) ORDER BY ${key}, window_start`,
    ),
    counterMinutes: await read(
      `SELECT ${key}, window_start, first_value, last_value, increase FROM andon.counter_minute JOIN andon.sensor USING (sensor_id)
       ORDER BY ${key}, window_start`,
    ),
    anomalies: await read(
      `SELECT ${key}, detector, window_start, anomaly_id, event_time, severity_rank, value, reading_count, subject, evidence -> 'limit' AS limit
       FROM andon.anomaly JOIN andon.sensor USING (sensor_id) ORDER BY ${key}, detector, window_start`,
    ),
    quarantine: await read(
      `SELECT ${key}, event_time, door, code, message, original FROM andon.quarantine ORDER BY ${key}, event_time`,
    ),
    status: await read('SELECT * FROM andon.current_status ORDER BY sensor_id'),
  };
}
