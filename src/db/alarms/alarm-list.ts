/** Lists and counts alarms by what they are asked for. */
import type { Alarm, AlarmFilter } from '../../domain/alarms/alarm.ts';
import type { AlarmState } from '../../domain/alarms/transitions.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { type Severity, severityOfRank, severityRank } from '../../domain/recommendations/severity.ts';
import { Conditions, matchable } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';
import { type AlarmRow, alarmFromRow } from './alarm-rows.ts';

/** The order of the list: highest severity first, then newest. */
export interface AlarmPageKey {
  readonly severity: number;
  readonly activeSince: Date;
  readonly alarmId: number;
}

/** How many alarms are alike. */
export interface AlarmCount {
  readonly siteId: string;
  /** Location of the equipment; null where none is registered. */
  readonly area: string | null;
  readonly severity: Severity;
  readonly state: AlarmState;
  readonly isActive: boolean;
  readonly isAcknowledged: boolean;
  readonly count: number;
}

export async function listAlarms(
  db: Queryable,
  filter: AlarmFilter,
  page: PageRequest<AlarmPageKey>,
): Promise<Page<Alarm>> {
  const conditions = conditionsOf(filter);
  if (page.after !== null) {
    const { severity, activeSince, alarmId } = page.after;
    const key = [severity, activeSince, alarmId].map((value) => conditions.parameter(value));
    conditions.and(
      `(severity_rank, active_since, alarm_id) < (${key[0]}::smallint, ${key[1]}::timestamptz, ${key[2]}::bigint)`,
    );
  }
  const { rows } = await db.query<AlarmRow>(
    `SELECT * FROM andon.alarm AS alarm ${conditions.where}
     ORDER BY severity_rank DESC, active_since DESC, alarm_id DESC LIMIT ${conditions.parameter(page.first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, page.first, (row) => alarmFromRow(row));
}

/** One look at all that the filter lets through. */
export async function countAlarms(db: Queryable, filter: AlarmFilter): Promise<number> {
  const conditions = conditionsOf(filter);
  const { rows } = await db.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM andon.alarm AS alarm ${conditions.where}`,
    conditions.values,
  );
  return rows[0]?.count ?? 0;
}

/** Counts of all alarms that the filter lets through, by everything that they are summed up by. */
export async function readAlarmCounts(db: Queryable, filter: AlarmFilter): Promise<AlarmCount[]> {
  const conditions = conditionsOf(filter);
  const { rows } = await db.query<{
    site_id: string;
    area: string | null;
    severity_rank: number;
    state: AlarmState;
    active: boolean;
    acknowledged: boolean;
    count: number;
  }>(
    `SELECT alarm.site_id, machine.location AS area, alarm.severity_rank, alarm.state, alarm.active, alarm.acknowledged, sum(alarm.count)::int AS count
     FROM (SELECT site_id, equipment_id, severity_rank, state, active, acknowledged, count(*) AS count
           FROM andon.alarm AS alarm ${conditions.where} GROUP BY 1, 2, 3, 4, 5, 6) AS alarm
     LEFT JOIN andon.equipment AS machine USING (site_id, equipment_id)
     GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3`,
    conditions.values,
  );
  return rows.map((row) => ({
    siteId: row.site_id,
    area: row.area,
    severity: severityOfRank(row.severity_rank),
    state: row.state,
    isActive: row.active,
    isAcknowledged: row.acknowledged,
    count: row.count,
  }));
}

/** Of an alarm `alarm`. Without states and activity: what is shown. */
function conditionsOf(filter: AlarmFilter): Conditions {
  const conditions = new Conditions();
  conditions.atPlace('alarm.', filter);
  conditions.oneOf('alarm.severity_rank', filter.severities?.map(severityRank));
  if (filter.states !== undefined) conditions.oneOf('alarm.state', filter.states);
  else if (filter.isActive === undefined) conditions.and(`alarm.state <> 'normal'`);
  if (filter.isActive !== undefined) conditions.and(filter.isActive ? 'alarm.active' : 'NOT alarm.active');
  conditions.within('alarm.active_since', filter.from, filter.to);
  if (filter.areas !== undefined) {
    const areas = conditions.parameter(filter.areas.map(matchable));
    conditions.and(`EXISTS (
      SELECT FROM andon.equipment AS machine
      WHERE machine.site_id = alarm.site_id AND machine.equipment_id = alarm.equipment_id AND machine.location = ANY(${areas}))`);
  }
  if (filter.text !== undefined) {
    const text = conditions.parameter(matchable(filter.text.toLowerCase()));
    conditions.and(`position(${text} IN lower(concat_ws(' ', alarm.problem, alarm.equipment_id, alarm.sentence))) > 0`);
  }
  return conditions;
}
