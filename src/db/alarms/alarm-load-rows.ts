/** Reads from the journal of alarms what the load of operators is made of. */
import type { Severity } from '../../domain/recommendations/severity.ts';
import { severityOfRank } from '../../domain/recommendations/severity.ts';
import { numberArray } from '../query/array-literal.ts';
import { Conditions } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const load = statement('alarm-load');
const standing = statement('alarm-standing');

/** One time that an alarm was told, or would have been if it had not been hidden. */
export interface ToldAlarm {
  /** Epoch ms. */
  readonly atMs: number;
  readonly alarmId: number;
  readonly severity: Severity;
  /** It became active; else it got worse, was told again, or what hid it has ended. */
  readonly isRaised: boolean;
  /** It was shelved, suppressed or out of service: nobody was told. */
  readonly isHidden: boolean;
  /** Null where it was told again before anybody acknowledged it, or nobody has yet. */
  readonly acknowledgedAfterMs: number | null;
}

/** How alarms stood at one time. */
export interface StandingAlarms {
  /** Active, and neither shelved nor suppressed nor out of service. */
  readonly standing: number;
  /** Of these, active for more than 24 hours. */
  readonly stale: number;
  readonly shelved: number;
  readonly suppressed: number;
  readonly outOfService: number;
}

/** An alarm by name. */
export interface NamedAlarm {
  readonly siteId: string;
  readonly equipmentId: string;
  readonly problem: string;
}

/** Oldest first, at most `limit`. */
export async function readToldAlarms(
  db: Queryable,
  { from, to }: { readonly from: Date; readonly to: Date },
  siteIds: readonly string[] | null,
  limit: number,
): Promise<ToldAlarm[]> {
  const [row] = await run<{
    at_ms: number[] | null;
    alarm_ids: number[];
    severity_ranks: number[];
    raised: number[];
    hidden: number[];
    acknowledged_after_ms: (number | null)[];
  }>(db, load, [from, to, siteIds, limit]);
  if (row === undefined || row.at_ms === null) return [];
  return row.at_ms.map((atMs, place) => ({
    atMs,
    alarmId: row.alarm_ids[place] ?? 0,
    severity: severityOfRank(row.severity_ranks[place] ?? 0),
    isRaised: row.raised[place] === 1,
    isHidden: row.hidden[place] === 1,
    acknowledgedAfterMs: row.acknowledged_after_ms[place] ?? null,
  }));
}

export async function readStandingAlarms(
  db: Queryable,
  at: Date,
  siteIds: readonly string[] | null,
): Promise<StandingAlarms> {
  const [row] = await run<{
    standing: number;
    stale: number;
    shelved: number;
    suppressed: number;
    out_of_service: number;
  }>(db, standing, [at, siteIds]);
  return {
    standing: row?.standing ?? 0,
    stale: row?.stale ?? 0,
    shelved: row?.shelved ?? 0,
    suppressed: row?.suppressed ?? 0,
    outOfService: row?.out_of_service ?? 0,
  };
}

export async function readAlarmNames(db: Queryable, ids: readonly number[]): Promise<ReadonlyMap<number, NamedAlarm>> {
  const { rows } = await db.query<{ alarm_id: number; site_id: string; equipment_id: string; problem: string }>(
    'SELECT alarm_id, site_id, equipment_id, problem FROM andon.alarm WHERE alarm_id = ANY ($1::bigint[])',
    [numberArray(ids)],
  );
  return new Map(
    rows.map((row) => [row.alarm_id, { siteId: row.site_id, equipmentId: row.equipment_id, problem: row.problem }]),
  );
}

/** Operators of these sites together, at least 1; of every site that has equipment where none is named. */
export async function readOperatorPositions(db: Queryable, siteIds: readonly string[] | null): Promise<number> {
  const conditions = new Conditions();
  conditions.and('removed_at IS NULL');
  if (siteIds !== null) conditions.oneOf('site_id', siteIds);
  const { rows } = await db.query<{ positions: number }>(
    `SELECT coalesce(sum(coalesce(operator_positions, 1)), 1)::int AS positions
     FROM (SELECT DISTINCT site_id FROM andon.equipment ${conditions.where}) AS site LEFT JOIN andon.alarm_site USING (site_id)`,
    conditions.values,
  );
  return rows[0]?.positions ?? 1;
}
