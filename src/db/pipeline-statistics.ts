import type { Queryable } from './queryable.ts';

/** What the database knows about the pipeline's health. */
export interface PipelineStatistics {
  readonly equipmentCount: number;
  readonly sensorCount: number;
  /** Sensors whose latest value came in within the last five minutes, and what share of them has which quality, in percent. */
  readonly reportingSensorCount: number;
  readonly goodPercent: number | null;
  readonly uncertainPercent: number | null;
  readonly badPercent: number | null;
  /** Age of the newest event time; null before the first reading. */
  readonly watermarkAgeMs: number | null;
  /** Number of the log's last batch. */
  readonly headBatchNo: number;
  /** How far each partition has been taken through the pipeline. */
  readonly partitions: readonly { readonly partitionNo: number; readonly batchNo: number }[];
  readonly quarantinedLastHour: readonly { readonly code: string; readonly count: number }[];
  readonly pendingRecommendations: number;
}

/** One statement, so that all figures belong to one moment. */
export async function readPipelineStatistics(db: Queryable): Promise<PipelineStatistics> {
  const { rows } = await db.query<PipelineStatistics>(
    `SELECT
       (SELECT count(*)::int FROM andon.equipment) AS "equipmentCount",
       (SELECT count(*)::int FROM andon.sensor) AS "sensorCount",
       status.reporting AS "reportingSensorCount",
       100.0::float8 * status.good / nullif(status.reporting, 0) AS "goodPercent",
       100.0::float8 * status.uncertain / nullif(status.reporting, 0) AS "uncertainPercent",
       100.0::float8 * status.bad / nullif(status.reporting, 0) AS "badPercent",
       (extract(epoch FROM now() - status.newest) * 1000)::float8 AS "watermarkAgeMs",
       (SELECT batch_no::float8 FROM andon.bronze_head) AS "headBatchNo",
       (SELECT coalesce(jsonb_agg(jsonb_build_object('partitionNo', partition_no, 'batchNo', batch_no) ORDER BY partition_no), '[]')
        FROM andon.pipeline_partition) AS partitions,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('code', code, 'count', count) ORDER BY count DESC, code), '[]')
        FROM (SELECT code, count(*) AS count FROM andon.quarantine
              WHERE received_at >= now() - interval '1 hour' GROUP BY code) AS quarantined) AS "quarantinedLastHour",
       (SELECT count(*)::int FROM agentic_hmi.agent_recommendations WHERE status = 'pending') AS "pendingRecommendations"
     FROM (
       SELECT max(event_time) AS newest,
              (count(*) FILTER (WHERE recent))::int AS reporting,
              (count(*) FILTER (WHERE recent AND quality = 0))::int AS good,
              (count(*) FILTER (WHERE recent AND quality = 1))::int AS uncertain,
              (count(*) FILTER (WHERE recent AND quality = 2))::int AS bad
       FROM (SELECT event_time, quality, received_at >= now() - interval '5 minutes' AS recent FROM andon.current_status) AS latest
     ) AS status`,
  );
  const statistics = rows[0];
  if (statistics === undefined) throw new Error('an aggregate without GROUP BY gave no row');
  return statistics;
}
