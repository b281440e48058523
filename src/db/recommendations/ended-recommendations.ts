/** Expires recommendations about what has ended. */
import type { ConditionKey } from '../../domain/alarms/condition.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const settle = statement('recommendation-settle');

/**
 * Recommendations that nobody has decided on, and of which every finding is about this condition, or another that has ended. One that is
 * active all the same, since another detector has raised it, keeps them.
 */
export async function expireEnded(
  db: Queryable,
  { siteId, equipmentId, problem, note }: ConditionKey & { readonly note: string },
): Promise<void> {
  await db.query({
    name: 'recommendation-ended',
    text: `UPDATE agentic_hmi.agent_recommendations AS told
      SET status = 'expired', operator_notes = concat_ws(' ', told.operator_notes, $4::text)
      WHERE told.status IN ('pending', 'deferred') AND told.recommendation_id IN (
        SELECT slot.recommendation_id FROM andon.recommendation_slot AS slot WHERE slot.site_id = $1 AND slot.equipment_id = $2
          AND slot.issue_type = ANY (ARRAY[$3 || '_low', $3 || '_medium', $3 || '_high', $3 || '_critical']))
        AND NOT EXISTS (
          SELECT FROM jsonb_array_elements(told.findings) AS each(one)
          CROSS JOIN LATERAL (SELECT left(one ->> 'issue_type', -1 - length(one ->> 'severity')) AS problem) AS about
          LEFT JOIN andon.alarm AS alarm
            ON alarm.site_id = $1 AND alarm.equipment_id = $2 AND alarm.problem = about.problem
          WHERE CASE WHEN about.problem = $3 THEN alarm.active ELSE alarm.active IS DISTINCT FROM false END)`,
    values: [siteId, equipmentId, problem, note],
  });
}

/** What these detectors have said of these sensors has been over for a while: pending recommendations about nothing else expire with the note. */
export async function expireSettled(
  db: Queryable,
  { sensorIds, detectors, note }: { sensorIds: readonly number[]; detectors: readonly string[]; note: string },
): Promise<void> {
  await run(db, settle, [numberArray(sensorIds), textArray(detectors), note]);
}
