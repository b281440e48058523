/** Keeps the statistics of a sensor's newest minutes in little memory, as its baseline needs them. */
import { type Moments, mergeWindows, minuteMs, type WindowStats } from '../domain/window.ts';

/** Doubles of a window: count, mean, meanLow and m2 side by side, which are asked for every minute, and behind those of all windows min and max. */
const momentsWidth = 4;
const rangeWidth = 2;
const width = momentsWidth + rangeWidth;
/** A mistaken tag sends a reading or two, and has no need of an hour's room. */
const firstMinutes = 2;

/** Is told lowest and highest value of a window. */
export interface RangeListener {
  noteRange(windowMs: number, low: number, high: number): void;
}

/**
 * The statistics of a sensor's newest minutes, in one array of doubles that grows once: 48 bytes a minute, where an object with its
 * boxed numbers in a map took 200, and nothing that the garbage collector has to look through or clear away as minutes pass.
 */
export class MomentsRing {
  readonly #minutes: number;
  /** Minutes for which there is room now. */
  #size: number;
  /** A minute's place is its number modulo the size; empty while its count is 0. */
  #columns: Float64Array;
  #newest = Number.NEGATIVE_INFINITY;
  /** Nothing older is held, while there is little room. */
  #oldest = Number.POSITIVE_INFINITY;

  constructor(minutes: number) {
    this.#minutes = minutes;
    this.#size = Math.min(firstMinutes, minutes);
    this.#columns = new Float64Array(this.#size * width);
  }

  /** Start of the newest window, epoch ms; −Infinity before there is one. */
  get newestMs(): number {
    return this.#newest * minuteMs;
  }

