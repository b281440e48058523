/**
 * Gathers completed one-minute windows to rows, one for each machine and minute, for a model from outside. Bounded: what waits for too long, or
 * is too much, is left out and counted.
 */
import type { Definition } from '../sensor-definition.ts';

export interface GatheredWindow {
  readonly windowMs: number;
  readonly mean: number;
  readonly completedMs: number;
  readonly isPresent: boolean;
  readonly definition: Definition;
}

/** A sensor in a row. */
export interface RowValue {
  readonly mean: number;
  /** From what has been usual in the last hours, in standard deviations; 0 while nothing is known. */
  readonly deviation: number;
  readonly definition: Definition;
}

/** The sensors of one machine in one minute. */
export interface MachineRow {
  readonly windowMs: number;
  /** Server time at which its first window was completed, epoch ms. */
  readonly completedMs: number;
  /** Whether any of its windows is of the present. */
  readonly isPresent: boolean;
  /** By sensor type, sorted: the columns. */
  readonly values: ReadonlyMap<string, RowValue>;
}

interface Held extends RowValue {
  readonly windowMs: number;
  readonly usual: Usual;
}

/** Exponentially weighted mean and variance of a sensor's windows. */
interface Usual {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
}

/** Weight of a new window in what is usual: that of some two hours. */
const usualWeight = 0.01;
const leastCount = 10;

interface OpenRow {
  readonly completedMs: number;
  isPresent: boolean;
  readonly values: Map<string, Held>;
}

interface Machine {
  /** The newest window of each of its sensors: a sensor that is missing in a minute is taken to be as it was. */
  readonly newest: Map<string, Held>;
  /** Rows that are not told yet, by their minute. */
  readonly open: Map<number, OpenRow>;
}

/** For so long a sensor that has no window is taken to be as it was; then its machine is judged without it. */
const heldMs = 10 * 60_000;

export interface MachineRowsOptions {
  /** How long after its first window a row waits for the machine's other sensors, ms. */
  readonly settleMs: number;
  /** Most rows that wait. */
  readonly mostRows: number;
}

export class MachineRows {
  readonly #options: MachineRowsOptions;
  readonly #machines = new Map<string, Machine>();
  #waiting = 0;
  #leftOut = 0;

  constructor(options: MachineRowsOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Rows that were too many. */
  get leftOut(): number {
    return this.#leftOut;
  }

  add({ windowMs, mean, completedMs, isPresent, definition }: GatheredWindow): void {
    const key = JSON.stringify([definition.siteId, definition.equipmentId]);
    const machine = this.#machines.get(key) ?? { newest: new Map(), open: new Map() };
    this.#machines.set(key, machine);
    const { sensorType } = definition;
    const known = machine.newest.get(sensorType);
    const held = heldAfter(known, mean, windowMs, definition);
    if (known === undefined || windowMs >= known.windowMs) machine.newest.set(sensorType, held);
    let row = machine.open.get(windowMs);
    if (row === undefined) {
      if (this.#waiting >= this.#options.mostRows) {
        this.#leftOut += 1;
        return;
      }
      row = { completedMs, isPresent, values: new Map() };
      machine.open.set(windowMs, row);
      this.#waiting += 1;
    }
    row.isPresent ||= isPresent;
    row.values.set(sensorType, held);
  }

  /** Takes out the rows that have waited for long enough, oldest minute of each machine first. */
  takeDue(nowMs: number, most: number): MachineRow[] {
    const due: MachineRow[] = [];
    for (const [key, machine] of this.#machines) {
      for (const [windowMs, row] of [...machine.open].sort(([a], [b]) => a - b)) {
        if (due.length >= most) return due;
        if (nowMs - row.completedMs < this.#options.settleMs) continue;
        machine.open.delete(windowMs);
        this.#waiting -= 1;
        due.push(asRow(windowMs, row, machine.newest));
      }
      forgetSilent(machine);
      if (machine.newest.size === 0 && machine.open.size === 0) this.#machines.delete(key);
    }
    return due;
  }

  clear(): void {
    this.#machines.clear();
    this.#waiting = 0;
  }
}

function heldAfter(known: Held | undefined, mean: number, windowMs: number, definition: Definition): Held {
  if (known === undefined) return { mean, deviation: 0, windowMs, definition, usual: { mean, variance: 0, count: 1 } };
  const { usual } = known;
  const weight = Math.max(usualWeight, 1 / (usual.count + 1));
  const distance = mean - usual.mean;
  const deviation = usual.count < leastCount || usual.variance === 0 ? 0 : distance / Math.sqrt(usual.variance);
  const next = {
    mean: usual.mean + weight * distance,
    variance: (1 - weight) * (usual.variance + weight * distance * distance),
    count: usual.count + 1,
  };
  return { mean, deviation, windowMs, definition, usual: next };
}

function asRow(windowMs: number, { completedMs, isPresent, values }: OpenRow, newest: Machine['newest']): MachineRow {
  const all = new Map<string, Held>(values);
  for (const [sensorType, held] of newest) {
    const isHeld = held.windowMs < windowMs && windowMs - held.windowMs <= heldMs;
    if (!all.has(sensorType) && isHeld) all.set(sensorType, held);
  }
  return { windowMs, completedMs, isPresent, values: new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function forgetSilent({ newest }: Machine): void {
  const newestMs = Math.max(...[...newest.values()].map(({ windowMs }) => windowMs));
  for (const [sensorType, { windowMs }] of newest) if (newestMs - windowMs > 6 * heldMs) newest.delete(sensorType);
}
