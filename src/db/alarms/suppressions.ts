/** Reads and writes suppression by design: planned maintenance, and rules. */
import type { Suppression, SuppressionCause } from '../../domain/alarms/suppression.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { PlaceFilter } from '../../domain/equipment/place.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import { Conditions, countRows, matchable } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';

export interface SuppressionFilter extends PlaceFilter {
  readonly isInForce?: boolean;
  readonly isOver?: boolean;
}

interface Row {
  readonly suppression_id: number;
  readonly site_id: string;
  readonly equipment_id: string;
  readonly reason: string;
  readonly starts_at: Date;
  readonly ends_at: Date | null;
  readonly cause_equipment_id: string | null;
  readonly cause_problem: string | null;
  readonly cause_sensor_type: string | null;
  readonly cause_states: string[] | null;
  readonly is_in_force: boolean;
  readonly made_by: string;
  readonly made_at: Date;
  readonly ended_at: Date | null;
  readonly ended_by: string | null;
}

const inForce =
  'EXISTS (SELECT FROM andon.suppression_in_force AS held WHERE held.suppression_id = one.suppression_id)';

/** Newest first. */
export async function listSuppressions(
  db: Queryable,
  filter: SuppressionFilter,
  { first, after }: PageRequest<number>,
): Promise<Page<Suppression>> {
  const conditions = conditionsOf(filter);
  if (after !== null) conditions.and(`one.suppression_id < ${conditions.parameter(after)}`);
  const { rows } = await db.query<Row>(
    `SELECT one.*, ${inForce} AS is_in_force FROM andon.suppression AS one ${conditions.where}
     ORDER BY one.suppression_id DESC LIMIT ${conditions.parameter(first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, first, fromRow);
}

export function countSuppressions(db: Queryable, filter: SuppressionFilter): Promise<number> {
  return countRows(db, 'andon.suppression AS one', conditionsOf(filter));
}

function conditionsOf(filter: SuppressionFilter): Conditions {
  const conditions = new Conditions();
  conditions.atPlace('one.', filter);
  if (filter.isOver !== undefined) conditions.and(`one.ended_at IS ${filter.isOver ? 'NOT NULL' : 'NULL'}`);
  if (filter.isInForce !== undefined) conditions.and(filter.isInForce ? inForce : `NOT ${inForce}`);
  return conditions;
}

/** In no order. */
export async function readSuppressions(db: Queryable, ids: readonly number[]): Promise<Suppression[]> {
  const { rows } = await db.query<Row>(
    `SELECT one.*, ${inForce} AS is_in_force FROM andon.suppression AS one WHERE suppression_id = ANY ($1::bigint[])`,
    [numberArray(ids)],
  );
  return rows.map(fromRow);
}

/** Of those machines that there are; returns their ids. */
export async function insertSuppressions(
  db: Queryable,
  machines: readonly EquipmentKey[],
  {
    reason,
    startsAt,
    endsAt,
    cause,
    madeBy,
  }: {
    readonly reason: string;
    /** Null: now. */
    readonly startsAt: Date | null;
    readonly endsAt: Date | null;
    readonly cause: SuppressionCause | null;
    readonly madeBy: string;
  },
): Promise<number[]> {
  const { rows } = await db.query<{ suppression_id: number }>(
    `INSERT INTO andon.suppression
       (site_id, equipment_id, reason, starts_at, ends_at, cause_equipment_id, cause_problem, cause_sensor_type, cause_states, made_by)
     SELECT machine.site_id, machine.equipment_id, $3, coalesce($4::timestamptz, now()), $5::timestamptz, $6, $7, $8, $9::text[], $10
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS given(site_id, equipment_id, place)
     JOIN andon.equipment AS machine USING (site_id, equipment_id)
     WHERE machine.removed_at IS NULL ORDER BY place
     RETURNING suppression_id`,
    [
      textArray(machines.map(({ siteId }) => matchable(siteId))),
      textArray(machines.map(({ equipmentId }) => matchable(equipmentId))),
      reason,
      startsAt,
      endsAt,
      cause?.equipmentId ?? null,
      cause?.problem ?? null,
      cause?.sensorType ?? null,
      cause?.states ?? null,
      madeBy,
    ],
  );
  return rows.map((row) => row.suppression_id);
}

/** Ends those that are not over yet, of these sites; returns their ids. */
export async function endSuppressions(
  db: Queryable,
  ids: readonly number[],
  {
    isMaintenance,
    siteIds,
    endedBy,
  }: { readonly isMaintenance: boolean; readonly siteIds: readonly string[] | null; readonly endedBy: string },
): Promise<number[]> {
  const { rows } = await db.query<{ suppression_id: number }>(
    `UPDATE andon.suppression SET ended_at = now(), ended_by = $4
     WHERE suppression_id = ANY ($1::bigint[]) AND ended_at IS NULL AND (ends_at IS NULL OR ends_at > now())
       AND (cause_equipment_id IS NULL) = $2 AND ($3::text[] IS NULL OR site_id = ANY ($3::text[]))
     RETURNING suppression_id`,
    [numberArray(ids), isMaintenance, siteIds, endedBy],
  );
  return rows.map((row) => row.suppression_id);
}

/** Rules that nobody has taken away. */
export async function countSuppressionRules(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM andon.suppression WHERE ended_at IS NULL AND cause_equipment_id IS NOT NULL',
  );
  return rows[0]?.count ?? 0;
}

/**
 * Whether the alarms of a machine are hidden by design at this instant. A machine in maintenance is switched off: what is silent still when that is
 * over is told then.
 */
export async function readSuppressed(db: Queryable): Promise<(machine: EquipmentKey) => boolean> {
  const { rows } = await db.query<{ site_id: string; equipment_id: string }>(
    'SELECT DISTINCT site_id, equipment_id FROM andon.suppression_in_force',
  );
  const keyOf = (siteId: string, equipmentId: string) => JSON.stringify([siteId, equipmentId]);
  const hidden = new Set(rows.map((row) => keyOf(row.site_id, row.equipment_id)));
  return ({ siteId, equipmentId }) => hidden.has(keyOf(siteId, equipmentId));
}

function fromRow(row: Row): Suppression {
  const { cause_equipment_id: equipmentId, cause_problem: problem, cause_sensor_type: sensorType } = row;
  return {
    suppressionId: row.suppression_id,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    kind:
      equipmentId === null ? 'maintenance' : problem !== null ? 'alarm' : sensorType !== null ? 'mode' : 'machine_down',
    reason: row.reason,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    cause: equipmentId === null ? null : { equipmentId, problem, sensorType, states: row.cause_states },
    isInForce: row.is_in_force,
    madeBy: row.made_by,
    madeAt: row.made_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
  };
}
