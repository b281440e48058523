/** Reads the settings of detectors: all of them for the pipeline, and a page at a time with their last change. */
import type { DetectionSetting } from '../../domain/detection/detection-setting.ts';
import type { ChangedThrough } from '../../domain/detection/setting-change.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { Conditions, countRows } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
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

/** A setting with how many sensors are at its place now, and its last change. */
export interface StoredDetectionSetting extends DetectionSetting {
  readonly sensorCount: number;
  readonly changedAt: Date;
  readonly changedBy: string;
  readonly changedThrough: ChangedThrough;
}

/** Absent members do not restrict. Settings for every site are of each site. */
export interface DetectionSettingFilter {
  readonly siteIds?: readonly string[];
  readonly detectors?: readonly string[];
}

type ListedRow = DetectionSettingRow & {
  readonly sensor_count: number;
  readonly changed_at: Date;
  readonly changed_by: string;
  readonly changed_through: ChangedThrough;
};

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

/** In the order in which they were made. */
export async function listDetectionSettings(
  db: Queryable,
  filter: DetectionSettingFilter,
  page: PageRequest<number>,
): Promise<Page<StoredDetectionSetting>> {
  const conditions = conditionsOf(filter);
  if (page.after !== null) conditions.and(`setting.setting_id > ${conditions.parameter(page.after)}`);
  const { rows } = await db.query<ListedRow>(
    `${listed} ${conditions.where} ORDER BY setting.setting_id LIMIT ${conditions.parameter(page.first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, page.first, storedFromRow);
}

export function countDetectionSettings(db: Queryable, filter: DetectionSettingFilter): Promise<number> {
  return countRows(db, 'andon.detection_setting AS setting', conditionsOf(filter));
}

function conditionsOf({ siteIds, detectors }: DetectionSettingFilter): Conditions {
  const conditions = new Conditions();
  conditions.oneOf('setting.detector', detectors);
  if (siteIds !== undefined)
    conditions.and(`(setting.site_id IS NULL OR setting.site_id = ANY(${conditions.parameter(siteIds)}))`);
  return conditions;
}

/** Null when there is none of that number. */
export async function readDetectionSetting(db: Queryable, id: number): Promise<StoredDetectionSetting | null> {
  const { rows } = await db.query<ListedRow>(`${listed} WHERE setting.setting_id = $1`, [id]);
  return rows[0] === undefined ? null : storedFromRow(rows[0]);
}

/** The rule of `holdsFor`, for counting. */
const listed = `
  SELECT setting.*, changed.changed_at, changed.changed_by, changed.changed_through,
    (SELECT count(*)::int FROM andon.sensor AS sensor JOIN andon.equipment AS equipment USING (site_id, equipment_id)
     WHERE sensor.removed_at IS NULL AND (setting.site_id IS NULL OR sensor.site_id = setting.site_id)
       AND CASE WHEN setting.equipment_id IS NULL
         THEN (setting.equipment_type IS NULL OR lower(equipment.equipment_type) = lower(setting.equipment_type))
          AND (setting.sensor_type IS NULL OR lower(sensor.sensor_type) = lower(setting.sensor_type))
         ELSE sensor.equipment_id = setting.equipment_id
          AND (setting.sensor_type IS NULL OR sensor.sensor_type = setting.sensor_type) END) AS sensor_count
  FROM andon.detection_setting AS setting CROSS JOIN LATERAL (
    SELECT * FROM andon.detection_setting_history AS history
    WHERE history.setting_id = setting.setting_id ORDER BY history.change_id DESC LIMIT 1) AS changed`;

function storedFromRow(row: ListedRow): StoredDetectionSetting {
  return {
    ...settingFromRow(row),
    sensorCount: row.sensor_count,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    changedThrough: row.changed_through,
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
