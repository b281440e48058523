/** What the pipeline remembers of a sensor from batch to batch. */
import { statusTimeMs } from '../domain/equipment/status.ts';
import { DetectorMemory } from '../domain/recommendations/detector-memory.ts';
import type { Points } from '../domain/trend/theil-sen.ts';
import { minuteMs, singleReading, standardDeviation, type WindowStats } from '../domain/window.ts';
import { MomentsRing } from './moments-ring.ts';
import { ReadingUnit } from './reading-unit.ts';
import type { SilverReading } from './silver.ts';

/** How many one-minute windows before a reading make its baseline, and how few are too few. */
export const baselineWindows = 60;
export const baselineMinWindows = 10;

export interface Baseline {
  readonly windows: number;
  readonly mean: number;
  readonly stddev: number;
}

/** A one-minute window that is complete as far as the readings in order go; late ones may still restate it. */
export interface CompletedWindow {
  readonly windowMs: number;
  readonly stats: WindowStats;
}
/** How far a reading lies from the hour before it. */
export interface Deviation {
  /** Of the 60 one-minute windows before the reading's own, at least 10. */
  readonly mean: number;
  readonly stddev: number;
  /** Distance from that mean in standard deviations, positive above it. */
  readonly signed: number;
  /** More than chance: far out, or the third in a row beyond three deviations on one side. */
  readonly isCertain: boolean;
}

export const nothingMeasured = { reading: null, deviation: null };
const none: readonly CompletedWindow[] = [];

/** What is measured when, and when it came in; epoch ms. */
interface Timed {
  readonly eventTimeMs: number;
  readonly receivedAtMs: number;
}

/** Whether no newer reading of the sensor came before. */
export function isNewest(
  { eventTimeMs, receivedAtMs }: Timed,
  { latestEventMs }: Pick<SensorState, 'latestEventMs'>,
): boolean {
  return statusTimeMs(eventTimeMs, receivedAtMs) >= latestEventMs;
}

/** What detection remembers of one sensor: the last hour's windows, equal to gold, how far event time has come, and what detectors keep. */
export class SensorState {
  /** Newest event time so far, or arrival of what was dated ahead (`statusTimeMs`); −Infinity for a sensor without any. */
  latestEventMs: number;
  /** Event time of the newest reading with a value, which may be older; −Infinity before there is one. */
  latestValueMs: number;
  readonly memory: DetectorMemory;
  readonly readingUnit: ReadingUnit;
  /** How far the reading that is being judged lies from its hour; kept by src/pipeline/detect/deviation.ts while detectors ask for it. */
  measured: { readonly reading: SilverReading | null; readonly deviation: Deviation | null } = nothingMeasured;
  /** When a batch last needed it, by the clock for intervals. */
  usedAtMs = 0;
  /** Whether it had a number since it was first thought of, or in the hour before. */
  hasNumbers = false;
  // A minute more than a baseline reaches back, because a reading may be as late as the window before the newest.
  readonly #windows = new MomentsRing(baselineWindows + 2);
  #cachedFor = Number.NaN;
  #cached: Baseline | null = null;
  #unitSinceMs = Number.NEGATIVE_INFINITY;
  /** The window that was handed on with its first reading. */
  #handedOnMs = Number.NaN;
  /** Windows before this have entered the range. */
  #enteredMs = Number.NEGATIVE_INFINITY;

  constructor(
    latestEventMs = Number.NEGATIVE_INFINITY,
    memory = new DetectorMemory(),
    latestValueMs = Number.NEGATIVE_INFINITY,
    readingUnit = new ReadingUnit(),
  ) {
    this.latestEventMs = latestEventMs;
    this.latestValueMs = latestValueMs;
    this.memory = memory;
    this.readingUnit = readingUnit;
  }

  /**
   * Adds readings of one window, as gold does. What leaves the hour before the newest window enters the range of the last two weeks: so
   * what began within the hour is still new.
   */
  add(windowMs: number, stats: WindowStats): void {
    const { newestMs } = this.#windows;
    if (windowMs > newestMs && Number.isFinite(newestMs)) {
      const olderThanMs = windowMs - baselineWindows * minuteMs;
      this.#windows.tellRanges(this.#enteredMs, olderThanMs, this.memory);
      this.#enteredMs = Math.max(this.#enteredMs, olderThanMs);
    }
    this.#windows.add(windowMs, stats);
    this.hasNumbers = true;
    if (windowMs < this.#cachedFor) this.#cachedFor = Number.NaN;
  }

  /**
   * Windows that a reading completes, for the detectors that judge windows: the one before the reading's own, and at once its own where
   * the sensor has one reading a minute or fewer. Called before the reading is added, with its window and value.
   */
  completedBy(windowMs: number, value: number): readonly CompletedWindow[] {
    const newestMs = this.#windows.newestMs;
    if (windowMs <= newestMs) return none;
    const before = this.#windows.newest;
    if (before === null) return none;
    const isHandedOn = this.#handedOnMs === newestMs;
    const completed = isHandedOn ? [] : [{ windowMs: newestMs, stats: before }];
    if (before.count > 1) return completed;
    this.#handedOnMs = windowMs;
    return [...completed, { windowMs, stats: singleReading(value) }];
  }

  /** Windows that began before this time, epoch ms, hold values in another unit: no baseline is made of them. */
  inUnitSince(unitSinceMs: number): void {
    if (unitSinceMs === this.#unitSinceMs) return;
    this.#unitSinceMs = unitSinceMs;
    this.#cachedFor = Number.NaN;
    this.memory.noteUnitSince(unitSinceMs);
  }

  /** Means of the minutes of the last hour in the present unit, oldest first; times in minutes, 0 for the newest. */
  lastHour(): Points {
    const { newestMs } = this.#windows;
    const times: number[] = [];
    const values: number[] = [];
    const firstMs = Math.max(newestMs - baselineWindows * minuteMs, Math.ceil(this.#unitSinceMs / minuteMs) * minuteMs);
    this.#windows.tellMeans(firstMs, newestMs + minuteMs, (windowMs, mean) => {
      times.push((windowMs - newestMs) / minuteMs);
      values.push(mean);
    });
    return { times, values };
  }

  /** Mean and pooled standard deviation over the windows of the hour before; null when there are too few of them. */
  baselineBefore(windowMs: number): Baseline | null {
    if (this.#cachedFor !== windowMs) {
      this.#cached = this.#computeBaseline(windowMs);
      this.#cachedFor = windowMs;
    }
    return this.#cached;
  }

  #computeBaseline(windowMs: number): Baseline | null {
    const firstMs = Math.max(windowMs - baselineWindows * minuteMs, Math.ceil(this.#unitSinceMs / minuteMs) * minuteMs);
    const hour = this.#windows.merged(firstMs, windowMs);
    if (hour === null || hour.windows < baselineMinWindows) return null;
    return { windows: hour.windows, mean: hour.moments.mean, stddev: standardDeviation(hour.moments) };
  }
}
