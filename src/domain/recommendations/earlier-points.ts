/** A few readings of the recent past, from which the change of a value over a time is taken. */

/** The time is cut into so many parts; the first reading of each is kept. */
const parts = 6;
/** After a silence longer than this many times the time, nothing is known of the change. */
export const maxGap = 5;
/** Numbers of a point: event time, value. */
const width = 2;

/** A reading of the past: event time in epoch ms. */
export interface EarlierValue {
  readonly timeMs: number;
  readonly value: number;
}

/** At most nine points, whatever the rate of the readings. */
export class EarlierPoints {
  #points: number[];

  constructor(stored: readonly number[] = []) {
    this.#points = [...stored];
  }

  get isEmpty(): boolean {
    return this.#points.length === 0;
  }

  /**
   * The newest kept reading that is at least so much older than the given time; null when there is none, or when a newer one than the
   * given time was kept before.
   */
  before(timeMs: number, overMs: number): EarlierValue | null {
    const newestMs = this.#newestMs;
    if (timeMs < newestMs || timeMs - newestMs > maxGap * overMs) return null;
    const at = this.#indexBefore(timeMs, overMs);
    return at < 0 ? null : { timeMs: this.#points[at] ?? 0, value: this.#points[at + 1] ?? 0 };
  }

  /** Takes a reading in. Returns whether what is to be stored has changed. */
  add(timeMs: number, value: number, overMs: number): boolean {
    const newestMs = this.#newestMs;
    const partMs = overMs / parts;
    // One of an earlier part than the newest came late.
    if (Math.floor(timeMs / partMs) <= Math.floor(newestMs / partMs)) return false;
    const isAnew = timeMs - newestMs > maxGap * overMs;
    this.#points = isAnew ? [] : this.#points.slice(Math.max(0, this.#indexBefore(timeMs, overMs)));
    this.#points.push(timeMs, value);
    return true;
  }

  /** Forgets readings up to this time, epoch ms. Returns whether there were any. */
  forgetUpTo(timeMs: number): boolean {
    let gone = 0;
    while (gone < this.#points.length && (this.#points[gone] ?? 0) <= timeMs) gone += width;
    if (gone > 0) this.#points = this.#points.slice(gone);
    return gone > 0;
  }

  stored(): number[] {
    return [...this.#points];
  }

  get #newestMs(): number {
    return this.#points.at(-width) ?? Number.NEGATIVE_INFINITY;
  }

  #indexBefore(timeMs: number, overMs: number): number {
    let at = -width;
    while (at + width < this.#points.length && timeMs - (this.#points[at + width] ?? 0) >= overMs) at += width;
    return at;
  }
}
