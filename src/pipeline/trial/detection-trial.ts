/** Tries settings of detectors on the last days: what would have been recorded and queued, instead of what by the settings of now. */
import { type PlacedSensor, readSensorsAt } from '../../db/detection/place-sensors.ts';
import { sensorsOfEquipment } from '../../db/pipeline/stored-sensor-state.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { detectorEntry, runsIn } from '../../domain/detection/catalogue.ts';
import type { DetectionProposal } from '../../domain/detection/detection-proposal.ts';
import { DetectionResolution } from '../../domain/detection/resolution.ts';
import type { BronzeHistory } from '../../domain/readings/bronze-log.ts';
import { minuteMs } from '../../domain/window.ts';
import { AndonError } from '../../errors.ts';
import { maxTrialReadings, maxTrialSensors, maxTrialSpanMs, maxTrialTimeMs } from '../../limits.ts';
import { detectors, windowDetectors } from '../detect/detectors.ts';
import type { Definition } from '../sensor-definition.ts';
import { Definitions } from '../sensor-definitions.ts';
import { type TrialAlarm, TrialOutcome } from './trial-outcome.ts';
import type { TrialSide } from './trial-side.ts';
import { tryReadings } from './try-readings.ts';
import { SilenceTrial } from './try-silences.ts';
import { tryWindows } from './try-windows.ts';

const toldExamples = 10;

export interface TrialRequest {
  readonly proposal: DetectionProposal;
  readonly from: Date;
  readonly to: Date;
}

export interface TrialCounts {
  readonly recorded: number;
  readonly queued: number;
}

/** An alarm that only one of both sides has. */
export interface TrialExample extends TrialAlarm {
  readonly change: 'added' | 'dropped';
}

export interface TrialReport {
  /** The time that was tried: whole minutes. */
  readonly from: Date;
  readonly to: Date;
  /** Sensors for which the proposal changes something, and of how many of them the rest is told. */
  readonly sensors: number;
  readonly sensorsTried: number;
  readonly isCut: boolean;
  readonly present: TrialCounts;
  readonly proposed: TrialCounts;
  /** The first ten. */
  readonly examples: readonly TrialExample[];
}

export interface DetectionTrialOptions {
  readonly db: Queryable;
  readonly bronze: Pick<BronzeHistory<Queryable>, 'readSpan' | 'days'>;
  readonly minSeverityRank: number;
  readonly dedupeWindowMs: number;
  readonly elapsedMs: () => number;
}

export class DetectionTrial {
  readonly #options: DetectionTrialOptions;
  #isUnderWay = false;

  constructor(options: DetectionTrialOptions) {
    this.#options = options;
  }

  /** One at a time: it takes part of the time that readings are judged in. Throws BAD_USER_INPUT or RATE_LIMITED. */
  async run(request: TrialRequest): Promise<TrialReport> {
    if (this.#isUnderWay) {
      throw new AndonError('RATE_LIMITED', 'Another dry run is under way on this server; try again when it is over.', {
        reason: 'QUEUE_FULL',
        retryAfterMs: 5_000,
      });
    }
    this.#isUnderWay = true;
    try {
      return await this.#run(request);
    } finally {
      this.#isUnderWay = false;
    }
  }

