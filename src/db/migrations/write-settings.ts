/** Writes the settings that triggers and views go by into the database. */
import type { Queryable } from '../query/queryable.ts';

/** Tells the database the rules that its triggers and views go by. Writes nothing when it knows them already. */
export async function writeSettings(
  db: Queryable,
  { dedupeWindowMs, watermarkMs }: { readonly dedupeWindowMs: number; readonly watermarkMs: number },
): Promise<void> {
  await db.query(
    `UPDATE andon.setting SET dedupe_window = given.dedupe_window, watermark = given.watermark
     FROM (SELECT make_interval(secs => $1) AS dedupe_window, make_interval(secs => $2) AS watermark) AS given
     WHERE (setting.dedupe_window, setting.watermark) IS DISTINCT FROM (given.dedupe_window, given.watermark)`,
    [dedupeWindowMs / 1_000, watermarkMs / 1_000],
  );
}
