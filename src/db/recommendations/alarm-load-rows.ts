/** Reads when recommendations were raised and which were the most frequent, for the alarm load. */
import type { Severity } from '../../domain/recommendations/severity.ts';
import { Conditions } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';

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
export async function readRaisedTimesMs(
  db: Queryable,
  range: TimeRange,
  siteIds?: readonly string[],
): Promise<number[]> {
  const { where, values } = raised(range, siteIds);
  const { rows } = await db.query<{ raised_ms: number[] | null }>(
    `SELECT array_agg(extract(epoch FROM created_timestamp)::float8 * 1000 ORDER BY created_timestamp) AS raised_ms
     FROM agentic_hmi.agent_recommendations ${where}`,
    values,
  );
  return rows[0]?.raised_ms ?? [];
}

export async function countRaisedBySeverity(
  db: Queryable,
  range: TimeRange,
  siteIds?: readonly string[],
): Promise<ReadonlyMap<Severity, number>> {
  const { where, values } = raised(range, siteIds);
  const { rows } = await db.query<{ severity: Severity; count: number }>(
    `SELECT severity, count(*)::int AS count FROM agentic_hmi.agent_recommendations
     ${where} GROUP BY severity`,
    values,
  );
  return new Map(rows.map((row) => [row.severity, row.count]));
}

/** The ten issues raised most. */
export async function readMostFrequent(
  db: Queryable,
  range: TimeRange,
  siteIds?: readonly string[],
): Promise<FrequentAlarm[]> {
  const { where, values } = raised(range, siteIds);
  const { rows } = await db.query<FrequentAlarm>(
    `SELECT site_id AS "siteId", equipment_id AS "equipmentId", issue_type AS "issueType", count(*)::int AS count,
            count(*)::float8 / sum(count(*)) OVER ()::float8 AS share
     FROM agentic_hmi.agent_recommendations
     ${where}
     GROUP BY site_id, equipment_id, issue_type
     ORDER BY count(*) DESC, site_id, equipment_id, issue_type LIMIT ${frequentCount}`,
    values,
  );
  return rows;
}

/** Pending for more than a day: nobody works on it and it is still before the operator. */
export async function countStale(db: Queryable, siteIds?: readonly string[]): Promise<number> {
  const conditions = new Conditions();
  conditions.and(`status = 'pending' AND created_timestamp < now() - interval '${pendingForStale}'`);
  conditions.oneOf('site_id', siteIds);
  const { rows } = await db.query<{ stale: number }>(
    `SELECT count(*)::int AS stale FROM agentic_hmi.agent_recommendations ${conditions.where}`,
    conditions.values,
  );
  return rows[0]?.stale ?? 0;
}

function raised({ from, to }: TimeRange, siteIds: readonly string[] | undefined): Conditions {
  const conditions = new Conditions();
  conditions.within('created_timestamp', from, to);
  conditions.oneOf('site_id', siteIds);
  return conditions;
}
