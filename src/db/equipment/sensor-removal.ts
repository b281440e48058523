/** Removes sensors, which hides them, and keeps who did so: andon.sensor_removal. */

import type { ChangeAuthor } from '../../domain/change-author.ts';
import type { SensorKey } from '../../domain/equipment/equipment.ts';
import type { PlaceFilter } from '../../domain/equipment/place.ts';
import { numberArray } from '../query/array-literal.ts';
import { Conditions, matchable } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';

/** Absent members do not restrict; `firstSeenFrom` is inclusive, `firstSeenTo` exclusive. */
export interface RemovalFilter extends PlaceFilter {
  readonly equipmentIdPrefix?: string;
  readonly sensorTypes?: readonly string[];
  readonly firstSeenFrom?: Date;
  readonly firstSeenTo?: Date;
  /** No reading of it is of this time or later. */
  readonly silentSince?: Date;
  /** Absent: those that nobody registered. */
  readonly registered?: boolean;
}

export interface RemovableSensor extends SensorKey {
  readonly sensorId: number;
}

/** The newest first. */
export async function findRemovable(db: Queryable, filter: RemovalFilter, atMost: number): Promise<RemovableSensor[]> {
  const conditions = new Conditions();
  conditions.and('sensor.removed_at IS NULL');
  conditions.atPlace('sensor.', filter);
  conditions.oneOf('sensor.sensor_type', filter.sensorTypes);
  conditions.and(`sensor.is_registered = ${conditions.parameter(filter.registered ?? false)}`);
  conditions.within('sensor.created_at', filter.firstSeenFrom, filter.firstSeenTo);
  if (filter.equipmentIdPrefix !== undefined) {
    conditions.and(`starts_with(sensor.equipment_id, ${conditions.parameter(matchable(filter.equipmentIdPrefix))})`);
  }
  if (filter.silentSince !== undefined) {
    conditions.and(`NOT EXISTS (SELECT FROM andon.current_status AS status
      WHERE status.sensor_id = sensor.sensor_id AND status.event_time >= ${conditions.parameter(filter.silentSince)})`);
  }
  const { rows } = await db.query<RemovableSensor>(
    `SELECT sensor_id AS "sensorId", site_id AS "siteId", equipment_id AS "equipmentId", sensor_type AS "sensorType"
     FROM andon.sensor AS sensor ${conditions.where} ORDER BY sensor_id DESC LIMIT ${conditions.parameter(atMost)}`,
    conditions.values,
  );
  return rows;
}

/** Who removes sensors, how, and why. */
export interface Remover {
  readonly author: ChangeAuthor;
  readonly credentialId: string | null;
  readonly reason: string | null;
}

/** What went with the sensors. */
export interface RemovedWith {
  readonly equipment: number;
  readonly recommendations: number;
}

const namedInAudit = 100;

/** Nobody registers, or brings sensors back, until the end of the transaction. */
export async function holdMasterData(db: Queryable): Promise<void> {
  await db.query('SELECT version FROM andon.master_data_version FOR UPDATE');
}

/**
 * Hides sensors, and equipment that nobody registered and that has no other sensor; expires the recommendations that wait for a decision on
 * these sensors, and ends their alarms; and keeps who did so. Inside the caller's transaction, after `holdMasterData`.
 */
