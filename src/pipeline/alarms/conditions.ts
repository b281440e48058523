/** Turns what a batch found, and what became normal in it, into conditions that begin and end. */
import type pg from 'pg';
import { endCondition, endConditions, type FoundCondition, raiseConditions } from '../../db/alarms/alarm-conditions.ts';
import { sentTogether } from '../../db/query/sent-together.ts';
import { expireEnded, expireSettled } from '../../db/recommendations/ended-recommendations.ts';
import { severityRank } from '../../domain/recommendations/severity.ts';
import { detectors, windowDetectors } from '../detect/detectors.ts';
import type { WindowEnding } from '../detect/window-detector.ts';
import { describe, minConfidence } from '../recommend/alarm-wording.ts';
import type { Candidate } from '../recommend/candidate.ts';
import type { Definition } from '../sensor-definition.ts';
import type { Floods } from './floods.ts';

const judgeReadings = detectors.map(({ name }) => name);
const judgeWindows = windowDetectors.map(({ name }) => name);
const note = 'Expired: the condition has returned to normal.';

/** A sensor whose trouble ended within a batch. */
export interface ReturnedSensor {
  readonly sensorId: number;
  /** It was in trouble anew before the batch ended. */
  readonly isAgain: boolean;
}

/** A condition that is put into words when it is sent, since the question about an alert leaves before that. */
export type UnwordedCondition = Omit<FoundCondition, 'sentence'> & {
  readonly candidate: Candidate;
  readonly floodAbove: number | null;
};

/** What a batch found, as conditions, and what of it operators have to be told of by a recommendation. */
export interface FoundConditions {
  readonly conditions: readonly UnwordedCondition[];
  /** Those that have a recommendation of their own. */
  readonly unfolded: readonly Candidate[];
}

/**
 * What these candidates are about, whether operators are told of them by a recommendation or not: an alarm is true also while its recommendation
 * is held back. In a flood each has its group. Where a site has said itself what a flood is, only the first of a group has a recommendation;
 * elsewhere all have, since programs that follow recommendations count on one for each.
 */
export function foundConditions(candidates: readonly Candidate[], floods: Floods, nowMs: number): FoundConditions {
  if (candidates.length === 0) return { conditions: [], unfolded: [] };
  const found = worstOf(candidates);
  const groups = floods.fold(found, nowMs);
  return {
    conditions: found.map((condition, place) => ({ ...condition, group: groups[place] ?? null })),
    unfolded: candidates.filter(
      ({ reading: { definition }, problem }) =>
        definition.floodAbove === null ||
        !floods.isFolded({ siteId: definition.siteId, equipmentId: definition.equipmentId, problem }),
    ),
  };
}

/** Of each problem of a machine the worst. */
function worstOf(candidates: readonly Candidate[]): UnwordedCondition[] {
  const worst = new Map<string, UnwordedCondition>();
  for (const candidate of candidates) {
    const { reading, finding, problem } = candidate;
    if (finding.score <= minConfidence) continue;
    const { siteId, equipmentId, unit, floodAbove } = reading.definition;
    const key = JSON.stringify([siteId, equipmentId, problem]);
    const known = worst.get(key);
    if (known !== undefined && severityRank(known.severity) >= severityRank(finding.severity)) continue;
    worst.set(key, {
      siteId,
      equipmentId,
      problem,
      severity: finding.severity,
      sensorId: reading.sensorId,
      detector: finding.detector,
      candidate,
      value: reading.value,
      unit,
      limit: finding.limit,
      sinceMs: finding.sinceMs ?? reading.eventTimeMs,
      floodAbove,
    });
  }
  return [...worst.values()];
}

/** Sends what raises these conditions. Null when there is nothing to send. */
export function raiseFound(client: pg.Client, conditions: readonly UnwordedCondition[]): Promise<void> | null {
  if (conditions.length === 0) return null;
  const worded = conditions.map((condition) => ({ ...condition, sentence: describe(condition.candidate) }));
  return raiseConditions(client, worded);
}

/** Sensors of a batch whose trouble ended, and those of which it has stayed ended for the hold. */
export interface EndedTrouble {
  readonly returned: readonly ReturnedSensor[];
  readonly settled: readonly ReturnedSensor[];
}

/**
 * Sends what ends the conditions of sensors that returned, and what expires the recommendations about sensors that have settled: of those that are, or are
 * not, in trouble anew. Null when there is nothing to send.
 */
export function endTrouble(
  client: pg.Client,
  { returned, settled }: EndedTrouble,
  ofThoseAgain: boolean,
): Promise<unknown> | null {
  if (returned.length + settled.length === 0) return null;
  const idsOf = (sensors: readonly ReturnedSensor[]): number[] =>
    sensors.filter(({ isAgain }) => isAgain === ofThoseAgain).map(({ sensorId }) => sensorId);
  const [normal, quiet] = [idsOf(returned), idsOf(settled)];
  return sentTogether([
    normal.length === 0 ? null : endConditions(client, normal, judgeReadings),
    quiet.length === 0 ? null : expireSettled(client, { sensorIds: quiet, detectors: judgeReadings, note }),
  ]);
}

/**
 * Ends the conditions that detectors say to be over, and expires what that leaves nothing to decide about. A condition that another detector
 * than these has raised stays: of a limit it ends with the readings.
 */
export async function endFound(
  client: pg.Client,
  ended: readonly WindowEnding[],
  definitionOf: (sensorId: number) => Definition,
  its: readonly string[] = judgeWindows,
): Promise<void> {
  const conditions = ended.map(({ sensorId, issue, note: why, isMoot }) => {
    const { siteId, equipmentId } = definitionOf(sensorId);
    return { siteId, equipmentId, problem: issue, note: why, isMoot };
  });
  const keyOf = (one: (typeof conditions)[number]): string =>
    JSON.stringify([one.siteId, one.equipmentId, one.problem]);
  // In one order for everybody who changes several.
  conditions.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  for (const one of conditions) {
    await endCondition(client, one, its);
    if (one.isMoot) await expireEnded(client, one);
  }
}
