/** Reads the settings of detectors, with the version of the master data that they belong to. */
import type { DetectionSetting } from '../../domain/detection/detection-setting.ts';
import type { Queryable } from '../query/queryable.ts';

/** A row of andon.detection_setting. */
export interface DetectionSettingRow {
  readonly setting_id: number;
  readonly detector: string;
  readonly site_id: string | null;
  readonly equipment_type: string | null;
  readonly sensor_type: string | null;
  readonly equipment_id: string | null;
  readonly enabled: boolean | null;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** All settings, and their version, in one statement and so consistently. */
export async function readDetectionSettings(
  db: Queryable,
): Promise<{ version: number; settings: readonly DetectionSetting[] }> {
  const { rows } = await db.query<
    Omit<DetectionSettingRow, 'setting_id'> & { version: number; setting_id: number | null }
  >({
    name: 'detection-settings',
    text: `SELECT master.version, setting.* FROM andon.master_data_version AS master
      LEFT JOIN andon.detection_setting AS setting ON true ORDER BY setting.setting_id`,
  });
  return {
    version: rows[0]?.version ?? 0,
    settings: rows.flatMap(({ setting_id, ...row }) =>
      setting_id === null ? [] : [settingFromRow({ setting_id, ...row })],
    ),
  };
}

export function settingFromRow(row: DetectionSettingRow): DetectionSetting {
  return {
    id: row.setting_id,
    detector: row.detector,
    siteId: row.site_id,
    equipmentType: row.equipment_type,
    sensorType: row.sensor_type,
    equipmentId: row.equipment_id,
    enabled: row.enabled,
    parameters: row.parameters,
  };
}
