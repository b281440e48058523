/** Raises and ends the conditions of machines, in the transaction of what has found it. */
import type { ConditionKey } from '../../domain/alarms/condition.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { LimitName } from '../../domain/recommendations/anomaly.ts';
import { type Severity, severityRank } from '../../domain/recommendations/severity.ts';
import { numberArray, sparseBooleanArray, sparseTextArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const raise = statement('alarm-raise');
const end = statement('alarm-return');

/** A condition that is true now. */
export interface FoundCondition extends EquipmentKey {
  /** What is wrong, without its level. */
  readonly problem: string;
  readonly severity: Severity;
  readonly sensorId: number;
  readonly detector: string;
  readonly sentence: string;
  /** Null where no number was ever told. */
  readonly value: number | null;
  readonly unit: string | null;
  readonly limit: { readonly name: LimitName; readonly value: number } | null;
  /** Event time since when it is so, epoch ms. */
  readonly sinceMs: number;
  /** The group of a flood that it is folded into if it is new; absent: it stands alone. */
  readonly group?: { readonly groupId: string; readonly isFirst: boolean } | null;
}

/** No two of one problem of one machine. What is active already, and not worse, is left as it is. */
export async function raiseConditions(db: Queryable, found: readonly FoundCondition[]): Promise<void> {
  await run(db, raise, [
    textArray(found.map(({ siteId }) => siteId)),
    textArray(found.map(({ equipmentId }) => equipmentId)),
    textArray(found.map(({ problem }) => problem)),
    numberArray(found.map(({ severity }) => severityRank(severity))),
    numberArray(found.map(({ sensorId }) => sensorId)),
    textArray(found.map(({ detector }) => detector)),
    textArray(found.map(({ sentence }) => sentence)),
    numberArray(found.map(({ value }) => value)),
    textArray(found.map(({ unit }) => unit)),
    textArray(found.map(({ limit }) => limit?.name ?? null)),
    numberArray(found.map(({ limit }) => limit?.value ?? null)),
    numberArray(found.map(({ sinceMs }) => sinceMs)),
    sparseTextArray(found.map(({ group }) => group?.groupId ?? null)),
    sparseBooleanArray(found.map(({ group }) => group?.isFirst ?? null)),
  ]);
}

/** These sensors are normal again, as these detectors see it. */
export async function endConditions(
  db: Queryable,
  sensorIds: readonly number[],
  detectors: readonly string[],
): Promise<void> {
  await run(db, end, [numberArray(sensorIds), textArray(detectors)]);
}

/** This condition is over, as these detectors see it; of another detector it stays. */
export async function endCondition(
  db: Queryable,
  { siteId, equipmentId, problem, note }: ConditionKey & { readonly note: string },
  detectors: readonly string[],
): Promise<void> {
  await db.query({
    name: 'alarm-return-of-problem',
    text: `UPDATE andon.alarm SET request = 'returned', request_note = $5
      WHERE site_id = $1 AND equipment_id = $2 AND problem = $3 AND active AND detector = ANY ($4::text[])`,
    values: [siteId, equipmentId, problem, textArray(detectors), note],
  });
}

/** A condition that is true, as the database knows it. */
export interface ActiveCondition extends ConditionKey {
  readonly sensorId: number;
  readonly detector: string;
}

/** All that these detectors have raised. */
export async function readActiveConditions(db: Queryable, detectors: readonly string[]): Promise<ActiveCondition[]> {
  const { rows } = await db.query<ActiveCondition>({
    name: 'alarm-active-of-detectors',
    text: `SELECT site_id AS "siteId", equipment_id AS "equipmentId", problem, sensor_id AS "sensorId", detector
      FROM andon.alarm WHERE active AND detector = ANY ($1::text[]) AND sensor_id IS NOT NULL`,
    values: [textArray(detectors)],
  });
  return rows;
}

/** The condition that a recommendation without findings is about, where this detector has raised it, is over. */
export async function endConditionOf(db: Queryable, recommendationId: string, detector: string): Promise<void> {
  await db.query({
    name: 'alarm-return-of-told',
    text: `UPDATE andon.alarm AS alarm SET request = 'returned' FROM agentic_hmi.agent_recommendations AS told
      WHERE told.recommendation_id = $1 AND alarm.site_id = told.site_id AND alarm.equipment_id = told.equipment_id
        AND alarm.problem = left(told.issue_type, -1 - length(told.severity)) AND alarm.active AND alarm.detector = $2`,
    values: [recommendationId, detector],
  });
}
