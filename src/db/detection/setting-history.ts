/** Lists the history of settings of detectors. */
import type { ChangedThrough, SettingChange } from '../../domain/detection/setting-change.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { Conditions } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';
import { type DetectionSettingFilter, type DetectionSettingRow, settingFromRow } from './setting-rows.ts';

interface HistoryRow {
  readonly change_id: number;
  readonly setting_id: number;
  readonly changed_at: Date;
  readonly changed_by: string;
  readonly changed_through: ChangedThrough;
  readonly old_setting: DetectionSettingRow | null;
  readonly new_setting: DetectionSettingRow | null;
}

/** Newest first. */
export async function listSettingChanges(
  db: Queryable,
  { siteIds, detectors }: DetectionSettingFilter,
  page: PageRequest<number>,
): Promise<Page<SettingChange>> {
  const conditions = new Conditions();
  conditions.oneOf(`coalesce(new_setting, old_setting) ->> 'detector'`, detectors);
  if (siteIds !== undefined) {
    const sites = conditions.parameter(siteIds);
    // One that was moved from another site is told where it came from as well: both have to be within reach.
    for (const side of ['old_setting', 'new_setting'])
      conditions.and(`(${side} ->> 'site_id' IS NULL OR ${side} ->> 'site_id' = ANY(${sites}))`);
  }
  if (page.after !== null) conditions.and(`change_id < ${conditions.parameter(page.after)}`);
  const { rows } = await db.query<HistoryRow>(
    `SELECT * FROM andon.detection_setting_history ${conditions.where}
     ORDER BY change_id DESC LIMIT ${conditions.parameter(page.first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, page.first, (row) => ({
    id: row.change_id,
    settingId: row.setting_id,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    changedThrough: row.changed_through,
    before: row.old_setting === null ? null : settingFromRow(row.old_setting),
    after: row.new_setting === null ? null : settingFromRow(row.new_setting),
  }));
}
