/** Lists and counts alarms by what they are asked for. */
import type { Alarm, AlarmFilter } from '../../domain/alarms/alarm.ts';
import { instrumentDetectors } from '../../domain/alarms/alarm-class.ts';
import type { AlarmState } from '../../domain/alarms/transitions.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { type Severity, severityOfRank, severityRank } from '../../domain/recommendations/severity.ts';
import { Conditions, countRows, matchable } from '../query/conditions.ts';
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
export function countAlarms(db: Queryable, filter: AlarmFilter): Promise<number> {
  return countRows(db, 'andon.alarm AS alarm', conditionsOf(filter));
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

const standing = `alarm.active AND alarm.state IN ('unacknowledged', 'acknowledged')`;
const stale = `${standing} AND alarm.active_since < now() - interval '24 hours'`;
/** Source: ISA-18.2 / IEC 62682, chattering alarm. The kinds are those of the index on times. */
const chattering = `alarm.alarm_id IN (
  SELECT alarm_id FROM (
    SELECT alarm_id, occurred_at - lag(occurred_at, 2) OVER (PARTITION BY alarm_id ORDER BY journal_id) AS lasted
    FROM andon.alarm_journal
    WHERE kind IN ('raised', 'worsened', 'realarmed', 'unshelved', 'unsuppressed', 'returned_to_service') AND kind = 'raised' AND occurred_at > now() - interval '24 hours') AS burst
  WHERE lasted <= interval '60 seconds')`;

/** Something is asked for that says by itself which states are meant. */
function asksForSome({ isActive, isStanding, isStale, isChattering }: AlarmFilter): boolean {
  return [isActive, isStanding, isStale, isChattering].some((each) => each !== undefined);
}

/** Of an alarm `alarm`. Where nothing says which states are meant: what is shown. */
function conditionsOf(filter: AlarmFilter): Conditions {
  const conditions = new Conditions();
  conditions.atPlace('alarm.', filter);
  conditions.oneOf('alarm.severity_rank', filter.severities?.map(severityRank));
  if (filter.states !== undefined) conditions.oneOf('alarm.state', filter.states);
  else if (!asksForSome(filter)) conditions.and(`alarm.state <> 'normal'`);
  if (filter.classes !== undefined) {
    const instruments = conditions.parameter(instrumentDetectors);
    conditions.oneOf(
      `CASE WHEN alarm.detector = ANY(${instruments}) THEN 'instrument' ELSE 'process' END`,
      filter.classes,
    );
  }
  if (filter.isActive !== undefined) conditions.and(filter.isActive ? 'alarm.active' : 'NOT alarm.active');
  for (const [wanted, condition] of [
    [filter.isStanding, standing],
    [filter.isStale, stale],
    [filter.isChattering, chattering],
    [filter.isFolded, 'alarm.group_id IS NOT NULL AND NOT alarm.first_in_group'],
  ] as const) {
    if (wanted !== undefined) conditions.and(wanted ? condition : `NOT (${condition})`);
  }
  conditions.oneOf('alarm.group_id', filter.groupIds);
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