  /** The newest window; null before there is one. */
  get newest(): WindowStats | null {
    return Number.isFinite(this.#newest) ? this.#at(this.#newest) : null;
  }

  /** Merges statistics into their window; a window older than the newest by the ring's size is left out. */
  add(windowMs: number, stats: WindowStats): void {
    const minute = windowMs / minuteMs;
    if (minute <= this.#newest - this.#minutes) return;
    if (this.#size < this.#minutes) this.#makeRoom(minute);
    this.#advanceTo(minute);
    const place = this.#placeOf(minute);
    const isNew = this.#columns[place] === 0;
    const { count, mean, meanLow, m2, min, max } = isNew ? stats : mergeWindows(this.#at(minute) ?? stats, stats);
    this.#columns[place] = count;
    this.#columns[place + 1] = mean;
    this.#columns[place + 2] = meanLow;
    this.#columns[place + 3] = m2;
    const range = this.#rangeOf(minute);
    this.#columns[range] = min;
    this.#columns[range + 1] = max;
  }

  /**
   * The windows from one to before another that have readings, merged; null when there is none. In two passes, of which the first finds the mean:
   * merging one into the other, as `mergeMoments` does, divides twice a window, each time by what the last division gave, and this is
   * done for every minute of every sensor.
   */
  merged(fromMs: number, toMs: number): { readonly windows: number; readonly moments: Moments } | null {
    const first = Math.max(fromMs / minuteMs, this.#newest - this.#size + 1);
    const minutes = Math.min(toMs / minuteMs, this.#newest + 1) - first;
    if (!(minutes > 0)) return null;
    const columns = this.#columns;
    const from = this.#placeOf(first);
    const end = this.#size * momentsWidth;
    let windows = 0;
    let count = 0;
    let near = 0;
    let sum = 0;
    for (let minute = 0, place = from; minute < minutes; minute++) {
      const its = columns[place] ?? 0;
      const itsMean = columns[place + 1] ?? 0;
      if (its > 0) {
        if (windows === 0) near = itsMean;
        windows += 1;
        count += its;
        sum += its * (itsMean - near + (columns[place + 2] ?? 0));
      }
      place = place + momentsWidth === end ? 0 : place + momentsWidth;
    }
    if (windows === 0) return null;
    const mean = near + sum / count;
    const meanLow = sum / count - (mean - near);
    let m2 = 0;
    for (let minute = 0, place = from; minute < minutes; minute++) {
      const its = columns[place] ?? 0;
      if (its > 0) {
        const delta = (columns[place + 1] ?? 0) - mean + ((columns[place + 2] ?? 0) - meanLow);
        m2 += (columns[place + 3] ?? 0) + its * delta * delta;
      }
      place = place + momentsWidth === end ? 0 : place + momentsWidth;
    }
    return { windows, moments: { count, mean, meanLow, m2 } };
  }

  /** Tells each window from one to before another that has readings, oldest first. */
  tellRanges(fromMs: number, toMs: number, told: RangeListener): void {
    const first = Math.max(fromMs / minuteMs, this.#newest - this.#size + 1);
    const end = Math.min(toMs / minuteMs, this.#newest + 1);
    for (let minute = first; minute < end; minute++) {
      if ((this.#columns[this.#placeOf(minute)] ?? 0) === 0) continue;
      const range = this.#rangeOf(minute);
      told.noteRange(minute * minuteMs, this.#columns[range] ?? 0, this.#columns[range + 1] ?? 0);
    }
  }

  /** Tells the mean of each window from one to before another that has readings, oldest first. */
  tellMeans(fromMs: number, toMs: number, told: (windowMs: number, mean: number) => void): void {
    const first = Math.max(fromMs / minuteMs, this.#newest - this.#size + 1);
    const end = Math.min(toMs / minuteMs, this.#newest + 1);
    for (let minute = first; minute < end; minute++) {
      const window = this.#at(minute);
      if (window !== null) told(minute * minuteMs, window.mean);
    }
  }

  /** Grows as soon as a minute would take the place of another that is still in reach. */
  #makeRoom(minute: number): void {
    if (minute >= this.#newest + this.#minutes) this.#oldest = minute;
    this.#oldest = Math.min(this.#oldest, minute);
    if (Math.max(this.#newest, minute) - this.#oldest < this.#size) return;
    const held = this.#columns;
    const heldSize = this.#size;
    this.#size = this.#minutes;
    this.#columns = new Float64Array(this.#size * width);
    for (let known = this.#newest - heldSize + 1; known <= this.#newest; known++) {
      const slot = ((known % heldSize) + heldSize) % heldSize;
      const from = slot * momentsWidth;
      const range = heldSize * momentsWidth + slot * rangeWidth;
      this.#columns.set(held.subarray(from, from + momentsWidth), this.#placeOf(known));
      this.#columns.set(held.subarray(range, range + rangeWidth), this.#rangeOf(known));
    }
  }

  #at(minute: number): WindowStats | null {
    const columns = this.#columns;
    const place = this.#placeOf(minute);
    const count = columns[place] ?? 0;
    if (count === 0) return null;
    const range = this.#rangeOf(minute);
    return {
      count,
      mean: columns[place + 1] ?? 0,
      meanLow: columns[place + 2] ?? 0,
      m2: columns[place + 3] ?? 0,
      min: columns[range] ?? 0,
      max: columns[range + 1] ?? 0,
    };
  }

  #placeOf(minute: number): number {
    return this.#slotOf(minute) * momentsWidth;
  }

  #rangeOf(minute: number): number {
    return this.#size * momentsWidth + this.#slotOf(minute) * rangeWidth;
  }

  #slotOf(minute: number): number {
    const slot = minute % this.#size;
    return slot < 0 ? slot + this.#size : slot;
  }

  /** Makes room: what lies in the places of the minutes to come is older than the ring reaches. */
  #advanceTo(minute: number): void {
    if (minute <= this.#newest) return;
    const passed = Math.max(this.#newest + 1, minute - this.#size + 1);
    for (let next = passed; next <= minute; next++) this.#columns[this.#placeOf(next)] = 0;
    this.#newest = minute;
  }
}
