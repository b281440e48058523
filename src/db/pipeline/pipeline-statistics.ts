/** Reads the figures of the query `pipelineHealth` that the database knows, in one statement. */
import type { LaggingEquipment } from '../../domain/equipment/lagging-equipment.ts';
import type { LookAlike } from '../../domain/equipment/look-alike.ts';
import type { NewSensors } from '../../domain/equipment/new-sensors.ts';
import type { UnregisteredUnit } from '../../domain/equipment/unregistered-unit.ts';
import type { CounterName } from '../../domain/readings/counters.ts';
import { expectations } from '../../domain/readings/expectation.ts';
import { type RecentReadings, recentReadings } from '../../domain/readings/recent-readings.ts';
import { diskTrial, isUnconfirmed } from '../connection/takes-writes.ts';
import type { Queryable } from '../query/queryable.ts';

type Counts = Readonly<Partial<Record<CounterName, number>>>;

/** What the database knows about the pipeline's health. */
export interface PipelineStatistics {
  readonly equipmentCount: number;
  readonly sensorCount: number;
  /** Sensors whose latest value came in within the last five minutes, and what share of them has which quality, in percent. */
  readonly reportingSensorCount: number;
  /** Machines with such a sensor. */
  readonly reportingEquipmentCount: number;
  readonly goodPercent: number | null;
  readonly uncertainPercent: number | null;
  readonly badPercent: number | null;
  /** Age of the newest event time; null before the first reading. */
  readonly watermarkAgeMs: number | null;
  /** Number of the log's last batch. */
  readonly headBatchNo: number;
  /** The last batch of each shard that the pipeline has processed. */
  readonly partitions: readonly { readonly shardNo: number; readonly batchNo: number }[];
  /** Batches of the log that the slowest shard has before it, whichever server owns it, and how long the first of them has been waiting. */
  readonly waitingBatches: number;
  readonly oldestBatchMs: number | null;
  /** Rows of sensor_data that no server has taken yet, up to 10,000, and the age of the first. */
  readonly inboxRows: number;
  readonly oldestInboxMs: number | null;
  /** Of this minute and the four before it. */
  readonly recent: RecentReadings;
  readonly recentSince: Date;
  readonly quarantinedLastHour: readonly { readonly code: string; readonly count: number }[];
  readonly pendingRecommendations: number;
  readonly isStandby: boolean;
  readonly isReadOnly: boolean;
  /** Commits wait for a synchronous standby. */
  readonly isUnconfirmed: boolean;
  /** The newest hundred among the machines in service. */
  readonly lookAlikes: readonly LookAlike[];
  /** Of the last hour, the hundred sites with most of them. */
  readonly newSensors: readonly NewSensors[];
  /** Equipment whose readings of the last five minutes all arrived with about the same lag; the hundred with it for longest. */
  readonly lagging: readonly LaggingEquipment[];
  /** Sensors of machines in service that need a unit; at most a hundred. */
  readonly unregisteredUnits: readonly UnregisteredUnit[];
}

// Each half by its own index: neither is more than a few of all sensors.
const unregisteredUnits = `
  SELECT sensor.site_id, sensor.equipment_id, sensor.sensor_type, seen.unit, wanting.has_limits,
         CASE WHEN seen.changes > 0 THEN extract(epoch FROM seen.since) * 1000 END AS changed_ms
  FROM (
    SELECT sensor_id, bool_or(has_limits) AS has_limits FROM (
      SELECT sensor_id, true AS has_limits FROM andon.sensor
      WHERE unit IS NULL AND num_nonnulls(warning_limit, critical_limit, emergency_limit, alarm_low, alarm_high,
                                             warning_low_limit, critical_low_limit, emergency_low_limit) > 0
      UNION ALL SELECT sensor_id, false FROM andon.reading_unit WHERE changes > 0) AS either
    GROUP BY sensor_id) AS wanting
  JOIN andon.reading_unit AS seen USING (sensor_id) JOIN andon.sensor AS sensor USING (sensor_id)
  JOIN andon.equipment USING (site_id, equipment_id)
  WHERE is_active AND sensor.removed_at IS NULL AND sensor.unit IS NULL
    AND NOT EXISTS (SELECT FROM andon.sensor_type AS type WHERE type.sensor_type = lower(sensor.sensor_type))
  LIMIT 100`;

