/** Reads what floods have folded together: how large groups are, and what is active. */
import { textArray } from '../query/array-literal.ts';
import { matchable } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';

/** More are not remembered: what is older than these was raised long before any flood of now. */
const mostRemembered = 100_000;

/** The line under which an alarm of a flood is told: its own, or that of the first of its group. */
export interface FloodGroup {
  readonly groupId: string;
  readonly isFirst: boolean;
}

export interface ActiveAlarm {
  readonly siteId: string;
  readonly equipmentId: string;
  readonly problem: string;
  readonly raisedMs: number;
  readonly group: FloodGroup | null;
}

/** How many alarms of each group are shown, in their order. */
export async function readGroupSizes(db: Queryable, groupIds: readonly string[]): Promise<number[]> {
  const { rows } = await db.query<{ group_id: string; count: number }>(
    `SELECT group_id, count(*)::int AS count FROM andon.alarm
     WHERE group_id = ANY ($1::text[]) AND state <> 'normal' GROUP BY group_id`,
    [textArray(groupIds.map(matchable))],
  );
  const sizes = new Map(rows.map((row) => [row.group_id, row.count]));
  return groupIds.map((groupId) => sizes.get(groupId) ?? 0);
}

/** The newest of what is active. */
export async function readActiveAlarms(db: Queryable): Promise<ActiveAlarm[]> {
  const { rows } = await db.query<{
    site_id: string;
    equipment_id: string;
    problem: string;
    raised_at: Date;
    group_id: string | null;
    first_in_group: boolean;
  }>(
    `SELECT site_id, equipment_id, problem, group_id, first_in_group, raised.occurred_at AS raised_at
     FROM (SELECT * FROM andon.alarm WHERE active ORDER BY active_since DESC LIMIT ${mostRemembered}) AS alarm
     CROSS JOIN LATERAL (
       SELECT occurred_at FROM andon.alarm_journal AS entry WHERE entry.alarm_id = alarm.alarm_id AND entry.kind = 'raised'
       ORDER BY journal_id DESC LIMIT 1) AS raised
     ORDER BY raised_at`,
  );
  return rows.map((row) => ({
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    problem: row.problem,
    raisedMs: row.raised_at.getTime(),
    group: row.group_id === null ? null : { groupId: row.group_id, isFirst: row.first_in_group },
  }));
}
