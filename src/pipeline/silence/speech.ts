/** What is known of one sensor's reports: since when it is silent, whether operators were told, and its rhythm. */
import { alarmableAgeMs } from '../../domain/equipment/lagging-equipment.ts';
import type { TagValue } from '../../domain/readings/reading.ts';
import { Rhythm, type SilenceSettings, type StoredRhythm } from './rhythm.ts';

/** What comes late for so long is its way to report, or its clock is wrong: it is no backlog. */
const backlogMs = 900_000;
/** Silence is seen by looks, not by the clock alone: a server that stood still has not looked. */
const leastLooks = 3;

/** One batch's readings of a sensor, by the newest of them. Epoch ms. */
export interface Word {
  readonly receivedAtMs: number;
  readonly eventTimeMs: number;
  readonly value: TagValue | null;
  /** Of a kind that may be told only when it changes. */
  readonly isByChange: boolean;
}

/** Elapsed time, and how often the watch has looked by then. */
export interface Moment {
  readonly nowMs: number;
  readonly looks: number;
}

export class Speech {
  readonly rhythm: Rhythm;
  /** The last word, or since when anybody listens. */
  #last: Moment;
  /** Epoch ms; null when it has never been heard. */
  lastWordMs: number | null = null;
  #lastValue: TagValue | null = null;
  #returningSinceMs: number | null = null;
  /** A pause across which nobody listened is none. */
  #isWhole = false;
  /** Operators were told that it is silent. */
  isTold = false;

  constructor(moment: Moment, stored?: StoredRhythm) {
    this.rhythm = new Rhythm(stored);
    this.#last = moment;
  }

  /** True when this ends a silence that was told. */
  hear({ receivedAtMs, eventTimeMs, value, isByChange }: Word, moment: Moment): boolean {
    if (this.isTold && !this.#isBack(receivedAtMs - eventTimeMs > alarmableAgeMs, moment.nowMs)) return false;
    const wasTold = this.isTold;
    if (this.#isWhole) this.rhythm.learn(moment.nowMs - this.#last.nowMs, receivedAtMs, wasTold);
    this.rhythm.noteWord(value !== null && value === this.#lastValue, isByChange);
    this.#isWhole = true;
    this.#last = moment;
    this.#lastValue = value;
    this.lastWordMs = receivedAtMs;
    this.isTold = false;
    this.#returningSinceMs = null;
    return wasTold;
  }

  /** Nobody could have heard it: its silence begins to count now. */
  listenAnew(moment: Moment): void {
    this.#last = moment;
    this.#isWhole = false;
  }

  silentMs(nowMs: number): number {
    return nowMs - this.#last.nowMs;
  }

  /** It is to be told, should nothing else speak against it. */
  isDue({ nowMs, looks }: Moment, settings: SilenceSettings): boolean {
    const silentMs = this.silentMs(nowMs);
    return (
      silentMs >= settings.least_silence_s * 1_000 &&
      looks - this.#last.looks >= leastLooks &&
      !this.isTold &&
      this.lastWordMs !== null &&
      this.rhythm.isRegular &&
      silentMs >= this.rhythm.dueAfterMs(settings)
    );
  }

  /** It is late enough to be told with others that are due, since it fell silent with them. */
  isOverdue({ nowMs, looks }: Moment): boolean {
    const silentMs = this.silentMs(nowMs);
    return (
      silentMs >= 60_000 &&
      looks - this.#last.looks >= leastLooks &&
      !this.isTold &&
      this.lastWordMs !== null &&
      this.rhythm.isRegular &&
      silentMs >= 2 * this.rhythm.usualPauseMs
    );
  }

  /** Readings of the past are what a gateway kept meanwhile: they do not say that the sensor reports now. */
  #isBack(isLate: boolean, nowMs: number): boolean {
    if (!isLate) return true;
    this.#returningSinceMs ??= nowMs;
    return nowMs - this.#returningSinceMs >= backlogMs;
  }
}
