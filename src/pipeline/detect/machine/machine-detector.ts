/** The sensors of one machine taken together, as a detector of windows: whether they stand to each other as they did in a week of health. */
import { rounded, withUnit } from '../../../domain/quantity-text.ts';
import type { Definition } from '../../sensor-definition.ts';
import {
  nothingEnded,
  type ObservedWindow,
  type WindowDetector,
  type WindowEnding,
  type WindowFinding,
  type WindowMemory,
} from '../window-detector.ts';
import { MachineNovelty, type StoredMachineNovelty } from './machine-novelty.ts';

/** A row is the means of five minutes: slower than any sensor of a machine that is judged together. */
const rowMs = 5 * 60_000;
/** A week with its weekend, in rows. */
const trainingRows = 7 * 288;
/** Rows in which it is found out which sensors the machine has: those of nine tenths of them. */
const surveyRows = 24;
const leastShare = 0.9;
/** A sensor that is missing in a row is taken to be as it was, for no longer than an hour. */
const heldRows = 12;
/** When so many rows in a row lacked a sensor for longer, the machine is learned anew, with the sensors that it has then. */
const lostRows = 288;
const leastSensors = 3;
const issue = 'machine_behaviour';

interface StoredRowValue {
  readonly sensorId: number;
  readonly sum: number;
  readonly count: number;
}

interface StoredMachine {
  readonly row: number | null;
  readonly open: readonly StoredRowValue[];
  /** While the sensors are not known: how often each was there. */
  readonly surveyed: number;
  readonly seen: readonly (readonly [number, number])[];
  readonly sensorIds: readonly number[];
  readonly last: readonly number[];
  readonly missing: readonly number[];
  readonly lost: number;
  readonly novelty: StoredMachineNovelty | null;
  readonly isAlarm: boolean;
}

const nothing: StoredMachine = {
  row: null,
  open: [],
  surveyed: 0,
  seen: [],
  sensorIds: [],
  last: [],
  missing: [],
  lost: 0,
  novelty: null,
  isAlarm: false,
};

class MachineMemory implements WindowMemory {
  #row: number | null;
  /** Sums and counts of the row under way, by sensor. */
  readonly #open = new Map<number, { sum: number; count: number }>();
  #surveyed: number;
  #seen: Map<number, number>;
  /** In the order of the rows; empty while the sensors are not known. */
  #sensorIds: readonly number[];
  #last: number[];
  #missing: number[];
  #lost: number;
  #novelty: MachineNovelty | null;
  #isAlarm: boolean;
  #ended = nothingEnded;

  constructor(stored: StoredMachine = nothing) {
    this.#row = stored.row;
    for (const { sensorId, sum, count } of stored.open) this.#open.set(sensorId, { sum, count });
    this.#surveyed = stored.surveyed;
    this.#seen = new Map(stored.seen);
    this.#sensorIds = stored.sensorIds;
    this.#last = [...stored.last];
    this.#missing = [...stored.missing];
    this.#lost = stored.lost;
    this.#novelty = stored.novelty === null ? null : new MachineNovelty(trainingRows, stored.novelty);
    this.#isAlarm = stored.isAlarm;
  }

