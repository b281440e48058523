/** Judges the sensors of one machine together: do they relate to each other as they did while all was well. */
import { Hotelling, type StoredHotelling } from './hotelling.ts';

/** The sensors of one machine taken together: whether they stand to each other as they did while all was well. */

/** Rows from which the machine is learned unless told otherwise. */
export const usualTrainingRows = 400;
const leastTrainingRows = 100;
/** A sensor whose value says little of its value so many rows later is a quick one. */
const lagRows = 10;
const mostAutocorrelation = 0.5;
const allSmoothing = 0.1;
const quickSmoothing = 0.05;
/** How many times what training showed at most is an alarm. */
const allFactor = 5;
const quickFactor = 8;
const followShare = 0.003;
/** An alarm ends at this part of its peak, from so many rows on. */
const releaseShare = 0.1;
const leastAlarmRows = 20;
/** What ended is told again only when it is so many times worse than where it ended. */
const rearmFactor = 4;
/** A pause no longer than this does not end an alarm. */
const offDelayRows = 15;

export interface MachinePoint {
  /** 0…1; 0.5 where an alarm begins. A rank, no probability. 0 while the machine is still being learned. */
  readonly score: number;
  readonly isAlarm: boolean;
}

export interface StoredMachineNovelty {
  readonly trainingRows: number;
  readonly training: readonly (readonly number[])[];
  readonly scale: readonly { readonly mean: number; readonly deviation: number }[];
  readonly quick: readonly number[];
  readonly all: StoredHotelling | null;
  readonly quickOnes: StoredHotelling | null;
  readonly bar: number;
  readonly peak: number;
  /** Rows since the alarm began; 0 while there is none. */
  readonly alarmRows: number;
  readonly rowsSinceAlarm: number;
}

export class MachineNovelty {
  readonly #trainingRows: number;
  #training: number[][];
  #scale: { readonly mean: number; readonly deviation: number }[];
  #quick: readonly number[];
  #all: Hotelling | null;
  #quickOnes: Hotelling | null;
  #bar: number;
  #peak: number;
  #alarmRows: number;
  #rowsSinceAlarm: number;
  #distance = 0;

  /** `trainingRows`: how many rows from the first one on are known to be good, at least 100. */
  constructor(trainingRows = usualTrainingRows, stored: StoredMachineNovelty | null = null) {
    if (trainingRows < leastTrainingRows)
      throw new RangeError(`a machine is learned from ${leastTrainingRows} rows at least`);
    this.#trainingRows = stored?.trainingRows ?? trainingRows;
    this.#training = (stored?.training ?? []).map((row) => [...row]);
    this.#scale = [...(stored?.scale ?? [])];
    this.#quick = stored?.quick ?? [];
    const columns = this.#scale.map((_, i) => i);
    this.#all = stored?.all ? Hotelling.load(allSmoothing, columns, stored.all) : null;
    this.#quickOnes = stored?.quickOnes ? Hotelling.load(quickSmoothing, this.#quick, stored.quickOnes) : null;
    this.#bar = stored?.bar ?? 1;
    this.#peak = stored?.peak ?? 0;
    this.#alarmRows = stored?.alarmRows ?? 0;
    this.#rowsSinceAlarm = stored?.rowsSinceAlarm ?? Number.MAX_SAFE_INTEGER;
  }

  /** The sensor that is furthest from what it was while all was well, by its place in the rows; null while the machine is being learned. */
  furthest(): { readonly column: number; readonly deviations: number } | null {
    return this.#all?.furthest() ?? null;
  }

  /** How far the machine is from what it was, in parts of the furthest that is still ordinary; 1 and more where an alarm begins. */
  get distance(): number {
    return this.#distance;
  }

  /** One value for each sensor, always in the same order. A row that lacks one changes nothing. */
  observe(row: readonly number[]): MachinePoint {
    if (!row.every(Number.isFinite)) return { score: 0, isAlarm: this.#isTold };
    if (this.#all === null || this.#quickOnes === null) {
      this.#training.push([...row]);
      if (this.#training.length >= this.#trainingRows) this.#learn();
      return { score: 0, isAlarm: false };
    }
    const scaled = row.map((value, i) => scaledBy(value, this.#scale[i]));
    const worst = Math.max(this.#all.observe(scaled) / allFactor, this.#quickOnes.observe(scaled) / quickFactor);
    this.#distance = worst;
    if (this.#alarmRows === 0) this.#whileQuiet(worst);
    else this.#whileAlarming(worst);
    return { score: worst / (worst + 1), isAlarm: this.#isTold };
  }

  stored(): StoredMachineNovelty {
    return {
      trainingRows: this.#trainingRows,
      training: this.#training.map((row) => [...row]),
      scale: [...this.#scale],
      quick: this.#quick,
      all: this.#all?.stored() ?? null,
      quickOnes: this.#quickOnes?.stored() ?? null,
      bar: this.#bar,
      peak: this.#peak,
      alarmRows: this.#alarmRows,
      rowsSinceAlarm: this.#rowsSinceAlarm,
    };
  }

  get #isTold(): boolean {
    return this.#alarmRows > 0 || this.#rowsSinceAlarm <= offDelayRows;
  }

  #whileQuiet(worst: number): void {
    if (this.#rowsSinceAlarm < Number.MAX_SAFE_INTEGER) this.#rowsSinceAlarm += 1;
    if (worst > this.#bar) {
      this.#alarmRows = 1;
      this.#peak = worst;
      return;
    }
    this.#all?.follow(followShare);
    this.#quickOnes?.follow(followShare);
    if (this.#bar > 1) this.#bar = Math.min(this.#bar, Math.max(1, rearmFactor * worst));
  }

  #whileAlarming(worst: number): void {
    this.#alarmRows += 1;
    this.#peak = Math.max(this.#peak, worst);
    const isReleased = this.#alarmRows > leastAlarmRows && worst < releaseShare * this.#peak;
    if (worst >= 1 && !isReleased) return;
    this.#alarmRows = 0;
    this.#rowsSinceAlarm = 1;
    this.#bar = Math.max(1, rearmFactor * worst);
  }

  #learn(): void {
    const rows = this.#training;
    this.#training = [];
    const columns = (rows[0] ?? []).map((_, i) => i);
    this.#scale = columns.map((i) => scaleOf(rows.map((row) => row[i] ?? 0)));
    const scaled = rows.map((row) => row.map((value, i) => scaledBy(value, this.#scale[i])));
    const quick = columns.filter((i) => autocorrelation(scaled.map((row) => row[i] ?? 0)) < mostAutocorrelation);
    this.#quick = quick.length < 2 ? columns : quick;
    this.#all = Hotelling.train(allSmoothing, columns, scaled);
    this.#quickOnes = Hotelling.train(quickSmoothing, this.#quick, scaled);
  }
}

function scaleOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  // A sensor that stood still has no deviation: it counts in its own unit.
  return { mean, deviation: variance > 0 ? Math.sqrt(variance) : 1 };
}

function scaledBy(value: number, scale: { readonly mean: number; readonly deviation: number } | undefined): number {
  return scale === undefined ? 0 : (value - scale.mean) / scale.deviation;
}

/** Of standardised values with those `lagRows` later. */
function autocorrelation(values: readonly number[]): number {
  let sum = 0;
  for (let i = lagRows; i < values.length; i++) sum += (values[i] ?? 0) * (values[i - lagRows] ?? 0);
  return sum / Math.max(1, values.length - lagRows);
}