  async #run({ proposal, from, to }: TrialRequest): Promise<TrialReport> {
    const fromMs = Math.floor(from.getTime() / minuteMs) * minuteMs;
    const toMs = Math.ceil(to.getTime() / minuteMs) * minuteMs;
    checkSpan(fromMs, toMs);
    const { db, bronze, elapsedMs, dedupeWindowMs } = this.#options;
    const startedMs = elapsedMs();
    const present = new DetectionResolution(proposal.present);
    const proposed = new DetectionResolution(proposal.proposed);
    const placed = await readSensorsAt(db, proposal.place);
    const changed = placed.filter((sensor) => differs(present, proposed, sensor, proposal.detector));
    const definitions = new Definitions(db);
    const sideOf = (resolution: DetectionResolution): TrialSide => {
      const known = new Map<number, Definition>();
      const definitionOf = (sensorId: number): Definition => {
        const its = known.get(sensorId) ?? withDetection(definitions.of(sensorId), resolution);
        known.set(sensorId, its);
        return its;
      };
      return { definitionOf, outcome: new TrialOutcome(dedupeWindowMs) };
    };
    const sides = { present: sideOf(present), proposed: sideOf(proposed) };
    const silences = new SilenceTrial(db, bronze, { fromMs, toMs }, [sides.present, sides.proposed]);
    const isOfSilence = detectorEntry(proposal.detector)?.input === 'time';
    let sensorsTried = 0;
    let values = 0;
    for (const group of await this.#together(changed, proposal.detector)) {
      const isOver = values > maxTrialReadings || elapsedMs() - startedMs > maxTrialTimeMs;
      if (isOver || sensorsTried + group.changed > maxTrialSensors) break;
      await definitions.load(group.sensorIds);
      if (isOfSilence) for (const sensorId of group.sensorIds) values += await silences.take(sensorId);
      else
        values += await this.#try(proposal.detector, group.sensorIds, [sides.present, sides.proposed], {
          fromMs,
          toMs,
        });
      sensorsTried += group.changed;
    }
    silences.tell();
    return {
      from: new Date(fromMs),
      to: new Date(toMs),
      sensors: changed.length,
      sensorsTried,
      isCut: sensorsTried < changed.length,
      present: countsOf(sides.present.outcome),
      proposed: countsOf(sides.proposed.outcome),
      examples: examplesOf(sides.present.outcome.alarms, sides.proposed.outcome.alarms),
    };
  }

  /** The sensors that are judged together: each by itself, or all of a machine. */
  async #together(
    changed: readonly PlacedSensor[],
    detector: string,
  ): Promise<readonly { readonly sensorIds: readonly number[]; readonly changed: number }[]> {
    const isOfEquipment = windowDetectors.some(({ name, scope }) => name === detector && scope === 'equipment');
    if (!isOfEquipment) return changed.map(({ sensorId }) => ({ sensorIds: [sensorId], changed: 1 }));
    const machines = new Map<string, PlacedSensor[]>();
    for (const sensor of changed) {
      const key = JSON.stringify([sensor.siteId, sensor.equipmentId]);
      machines.set(key, [...(machines.get(key) ?? []), sensor]);
    }
    const groups = [];
    for (const [first, ...others] of machines.values()) {
      if (first === undefined) continue;
      groups.push({ sensorIds: await sensorsOfEquipment(this.#options.db, first), changed: 1 + others.length });
    }
    return groups;
  }

  /** Returns how many readings or windows were looked at. */
  async #try(
    name: string,
    sensorIds: readonly number[],
    sides: readonly TrialSide[],
    span: { readonly fromMs: number; readonly toMs: number },
  ): Promise<number> {
    const { db, bronze, minSeverityRank } = this.#options;
    const windowDetector = windowDetectors.find((one) => one.name === name);
    if (windowDetector !== undefined) {
      return tryWindows({ ...span, db, detector: windowDetector, minSeverityRank }, sensorIds, sides);
    }
    const rules = { detectors: detectors.filter((one) => one.name === name), minSeverityRank, isRebuild: true };
    let readings = 0;
    for (const sensorId of sensorIds) readings += await tryReadings({ ...span, db, bronze, rules }, sensorId, sides);
    return readings;
  }
}

function checkSpan(fromMs: number, toMs: number): void {
  if (toMs <= fromMs) throw new AndonError('BAD_USER_INPUT', 'from must be earlier than to.', { argument: 'from' });
  if (toMs - fromMs <= maxTrialSpanMs) return;
  throw new AndonError(
    'TOO_COMPLEX',
    `A dry run takes ${maxTrialSpanMs / 86_400_000} days at most; ask for a shorter time.`,
    { limit: maxTrialSpanMs },
  );
}

function differs(
  present: DetectionResolution,
  proposed: DetectionResolution,
  sensor: PlacedSensor,
  detector: string,
): boolean {
  const its = (resolution: DetectionResolution) =>
    resolution.explain(sensor).find(({ entry }) => entry.name === detector);
  const textOf = (resolution: DetectionResolution) => {
    const found = its(resolution);
    return JSON.stringify([found?.enabled.value, found?.parameters.map(({ value }) => value)]);
  };
  // Where it runs neither now nor then, its parameters change nothing.
  const runs = runsIn(present.of(sensor), detector) || runsIn(proposed.of(sensor), detector);
  return runs && textOf(present) !== textOf(proposed);
}

function withDetection(definition: Definition, resolution: DetectionResolution): Definition {
  return { ...definition, detection: resolution.of(definition) };
}

function countsOf({ recorded, alarms }: TrialOutcome): TrialCounts {
  return { recorded, queued: alarms.length };
}

function examplesOf(present: readonly TrialAlarm[], proposed: readonly TrialAlarm[]): TrialExample[] {
  const only = (alarms: readonly TrialAlarm[], others: readonly TrialAlarm[]) => {
    const known = new Set(others.map(alarmKey));
    return alarms.filter((alarm) => !known.has(alarmKey(alarm)));
  };
  return [
    ...only(proposed, present).map((alarm) => ({ ...alarm, change: 'added' as const })),
    ...only(present, proposed).map((alarm) => ({ ...alarm, change: 'dropped' as const })),
  ]
    .sort((a, b) => a.when.getTime() - b.when.getTime())
    .slice(0, toldExamples);
}

function alarmKey({ when, siteId, equipmentId, sensorType, severity }: TrialAlarm): string {
  return JSON.stringify([when, siteId, equipmentId, sensorType, severity]);
}
