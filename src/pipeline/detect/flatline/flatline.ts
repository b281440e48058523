/** How long a signal that moves has stood still at one value, against the longest time that it ever did. */

const minuteMs = 60_000;
/** Fewer windows say nothing, however far apart they are. */
const leastWindows = 20;
const dayMs = 24 * 60 * minuteMs;
/** A signal of which a smaller share of the windows moves has times of rest that say nothing. */
const leastMovingShare = 0.5;

export interface StoredFlatline {
  /** Start of the first window, epoch ms; null before there is one. */
  readonly sinceMs: number | null;
  readonly windows: number;
  /** Windows in which, or with which, the value changed. */
  readonly moving: number;
  readonly value: number | null;
  readonly stillSinceMs: number;
  readonly stillWindows: number;
  /** Longest stillness that has ended, in ms. */
  readonly longestMs: number;
  readonly isTold: boolean;
}

export interface StillnessRule {
  readonly leastMinutes: number;
  /** How many times its longest stillness so far a signal has to stand still. */
  readonly factor: number;
  /** Days that a signal has to be known when its stillness begins; where nothing is chosen, one day when it is told. */
  readonly knownDays?: number;
}

export interface Stillness {
  readonly value: number;
  readonly sinceMs: number;
  readonly minutes: number;
  readonly longestMinutes: number;
}

const nothing: StoredFlatline = {
  sinceMs: null,
  windows: 0,
  moving: 0,
  value: null,
  stillSinceMs: 0,
  stillWindows: 0,
  longestMs: 0,
  isTold: false,
};

export class Flatline {
  #sinceMs: number | null;
  #windows: number;
  #moving: number;
  #value: number | null;
  #stillSinceMs: number;
  #stillWindows: number;
  #longestMs: number;
  #isTold: boolean;

  constructor(stored: StoredFlatline = nothing) {
    this.#sinceMs = stored.sinceMs;
    this.#windows = stored.windows;
    this.#moving = stored.moving;
    this.#value = stored.value;
    this.#stillSinceMs = stored.stillSinceMs;
    this.#stillWindows = stored.stillWindows;
    this.#longestMs = stored.longestMs;
    this.#isTold = stored.isTold;
  }

  /** It was told that the signal stands still, and it does. */
  get isTold(): boolean {
    return this.#isTold;
  }

  /** Lowest and highest of a window, in the order of time; tells a stillness once. Zero is where machines rest, and is left out. */
  observe(windowMs: number, low: number, high: number, rule: StillnessRule): Stillness | null {
    this.#sinceMs ??= windowMs;
    if (low === 0 && high === 0) {
      this.#begin(windowMs, 0, 0);
      return null;
    }
    this.#windows += 1;
    if (low !== high || low !== this.#value) {
      const endedMs = this.#value === null || this.#value === 0 ? 0 : windowMs - this.#stillSinceMs;
      // What was told is no example of how the signal behaves.
      if (!this.#isTold) this.#longestMs = Math.max(this.#longestMs, endedMs);
      this.#moving += 1;
      this.#begin(windowMs, low === high ? low : null, 1);
      return null;
    }
    this.#stillWindows += 1;
    const stillMs = windowMs - this.#stillSinceMs;
    if (this.#isTold || !this.#isLong(stillMs, rule) || !this.#isUsuallyMoving(windowMs, rule)) return null;
    this.#isTold = true;
    return {
      value: low,
      sinceMs: this.#stillSinceMs,
      minutes: stillMs / minuteMs,
      longestMinutes: this.#longestMs / minuteMs,
    };
  }

  stored(): StoredFlatline {
    return {
      sinceMs: this.#sinceMs,
      windows: this.#windows,
      moving: this.#moving,
      value: this.#value,
      stillSinceMs: this.#stillSinceMs,
      stillWindows: this.#stillWindows,
      longestMs: this.#longestMs,
      isTold: this.#isTold,
    };
  }

  #begin(windowMs: number, value: number | null, windows: number): void {
    this.#value = value;
    this.#stillSinceMs = windowMs;
    this.#stillWindows = windows;
    this.#isTold = false;
  }

  #isLong(stillMs: number, { leastMinutes, factor }: StillnessRule): boolean {
    const wantedMs = Math.max(leastMinutes * minuteMs, factor * this.#longestMs);
    return this.#stillWindows >= Math.min(leastWindows, leastMinutes) && stillMs >= wantedMs;
  }

  #isUsuallyMoving(windowMs: number, { knownDays }: StillnessRule): boolean {
    const ageMs = (knownDays === undefined ? windowMs : this.#stillSinceMs) - (this.#sinceMs ?? windowMs);
    return ageMs >= (knownDays ?? 1) * dayMs && this.#moving >= leastMovingShare * (this.#windows - this.#stillWindows);
  }
}
