/** Finds alarms by keys: their own, an event's, a machine's, a recommendation's. */
import type { Alarm } from '../../domain/alarms/alarm.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import { manyByPlace, oneByPlace } from '../query/by-place.ts';
import { matchable } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';
import {
  type RecommendationRow,
  recommendationColumns,
  recommendationFromRow,
} from '../recommendations/recommendation-rows.ts';
import { type AlarmRow, alarmFromRow } from './alarm-rows.ts';

/** In the order of the ids, null for an id that nothing has. */
export async function readAlarmsByIds(db: Queryable, ids: readonly number[]): Promise<(Alarm | null)[]> {
  const { rows } = await db.query<AlarmRow & { place: number }>(
    `SELECT alarm.*, wanted.place::int AS place FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (alarm_id, place)
     JOIN andon.alarm AS alarm USING (alarm_id)`,
    [numberArray(ids)],
  );
  return oneByPlace(rows, ids.length, (row) => alarmFromRow(row));
}

/** As they were at these events, in the order of the numbers; null for an event that is not kept. */
export async function readAlarmSnapshots(db: Queryable, numbers: readonly number[]): Promise<(Alarm | null)[]> {
  const { rows } = await db.query<{ number: number; token: string; alarm: AlarmRow; place: number }>(
    `SELECT number, token, alarm, wanted.place::int AS place FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (number, place)
     JOIN andon.alarm_event USING (number)`,
    [numberArray(numbers)],
  );
  return oneByPlace(rows, numbers.length, ({ number, token, alarm }) => alarmFromRow(alarm, { number, token }));
}

/** The active alarm of highest severity of each machine, whatever people did about it; null for one without. */
export async function readWorstAlarms(db: Queryable, keys: readonly EquipmentKey[]): Promise<(Alarm | null)[]> {
  const { rows } = await db.query<AlarmRow & { place: number }>(
    `SELECT worst.*, wanted.place::int AS place
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (site_id, equipment_id, place)
     CROSS JOIN LATERAL (
       SELECT * FROM andon.alarm AS alarm
       WHERE alarm.site_id = wanted.site_id AND alarm.equipment_id = wanted.equipment_id AND alarm.active
       ORDER BY severity_rank DESC, active_since DESC, alarm_id DESC LIMIT 1) AS worst`,
    [
      textArray(keys.map(({ siteId }) => matchable(siteId))),
      textArray(keys.map(({ equipmentId }) => matchable(equipmentId))),
    ],
  );
  return oneByPlace(rows, keys.length, (row) => alarmFromRow(row));
}

/** The alarms that the findings of each recommendation are about; of what another program inserted, that of its issue. */
export async function readAlarmsOfRecommendations(db: Queryable, ids: readonly string[]): Promise<Alarm[][]> {
  const { rows } = await db.query<AlarmRow & { place: number }>(
    `SELECT alarm.*, wanted.place::int AS place
     FROM unnest($1::text[]) WITH ORDINALITY AS wanted (recommendation_id, place)
     JOIN agentic_hmi.agent_recommendations AS told USING (recommendation_id)
     JOIN andon.alarm AS alarm ON alarm.site_id = told.site_id AND alarm.equipment_id = told.equipment_id
     WHERE alarm.problem IN (
       SELECT left(one ->> 'issue_type', -1 - length(one ->> 'severity')) FROM jsonb_array_elements(coalesce(told.findings, '[]')) AS each(one)
       UNION SELECT left(told.issue_type, -1 - length(told.severity)))
     ORDER BY alarm.severity_rank DESC, alarm.active_since DESC, alarm.alarm_id DESC`,
    [textArray(ids.map(matchable))],
  );
  return manyByPlace(rows, ids.length, (row) => alarmFromRow(row));
}

/** The recommendations about each alarm, newest first, at most 20 of the last ones. */
export async function readRecommendationsOfAlarms(db: Queryable, ids: readonly number[]): Promise<Recommendation[][]> {
  const { rows } = await db.query<RecommendationRow & { place: number }>(
    `SELECT told.*, wanted.place::int AS place
     FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (alarm_id, place)
     JOIN andon.alarm AS alarm USING (alarm_id)
     CROSS JOIN LATERAL (
       SELECT ARRAY[problem || '_low', problem || '_medium', problem || '_high', problem || '_critical'] AS named) AS issues
     CROSS JOIN LATERAL (
       SELECT ${recommendationColumns} FROM agentic_hmi.agent_recommendations
       WHERE site_id = alarm.site_id AND equipment_id = alarm.equipment_id
         AND (issue_type = ANY (issues.named) OR recommendation_id IN (
           SELECT slot.recommendation_id FROM andon.recommendation_slot AS slot
           WHERE slot.site_id = alarm.site_id AND slot.equipment_id = alarm.equipment_id AND slot.issue_type = ANY (issues.named)))
       ORDER BY created_timestamp DESC, recommendation_id DESC LIMIT 20) AS told
     ORDER BY told.created_timestamp DESC, told.recommendation_id DESC`,
    [numberArray(ids)],
  );
  return manyByPlace(rows, ids.length, recommendationFromRow);
}
