/** Writes the settings that triggers and views go by into the database. */
import type { AlarmTimeSettings } from '../../domain/alarms/alarm-times.ts';
import type { Queryable } from '../query/queryable.ts';

/** Tells the database the rules that its triggers and views go by. Writes nothing when it knows them already. */
export async function writeSettings(
  db: Queryable,
  {
    dedupeWindowMs,
    watermarkMs,
    longestShelfMs = 86_400_000,
    toldAgainAfterMs = 0,
  }: {
    readonly dedupeWindowMs: number;
    readonly watermarkMs: number;
  } & Partial<AlarmTimeSettings>,
): Promise<void> {
  await db.query(
    `UPDATE andon.setting
     SET dedupe_window = given.dedupe_window, watermark = given.watermark, alarm_longest_shelf = given.longest_shelf,
         alarm_told_again_after = given.told_again_after
     FROM (SELECT make_interval(secs => $1) AS dedupe_window, make_interval(secs => $2) AS watermark, make_interval(secs => $3) AS longest_shelf,
                  CASE WHEN $4 > 0 THEN make_interval(secs => $4) END AS told_again_after) AS given
     WHERE (SELECT set_config('andon.changed_through', 'server', true)) IS NOT NULL
       AND (setting.dedupe_window, setting.watermark, setting.alarm_longest_shelf, setting.alarm_told_again_after)
         IS DISTINCT FROM (given.dedupe_window, given.watermark, given.longest_shelf, given.told_again_after)`,
    [dedupeWindowMs / 1_000, watermarkMs / 1_000, longestShelfMs / 1_000, toldAgainAfterMs / 1_000],
  );
}
