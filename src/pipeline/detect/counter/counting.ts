/** How fast a counter counts, against the fastest that it did in two weeks; resets and roll-overs are no falls. */

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const rememberedDays = 14;
/** Of a counter that is known for less nobody knows a weekend. */
const knownMs = 6.9 * dayMs;

export interface StoredCounting {
  readonly firstMs: number | null;
  /** Newest window, epoch ms, and the counter's value at its end; null where a fall within a minute hid it. */
  readonly newestMs: number;
  readonly last: number | null;
  /** Days since 1970, and the fastest that it counted on each, a minute; oldest first. */
  readonly days: readonly number[];
  readonly fastest: readonly number[];
  readonly isFast: boolean;
}

export interface CounterJump {
  readonly increase: number;
  readonly overMinutes: number;
  readonly perMinute: number;
  readonly fastestBefore: number;
  readonly sinceMs: number;
  readonly knownDays: number;
}

export interface CountedWindow {
  readonly windowMs: number;
  readonly min: number;
  readonly max: number;
}

const nothing: StoredCounting = { firstMs: null, newestMs: 0, last: null, days: [], fastest: [], isFast: false };

export class Counting {
  #firstMs: number | null;
  #newestMs: number;
  #last: number | null;
  readonly #days: number[];
  readonly #fastest: number[];
  #isFast: boolean;

  constructor(stored: StoredCounting = nothing) {
    this.#firstMs = stored.firstMs;
    this.#newestMs = stored.newestMs;
    this.#last = stored.last;
    this.#days = [...stored.days];
    this.#fastest = [...stored.fastest];
    this.#isFast = stored.isFast;
  }

  /** Windows in the order of time; tells once when it counts `factor` times as fast as ever in two weeks. */
  observe(window: CountedWindow, rollOverAt: number | null, factor: number): CounterJump | null {
    const { windowMs } = window;
    const sinceMs = this.#newestMs;
    const increase = this.#increase(window, rollOverAt);
    this.#firstMs ??= windowMs;
    this.#newestMs = windowMs;
    if (increase === null) return null;
    const overMinutes = (windowMs - sinceMs) / minuteMs;
    const perMinute = increase / overMinutes;
    const fastestBefore = Math.max(0, ...this.#fastest);
    this.#note(Math.floor(windowMs / dayMs), perMinute);
    const isFast = windowMs - this.#firstMs >= knownMs && fastestBefore > 0 && perMinute > factor * fastestBefore;
    const isTold = isFast && !this.#isFast;
    this.#isFast = isFast;
    if (!isTold) return null;
    const knownDays = Math.min(rememberedDays, (windowMs - this.#firstMs) / dayMs);
    return { increase, overMinutes, perMinute, fastestBefore, sinceMs, knownDays };
  }

  stored(): StoredCounting {
    return {
      firstMs: this.#firstMs,
      newestMs: this.#newestMs,
      last: this.#last,
      days: [...this.#days],
      fastest: [...this.#fastest],
      isFast: this.#isFast,
    };
  }

  /**
   * Since the window before; null where nobody knows. As the windows of gold count: behind a reset the new value, behind a roll-over what
   * was left up to its end as well.
   */
  #increase({ min, max }: CountedWindow, rollOverAt: number | null): number | null {
    const before = this.#last;
    this.#last = max;
    if (before === null) return null;
    if (min >= before) return max - before;
    // It fell within this minute: which of its values was the last one is not known.
    if (max >= before) {
      this.#last = null;
      return null;
    }
    const rolledOver = rollOverAt !== null && before <= rollOverAt && before - min > rollOverAt / 2;
    return rolledOver ? rollOverAt - before + max : Math.max(0, max);
  }

  #note(day: number, perMinute: number): void {
    const newest = this.#days.length - 1;
    if (this.#days[newest] === day) {
      this.#fastest[newest] = Math.max(this.#fastest[newest] ?? 0, perMinute);
      return;
    }
    this.#days.push(day);
    this.#fastest.push(perMinute);
    while ((this.#days[0] ?? day) <= day - rememberedDays) {
      this.#days.shift();
      this.#fastest.shift();
    }
  }
}
