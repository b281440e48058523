/** Tells subscribers when a sensor falls silent and its value becomes old. */
import {
  type Freshness,
  freshnessOf,
  nextFreshnessChangeMs,
  type SensorStatus,
} from '../../domain/equipment/status.ts';
import { DueTimes } from './due-times.ts';

/** Changes within this time are sent together. */
const gatherMs = 50;
const longestTimerMs = 3_600_000;

export interface FreshnessClockOptions {
  /** Called with statuses whose freshness has changed since they were last noted or sent. */
  readonly publish: (changes: readonly SensorStatus[]) => void;
  /** Without subscribers nothing is kept. */
  readonly isWatched: () => boolean;
  readonly now: () => number;
}

interface Known {
  status: SensorStatus;
  told: Freshness;
  /** When the sensor is checked again; at its next change or earlier. */
  wakeMs: number;
}

/**
 * A sensor that falls silent changes its freshness without any reading: the clock notices this from the statuses it has seen, without a
 * query. A newer reading only replaces the status; the sensor is checked when it would have changed without it, and then
 * scheduled again. So each sensor is checked about once a minute, and is forgotten once it is stale.
 */
export class FreshnessClock {
  readonly #options: FreshnessClockOptions;
  readonly #known = new Map<number, Known>();
  readonly #due = new DueTimes();
  #timer: NodeJS.Timeout | null = null;
  #timerMs = Number.POSITIVE_INFINITY;

  constructor(options: FreshnessClockOptions) {
    this.#options = options;
  }

  /** How many sensors it remembers. */
  get sensors(): number {
    return this.#known.size;
  }

  /** Statuses that were read from the database, or that a commit has changed. */
  note(statuses: readonly SensorStatus[]): void {
    const nowMs = this.#options.now();
    for (const status of statuses) {
      const eventMs = status.lastUpdated.getTime();
      const known = this.#known.get(status.sensorId);
      // A sensor out of service is silent on purpose.
      if (!status.isActive) {
        this.#known.delete(status.sensorId);
        continue;
      }
      // The same status read again is no news for the clock, and subscribers may still have to be told that it has aged.
      if (known !== undefined && known.status.lastUpdated.getTime() >= eventMs) {
        // A reading without a value: the value ages on, of another quality.
        if (known.status.lastReported < status.lastReported) known.status = status;
        continue;
      }
      const nextMs = nextFreshnessChangeMs(eventMs, nowMs);
      if (nextMs === null) {
        // Nothing more happens to it: who is told of it, is told that it is stale.
        this.#known.delete(status.sensorId);
        continue;
      }
      const noted = known ?? { status, told: 'current', wakeMs: Number.POSITIVE_INFINITY };
      if (known === undefined) this.#known.set(status.sensorId, noted);
      noted.status = status;
      noted.told = freshnessOf(eventMs, nowMs);
      this.#wakeAt(noted, nextMs);
    }
    this.#schedule(nowMs);
  }

  /** Which sensors it remembers. */
  get sensorIds(): readonly number[] {
    return [...this.#known.keys()];
  }

  /** Sensors that were removed: nobody is told that they are silent. */
  forget(sensorIds: readonly number[]): void {
    for (const sensorId of sensorIds) this.#known.delete(sensorId);
  }

  /** Forgets everything; statuses that are noted later are watched again. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#timerMs = Number.POSITIVE_INFINITY;
    this.#known.clear();
    this.#due.clear();
  }

  #wakeAt(known: Known, atMs: number | null): void {
    if (atMs === null || atMs >= known.wakeMs) return;
    known.wakeMs = atMs;
    this.#due.add(atMs, known.status.sensorId);
  }

  #schedule(nowMs: number): void {
    const { first } = this.#due;
    if (first === undefined || first.atMs >= this.#timerMs) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timerMs = first.atMs;
    const waitMs = Math.min(longestTimerMs, Math.max(gatherMs, first.atMs - nowMs));
    this.#timer = setTimeout(() => this.#look(), waitMs);
    this.#timer.unref();
  }

  #look(): void {
    const { publish, isWatched, now } = this.#options;
    this.#timer = null;
    this.#timerMs = Number.POSITIVE_INFINITY;
    if (!isWatched()) {
      this.close();
      return;
    }
    const nowMs = now();
    const changed: SensorStatus[] = [];
    for (let due = this.#due.first; due !== undefined && due.atMs <= nowMs; due = this.#due.first) {
      this.#due.removeFirst();
      const known = this.#known.get(due.id);
      // One that was put earlier meanwhile has been looked at by then.
      if (known === undefined || known.wakeMs !== due.atMs) continue;
      const eventMs = known.status.lastUpdated.getTime();
      const freshness = freshnessOf(eventMs, nowMs);
      if (freshness !== known.told) changed.push(known.status);
      known.told = freshness;
      known.wakeMs = Number.POSITIVE_INFINITY;
      if (freshness === 'stale') this.#known.delete(due.id);
      this.#wakeAt(known, nextFreshnessChangeMs(eventMs, nowMs));
    }
    if (changed.length > 0) publish(changed);
    this.#schedule(nowMs);
  }
}
