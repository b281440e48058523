/** Adds, changes and removes settings of detectors, in a transaction that says for whom. */

import type { ChangeAuthor } from '../../domain/change-author.ts';
import type { DetectionChoice, DetectionPlace, DetectionSetting } from '../../domain/detection/detection-setting.ts';
import type { EquipmentKey, SensorKey } from '../../domain/equipment/equipment.ts';
import { tellAuthor } from '../query/change-author.ts';
import type { Queryable } from '../query/queryable.ts';
import { type DetectionSettingRow, settingFromRow } from './setting-rows.ts';

/** The history names this author for what the transaction changes. Changes wait for one another until its end. */
export async function beginSettingChange(db: Queryable, author: ChangeAuthor): Promise<void> {
  await tellAuthor(db, author);
  await db.query('SELECT version FROM andon.master_data_version FOR UPDATE');
}

/** The setting of a detector at exactly this place. */
export async function findSettingAt(
  db: Queryable,
  detector: string,
  { siteId, equipmentType, sensorType, equipmentId }: DetectionPlace,
): Promise<DetectionSetting | null> {
  const { rows } = await db.query<DetectionSettingRow>(
    `SELECT * FROM andon.detection_setting
     WHERE detector = $1 AND site_id IS NOT DISTINCT FROM $2 AND equipment_id IS NOT DISTINCT FROM $5
       AND lower(equipment_type) IS NOT DISTINCT FROM lower($3)
       AND CASE WHEN equipment_id IS NULL THEN lower(sensor_type) IS NOT DISTINCT FROM lower($4)
                ELSE sensor_type IS NOT DISTINCT FROM $4 END`,
    [detector, siteId, equipmentType, sensorType, equipmentId],
  );
  return rows[0] === undefined ? null : settingFromRow(rows[0]);
}

/** Returns its number. */
export async function insertSetting(
  db: Queryable,
  { detector, siteId, equipmentType, sensorType, equipmentId, enabled, parameters }: Omit<DetectionSetting, 'id'>,
): Promise<number> {
  const { rows } = await db.query<{ setting_id: number }>(
    `INSERT INTO andon.detection_setting (detector, site_id, equipment_type, sensor_type, equipment_id, enabled, parameters)
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb) RETURNING setting_id`,
    [detector, siteId, equipmentType, sensorType, equipmentId, enabled, JSON.stringify(parameters)],
  );
  if (rows[0] === undefined) throw new Error('an insert of one row returns it');
  return rows[0].setting_id;
}

export async function updateSetting(
  db: Queryable,
  id: number,
  { enabled, parameters }: DetectionChoice,
): Promise<void> {
  await db.query('UPDATE andon.detection_setting SET enabled = $2, parameters = $3::jsonb WHERE setting_id = $1', [
    id,
    enabled,
    JSON.stringify(parameters),
  ]);
}

export async function deleteSetting(db: Queryable, id: number): Promise<void> {
  await db.query('DELETE FROM andon.detection_setting WHERE setting_id = $1', [id]);
}

/** The type of a machine; null when there is no such machine. */
export async function readEquipmentType(db: Queryable, { siteId, equipmentId }: EquipmentKey): Promise<string | null> {
  const { rows } = await db.query<{ equipment_type: string }>(
    'SELECT equipment_type FROM andon.equipment WHERE site_id = $1 AND equipment_id = $2 AND removed_at IS NULL',
    [siteId, equipmentId],
  );
  return rows[0]?.equipment_type ?? null;
}

/** The sensor types of a machine. */
export async function readSensorTypes(
  db: Queryable,
  { siteId, equipmentId }: Pick<SensorKey, 'siteId' | 'equipmentId'>,
): Promise<string[]> {
  const { rows } = await db.query<{ sensor_type: string }>(
    'SELECT sensor_type FROM andon.sensor WHERE site_id = $1 AND equipment_id = $2 AND removed_at IS NULL ORDER BY sensor_type',
    [siteId, equipmentId],
  );
  return rows.map(({ sensor_type }) => sensor_type);
}
