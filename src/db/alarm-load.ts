import type { Severity } from '../domain/severity.ts';
import type { Queryable } from './queryable.ts';

export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

export interface FrequentAlarm {
  readonly siteId: string;
  readonly equipmentId: string;
  readonly issueType: string;
  readonly count: number;
  /** Of the whole load, 0…1. */
  readonly share: number;
}

const pendingForStale = '24 hours';
const frequentCount = 10;

/** When recommendations were raised, oldest first, as epoch milliseconds. */
export async function readRaisedTimesMs(db: Queryable, range: TimeRange): Promise<number[]> {
  const { rows } = await db.query<{ raised_ms: number[] | null }>(
    `SELECT array_agg(extract(epoch FROM created_timestamp)::float8 * 1000 ORDER BY created_timestamp) AS raised_ms
     FROM agentic_hmi.agent_recommendations WHERE created_timestamp >= $1 AND created_timestamp < $2`,
    [range.from, range.to],
  );
  return rows[0]?.raised_ms ?? [];
}

export async function countRaisedBySeverity(db: Queryable, range: TimeRange): Promise<ReadonlyMap<Severity, number>> {
  const { rows } = await db.query<{ severity: Severity; count: number }>(
    `SELECT severity, count(*)::int AS count FROM agentic_hmi.agent_recommendations
     WHERE created_timestamp >= $1 AND created_timestamp < $2 GROUP BY severity`,
    [range.from, range.to],
  );
  return new Map(rows.map((row) => [row.severity, row.count]));
}

/** The ten issues raised most. */
export async function readMostFrequent(db: Queryable, range: TimeRange): Promise<FrequentAlarm[]> {
  const { rows } = await db.query<FrequentAlarm>(
    `SELECT site_id AS "siteId", equipment_id AS "equipmentId", issue_type AS "issueType", count(*)::int AS count,
            count(*)::float8 / sum(count(*)) OVER ()::float8 AS share
     FROM agentic_hmi.agent_recommendations
     WHERE created_timestamp >= $1 AND created_timestamp < $2
     GROUP BY site_id, equipment_id, issue_type
     ORDER BY count(*) DESC, site_id, equipment_id, issue_type LIMIT ${frequentCount}`,
    [range.from, range.to],
  );
  return rows;
}

/** Pending for more than a day: nobody works on it and it is still before the operator. */
export async function countStale(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ stale: number }>(
    `SELECT count(*)::int AS stale FROM agentic_hmi.agent_recommendations
     WHERE status = 'pending' AND created_timestamp < now() - interval '${pendingForStale}'`,
  );
  return rows[0]?.stale ?? 0;
}