/** One statement, so that all figures belong to one moment. */
export async function readPipelineStatistics(db: Queryable, triesDisk = false): Promise<PipelineStatistics> {
  const { rows } = await db.query<
    Omit<PipelineStatistics, 'recent' | 'quarantinedLastHour' | 'lookAlikes' | 'newSensors' | 'unregisteredUnits'> & {
      newSensorRows: (Omit<NewSensors, 'since'> & { readonly since: string })[];
      recentCounts: Counts;
      hourCounts: Counts;
      lookAlikeRows: (Omit<LookAlike, 'since'> & { readonly since: string })[];
      unitRows: (Omit<UnregisteredUnit, 'changedAt'> & { readonly changedMs: number | null })[];
    }
  >(
    `SELECT
       (SELECT count(*)::int FROM andon.equipment WHERE removed_at IS NULL) AS "equipmentCount",
       (SELECT count(*)::int FROM andon.sensor WHERE removed_at IS NULL) AS "sensorCount",
       status.reporting AS "reportingSensorCount",
       100.0::float8 * status.good / nullif(status.reporting, 0) AS "goodPercent",
       100.0::float8 * status.uncertain / nullif(status.reporting, 0) AS "uncertainPercent",
       100.0::float8 * status.bad / nullif(status.reporting, 0) AS "badPercent",
       CASE WHEN status.newest IS NOT NULL THEN greatest(0, extract(epoch FROM now() - status.newest) * 1000)::float8 END AS "watermarkAgeMs",
       (SELECT batch_no::float8 FROM andon.bronze_head) AS "headBatchNo",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('shardNo', partition_no, 'batchNo', batch_no) ORDER BY partition_no), '[]')
        FROM andon.pipeline_partition) AS partitions,
       (SELECT count(*)::int FROM (
          SELECT DISTINCT site_id, equipment_id FROM andon.current_status JOIN andon.sensor USING (sensor_id)
          WHERE received_at >= now() - interval '5 minutes' AND removed_at IS NULL) AS seen) AS "reportingEquipmentCount",
       ((SELECT batch_no FROM andon.bronze_head) - slowest.batch_no)::float8 AS "waitingBatches",
       (SELECT greatest(0, extract(epoch FROM now() - received_at) * 1000)::float8 FROM andon.bronze_batch
        WHERE batch_no = slowest.batch_no + 1) AS "oldestBatchMs",
       (SELECT count(*)::int FROM (SELECT FROM andon.sql_inbox LIMIT 10000) AS waiting) AS "inboxRows",
       (SELECT greatest(0, extract(epoch FROM now() - inserted_at) * 1000)::float8 FROM andon.sql_inbox
        ORDER BY inbox_id LIMIT 1) AS "oldestInboxMs",
       date_trunc('minute', now()) - interval '4 minutes' AS "recentSince",
       (SELECT coalesce(jsonb_object_agg(tally, readings), '{}') FROM (
          SELECT tally, sum(readings) AS readings FROM andon.reading_tally
          WHERE minute >= date_trunc('minute', now()) - interval '4 minutes' GROUP BY tally) AS recent) AS "recentCounts",
       (SELECT coalesce(jsonb_object_agg(tally, readings), '{}') FROM (
          SELECT tally, sum(readings) AS readings FROM andon.reading_tally
          WHERE minute >= date_trunc('minute', now()) - interval '59 minutes' GROUP BY tally) AS hour) AS "hourCounts",
       (SELECT count(*)::int FROM agentic_hmi.agent_recommendations WHERE status = 'pending') AS "pendingRecommendations",
       pg_is_in_recovery() AS "isStandby", current_setting('transaction_read_only') = 'on' AS "isReadOnly",
       ${isUnconfirmed} AS "isUnconfirmed",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('siteId', site_id, 'equipmentId', equipment_id, 'sensorType', sensor_type,
          'likeSiteId', like_site_id, 'likeEquipmentId', like_equipment_id, 'likeSensorType', like_sensor_type, 'since', since)
          ORDER BY look_alike_id DESC), '[]')
        FROM (SELECT look_alike.* FROM andon.look_alike
                JOIN andon.equipment AS later USING (site_id, equipment_id)
                JOIN andon.equipment AS other ON other.site_id = like_site_id AND other.equipment_id = like_equipment_id
              WHERE later.is_active AND other.is_active AND later.removed_at IS NULL AND other.removed_at IS NULL
                AND NOT EXISTS (SELECT FROM andon.sensor AS removed WHERE removed.removed_at IS NOT NULL
                  AND (removed.site_id, removed.equipment_id) = (look_alike.site_id, look_alike.equipment_id)
                  AND removed.sensor_type IN (look_alike.sensor_type, look_alike.like_sensor_type))
              ORDER BY look_alike_id DESC LIMIT 100) AS newest) AS "lookAlikeRows",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('siteId', site_id, 'count', count, 'since', since, 'examples',
          (SELECT jsonb_agg(jsonb_build_object('equipmentId', equipment_id, 'sensorType', sensor_type)) FROM (
             SELECT equipment_id, sensor_type FROM andon.sensor
             WHERE site_id = site.site_id AND NOT is_registered AND removed_at IS NULL AND created_at > now() - interval '1 hour'
             ORDER BY created_at DESC LIMIT 3) AS newest)) ORDER BY count DESC, site_id), '[]')
        FROM (SELECT site_id, count(*)::int AS count, min(created_at) AS since FROM andon.sensor
              WHERE NOT is_registered AND removed_at IS NULL AND created_at > now() - interval '1 hour'
              GROUP BY site_id ORDER BY count DESC, site_id LIMIT 100) AS site) AS "newSensorRows",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('siteId', site_id, 'equipmentId', equipment_id, 'lagMs', lag_ms,
          'sinceMs', extract(epoch FROM since) * 1000, 'lastMs', extract(epoch FROM last_received) * 1000, 'readings', readings)
          ORDER BY since, site_id, equipment_id), '[]')
        FROM (SELECT lag.* FROM andon.lagging_equipment AS lag JOIN andon.equipment USING (site_id, equipment_id)
              WHERE is_active AND removed_at IS NULL AND last_received > now() - interval '5 minutes' ORDER BY since LIMIT 100)AS oldest) AS lagging,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('siteId', site_id, 'equipmentId', equipment_id, 'sensorType', sensor_type,
          'unit', unit, 'hasLimits', has_limits, 'changedMs', changed_ms) ORDER BY site_id, equipment_id, sensor_type), '[]')
        FROM (${unregisteredUnits}) AS wanting) AS "unitRows"
     FROM (
       SELECT max(event_time) AS newest,
              (count(*) FILTER (WHERE recent))::int AS reporting,
              (count(*) FILTER (WHERE recent AND quality = 0))::int AS good,
              (count(*) FILTER (WHERE recent AND quality = 1))::int AS uncertain,
              (count(*) FILTER (WHERE recent AND quality = 2))::int AS bad
       FROM (SELECT event_time, quality, received_at >= now() - interval '5 minutes' AS recent FROM andon.current_status AS status
             WHERE NOT EXISTS (SELECT FROM andon.sensor WHERE sensor.sensor_id = status.sensor_id AND removed_at IS NOT NULL)) AS latest
     ) AS status, (SELECT min(batch_no) AS batch_no FROM andon.pipeline_partition) AS slowest${triesDisk ? `, ${diskTrial} AS disk` : ''}`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('an aggregate without GROUP BY gave no row');
  const { recentCounts, hourCounts, lookAlikeRows, newSensorRows, unitRows, ...statistics } = row;
  const newSensors = newSensorRows.map((one) => ({ ...one, since: new Date(one.since) }));
  const lookAlikes = lookAlikeRows.map((one) => ({ ...one, since: new Date(one.since) }));
  const unregistered = unitRows.map(({ changedMs, ...one }) => {
    return { ...one, changedAt: changedMs === null ? null : new Date(changedMs) };
  });
  return {
    ...statistics,
    lookAlikes,
    newSensors,
    unregisteredUnits: unregistered,
    recent: recentReadings(recentCounts),
    quarantinedLastHour: byCode(hourCounts),
  };
}

/** The most frequent first. Counting quarantine itself would take the longer, the worse things are. */
function byCode(counts: Counts): { code: string; count: number }[] {
  return expectations
    .flatMap((one) => ('code' in one ? [{ code: one.code, count: counts[one.name] ?? 0 }] : []))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
}
