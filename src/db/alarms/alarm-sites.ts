/** Reads and writes how the alarms of a site are judged. */
import { Conditions } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';

export interface AlarmSiteSettings {
  readonly siteId: string;
  /** How many operators share the alarms of the site at any time. */
  readonly operatorPositions: number;
  /** More new alarms than this within ten minutes are a flood; null: as the server is set. */
  readonly floodAbove: number | null;
  /** Null where nobody has said anything: the defaults hold. */
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
}

/** Of every site that has equipment, or of those that are named, in the order of their names. */
export async function readAlarmSites(
  db: Queryable,
  siteIds: readonly string[] | undefined,
): Promise<AlarmSiteSettings[]> {
  const conditions = new Conditions();
  conditions.oneOf('site_id', siteIds);
  const { rows } = await db.query<{
    site_id: string;
    operator_positions: number;
    flood_above: number | null;
    changed_at: Date | null;
    changed_by: string | null;
  }>(
    `SELECT site_id, coalesce(operator_positions, 1) AS operator_positions, flood_above, changed_at, changed_by
     FROM (SELECT site_id FROM andon.equipment WHERE removed_at IS NULL UNION SELECT site_id FROM andon.alarm_site) AS site
     LEFT JOIN andon.alarm_site USING (site_id) ${conditions.where} ORDER BY site_id`,
    conditions.values,
  );
  return rows.map((row) => ({
    siteId: row.site_id,
    operatorPositions: row.operator_positions,
    floodAbove: row.flood_above,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  }));
}

/** What is absent stays as it is. */
export async function writeAlarmSite(
  db: Queryable,
  siteId: string,
  {
    operatorPositions,
    floodAbove,
  }: { readonly operatorPositions?: number | undefined; readonly floodAbove?: number | undefined },
  changedBy: string,
): Promise<void> {
  await db.query(
    `INSERT INTO andon.alarm_site AS site (site_id, operator_positions, flood_above, changed_by)
     VALUES ($1, coalesce($2::int, 1), $4::int, $3)
     ON CONFLICT (site_id) DO UPDATE
       SET operator_positions = coalesce($2::int, site.operator_positions), flood_above = coalesce($4::int, site.flood_above),
           changed_at = now(), changed_by = excluded.changed_by`,
    [siteId, operatorPositions ?? null, changedBy, floodAbove ?? null],
  );
}

/** Whether alarms of a place latch. */
export interface LatchingRule {
  readonly siteId: string;
  /** Null: every machine of the site. */
  readonly equipmentId: string | null;
  /** Without its level; null: every problem. */
  readonly problem: string | null;
  readonly latching: boolean;
  readonly changedAt: Date;
  readonly changedBy: string | null;
}

/** Of these sites, the widest place first. */
export async function readLatchingRules(db: Queryable, siteIds: readonly string[]): Promise<LatchingRule[]> {
  const { rows } = await db.query<{
    site_id: string;
    equipment_id: string | null;
    problem: string | null;
    latching: boolean;
    changed_at: Date;
    changed_by: string | null;
  }>(
    `SELECT site_id, equipment_id, problem, latching, changed_at, changed_by FROM andon.alarm_rule
     WHERE site_id = ANY ($1::text[]) ORDER BY site_id, equipment_id NULLS FIRST, problem NULLS FIRST`,
    [siteIds],
  );
  return rows.map((row) => ({
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    problem: row.problem,
    latching: row.latching,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  }));
}

export async function writeLatchingRule(
  db: Queryable,
  { siteId, equipmentId, problem, latching, changedBy }: Omit<LatchingRule, 'changedAt'>,
): Promise<void> {
  await db.query(
    `INSERT INTO andon.alarm_rule (site_id, equipment_id, problem, latching, changed_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (site_id, (coalesce(equipment_id, '')), (coalesce(problem, ''))) DO UPDATE
       SET latching = excluded.latching, changed_at = now(), changed_by = excluded.changed_by`,
    [siteId, equipmentId, problem, latching, changedBy],
  );
}