export async function removeSensors(
  db: Queryable,
  sensors: readonly RemovableSensor[],
  by: Remover & { readonly filter: RemovalFilter | null },
): Promise<RemovedWith> {
  const ids = numberArray(sensors.map(({ sensorId }) => sensorId));
  await db.query('UPDATE andon.sensor SET removed_at = now() WHERE sensor_id = ANY($1::int[])', [ids]);
  const equipment = await db.query(
    `UPDATE andon.equipment AS equipment SET removed_at = now()
     FROM (SELECT DISTINCT site_id, equipment_id FROM andon.sensor WHERE sensor_id = ANY($1::int[])) AS emptied
     WHERE (equipment.site_id, equipment.equipment_id) = (emptied.site_id, emptied.equipment_id) AND NOT equipment.is_registered
       AND NOT EXISTS (SELECT FROM andon.sensor AS other WHERE other.removed_at IS NULL
         AND (other.site_id, other.equipment_id) = (equipment.site_id, equipment.equipment_id))`,
    [ids],
  );
  // What is told of a machine as a whole stays while the machine does, and what tells of several sensors while one of them is listed.
  const recommendations = await db.query(
    `UPDATE agentic_hmi.agent_recommendations AS told
     SET status = 'expired', operator_id = $2,
         operator_notes = concat_ws(' ', told.operator_notes, format('The sensor %s of %s was removed by %s%s.',
           gone.sensor_type, told.equipment_id, $2::text, ': ' || rtrim($3::text, '. ')))
     FROM (
       SELECT DISTINCT ON (waiting.recommendation_id) waiting.recommendation_id, sensor.sensor_type
       FROM andon.sensor AS sensor
       JOIN agentic_hmi.agent_recommendations AS waiting
         ON (waiting.site_id, waiting.equipment_id) = (sensor.site_id, sensor.equipment_id)
       JOIN andon.equipment AS machine ON (machine.site_id, machine.equipment_id) = (sensor.site_id, sensor.equipment_id)
       LEFT JOIN andon.anomaly AS anomaly ON anomaly.anomaly_id = waiting.anomaly_id
       WHERE sensor.sensor_id = ANY($1::int[]) AND waiting.status IN ('pending', 'deferred')
         AND (anomaly.sensor_id = sensor.sensor_id
           OR waiting.findings @> jsonb_build_array(jsonb_build_object('sensor_type', sensor.sensor_type)))
         AND (machine.removed_at IS NOT NULL OR (anomaly.subject IS DISTINCT FROM 'equipment' AND NOT EXISTS (
           SELECT FROM andon.sensor AS other
           WHERE other.removed_at IS NULL AND (other.site_id, other.equipment_id) = (waiting.site_id, waiting.equipment_id)
             AND (other.sensor_id = anomaly.sensor_id
               OR waiting.findings @> jsonb_build_array(jsonb_build_object('sensor_type', other.sensor_type))))))
       ORDER BY waiting.recommendation_id, anomaly.sensor_id = sensor.sensor_id DESC NULLS LAST, sensor.sensor_id
     ) AS gone
     WHERE told.recommendation_id = gone.recommendation_id`,
    [ids, by.author.name, by.reason],
  );
  // Nobody will tell any more whether it is still so.
  await db.query(
    `UPDATE andon.alarm AS alarm SET request = 'returned', request_by = $2, request_note = concat_ws(': ', 'The sensor was removed', $3::text)
     WHERE alarm_id = ANY (ARRAY(
       SELECT alarm_id FROM andon.alarm WHERE sensor_id = ANY($1::int[]) AND active ORDER BY site_id, equipment_id, problem FOR UPDATE))`,
    [ids, by.author.name, by.reason],
  );
  const removedWith = { equipment: equipment.rowCount ?? 0, recommendations: recommendations.rowCount ?? 0 };
  await db.query(
    `INSERT INTO andon.sensor_removal
       (operator_id, removed_through, credential_id, reason, filter, sensor_ids, sensors, equipment, recommendations)
     VALUES ($1, $2, $3, $4, $5, $6::int[], $7, $8, $9)`,
    [
      by.author.name,
      by.author.through,
      by.credentialId,
      by.reason,
      by.filter === null ? null : JSON.stringify(by.filter),
      ids,
      JSON.stringify(
        sensors
          .slice(0, namedInAudit)
          .map(({ siteId, equipmentId, sensorType }) => ({ siteId, equipmentId, sensorType })),
      ),
      removedWith.equipment,
      removedWith.recommendations,
    ],
  );
  return removedWith;
}

/** Those of the given sensors that are removed. */
export async function readRemovedAmong(db: Queryable, sensorIds: readonly number[]): Promise<number[]> {
  const { rows } = await db.query<{ sensor_id: number }>(
    'SELECT sensor_id FROM andon.sensor WHERE removed_at IS NOT NULL AND sensor_id = ANY($1::int[])',
    [numberArray(sensorIds)],
  );
  return rows.map(({ sensor_id }) => sensor_id);
}

/** One removal as it is kept. */
export interface StoredRemoval extends RemovedWith {
  readonly removedAt: Date;
  readonly operatorId: string;
  readonly through: 'api' | 'command';
  readonly reason: string | null;
  readonly sensorCount: number;
  /** Of these sensors, those that have reported again since, whenever they were removed last. */
  readonly returned: number;
  /** The newest 100 of them. */
  readonly sensors: readonly SensorKey[];
}

/** Newest first. */
export async function listRemovals(db: Queryable, atMost: number): Promise<StoredRemoval[]> {
  const { rows } = await db.query<StoredRemoval>(
    `SELECT removed_at AS "removedAt", operator_id AS "operatorId", removed_through AS through, reason,
       cardinality(sensor_ids) AS "sensorCount", equipment, recommendations, sensors,
       (SELECT count(*)::int FROM andon.sensor WHERE sensor_id = ANY(removal.sensor_ids) AND returned_at >= removal.removed_at) AS returned
     FROM andon.sensor_removal AS removal ORDER BY removal_id DESC LIMIT $1`,
    [atMost],
  );
  return rows;
}
