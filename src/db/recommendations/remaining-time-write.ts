/** Keeps the time that remains true in recommendations that wait for a decision. */
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import { remainingEvidence } from '../../domain/recommendations/remaining-evidence.ts';
import type { RemainingTime } from '../../domain/trend/remaining-time.ts';
import { numberArray, sparseBooleanArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const restate = statement('remaining-time-restate');
const end = statement('remaining-time-end');

/** What is estimated about a sensor of which a finding was told. */
export interface RestatedTime extends EquipmentKey {
  readonly issueType: string;
  readonly sensorType: string;
  /** Event time of the estimate, epoch ms. */
  readonly atMs: number;
  readonly remaining: RemainingTime;
  /** The finding is told with it, and a recommendation of its own has it. */
  readonly isFirst: boolean;
}

export async function restateRemainingTimes(db: Queryable, restated: readonly RestatedTime[]): Promise<void> {
  if (restated.length === 0) return;
  await run(db, restate, [
    textArray(restated.map(({ siteId }) => siteId)),
    textArray(restated.map(({ equipmentId }) => equipmentId)),
    textArray(restated.map(({ issueType }) => issueType)),
    textArray(restated.map((one) => JSON.stringify(remainingEvidence(one.remaining, one)))),
    numberArray(restated.map(({ remaining, atMs }) => Math.max(0, (remaining.p50Ms - atMs) / 1_000))),
    sparseBooleanArray(restated.map(({ isFirst }) => isFirst)),
  ]);
}

/** The trends of these are over. */
export async function endRemainingTimes(
  db: Queryable,
  ended: readonly (EquipmentKey & { readonly issueType: string })[],
): Promise<void> {
  if (ended.length === 0) return;
  await run(db, end, [
    textArray(ended.map(({ siteId }) => siteId)),
    textArray(ended.map(({ equipmentId }) => equipmentId)),
    textArray(ended.map(({ issueType }) => issueType)),
  ]);
}