  observe({ sensorId, windowMs, mean }: ObservedWindow, definition: Definition): WindowFinding | null {
    const row = Math.floor(windowMs / rowMs);
    this.#ended = nothingEnded;
    let found: WindowFinding | null = null;
    if (this.#row === null || row > this.#row) {
      if (this.#row !== null) {
        const wasAlarm = this.#isAlarm;
        found = this.#close(definition);
        if (wasAlarm && !this.#isAlarm) this.#ended = [this.#ending(sensorId)];
      }
      this.#row = row;
      this.#open.clear();
    } else if (row < this.#row) return null; // one sensor is behind the others: its row is closed
    const known = this.#open.get(sensorId);
    if (known === undefined) this.#open.set(sensorId, { sum: mean, count: 1 });
    else {
      known.sum += mean;
      known.count += 1;
    }
    return found;
  }

  ended(): readonly WindowEnding[] {
    return this.#ended;
  }

  standing(): readonly string[] {
    return this.#isAlarm ? [issue] : [];
  }

  stored(): StoredMachine {
    return {
      row: this.#row,
      open: [...this.#open].map(([sensorId, { sum, count }]) => ({ sensorId, sum, count })),
      surveyed: this.#surveyed,
      seen: [...this.#seen],
      sensorIds: this.#sensorIds,
      last: [...this.#last],
      missing: [...this.#missing],
      lost: this.#lost,
      novelty: this.#novelty?.stored() ?? null,
      isAlarm: this.#isAlarm,
    };
  }

  #close(definition: Definition): WindowFinding | null {
    if (this.#novelty === null) {
      this.#survey();
      return null;
    }
    const values = this.#sensorIds.map((sensorId, i) => {
      const known = this.#open.get(sensorId);
      this.#missing[i] = known === undefined ? (this.#missing[i] ?? 0) + 1 : 0;
      if (known !== undefined) this.#last[i] = known.sum / known.count;
      return (this.#missing[i] ?? 0) > heldRows ? Number.NaN : (this.#last[i] ?? Number.NaN);
    });
    this.#lost = values.every(Number.isFinite) ? 0 : this.#lost + 1;
    if (this.#lost > lostRows) this.#beginAnew();
    const wasAlarm = this.#isAlarm;
    const { isAlarm, score } = this.#novelty?.observe(values) ?? { isAlarm: false, score: 0 };
    this.#isAlarm = isAlarm;
    if (!isAlarm || wasAlarm) return null;
    return this.#finding(score, values, definition);
  }

  #ending(sensorId: number): WindowEnding {
    return this.#novelty === null
      ? { sensorId, issue, note: 'Its sensors are others now, and are learned anew.', isMoot: false }
      : { sensorId, issue, note: 'Expired: its sensors stand to each other as before.', isMoot: true };
  }

  #survey(): void {
    for (const sensorId of this.#open.keys()) this.#seen.set(sensorId, (this.#seen.get(sensorId) ?? 0) + 1);
    this.#surveyed += 1;
    if (this.#surveyed < surveyRows) return;
    const steady = [...this.#seen]
      .filter(([, rows]) => rows >= leastShare * this.#surveyed)
      .map(([sensorId]) => sensorId);
    this.#surveyed = 0;
    this.#seen = new Map();
    if (steady.length < leastSensors) return;
    this.#sensorIds = steady.sort((a, b) => a - b);
    this.#last = this.#sensorIds.map((sensorId) => this.#meanOf(sensorId));
    this.#missing = this.#sensorIds.map(() => 0);
    this.#novelty = new MachineNovelty(trainingRows);
  }

  #meanOf(sensorId: number): number {
    const known = this.#open.get(sensorId);
    return known === undefined ? Number.NaN : known.sum / known.count;
  }

  #beginAnew(): void {
    this.#novelty = null;
    this.#sensorIds = [];
    this.#lost = 0;
  }

  #finding(score: number, values: readonly number[], definition: Definition): WindowFinding | null {
    const furthest = this.#novelty?.furthest() ?? null;
    const sensorId = furthest === null ? undefined : this.#sensorIds[furthest.column];
    const value = furthest === null ? undefined : values[furthest.column];
    if (furthest === null || sensorId === undefined || value === undefined) return null;
    const distance = this.#novelty?.distance ?? 0;
    return {
      sensorId,
      value,
      finding: {
        detector: 'machine',
        subject: 'equipment',
        severity: 'high',
        score: Math.min(0.95, 0.5 + score / 2),
        direction: furthest.deviations > 0 ? 'high' : 'low',
        confirmed: true,
        limit: null,
        baseline: null,
        issue,
        reason: {
          clause: `and the ${this.#sensorIds.length} sensors of ${
            definition.equipmentId
          } do not stand to each other as in the week in which they were learned: ${rounded(
            distance,
          )} times what is ordinary; this one differs most, by ${withUnit(
            Math.abs(furthest.deviations),
            'standard deviations',
          )} ${furthest.deviations > 0 ? 'upwards' : 'downwards'}, so it does what its load does not explain`,
          evidence: {
            distance,
            sensors: this.#sensorIds.length,
            furthest_sensor_id: sensorId,
            furthest_deviations: furthest.deviations,
          },
        },
      },
    };
  }
}

/** Two T² statistics over all sensors of a machine, five minutes at a time, after a week of learning. */
export const machineDetector: WindowDetector = {
  name: 'machine',
  version: 1,
  scope: 'equipment',
  historyDays: 14,
  looksAt: ({ kind }) => kind === 'gauge',
  begin: () => new MachineMemory(),
  load: (stored) => new MachineMemory(stored as StoredMachine),
};
