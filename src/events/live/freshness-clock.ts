import {
  type Freshness,
  freshnessOf,
  nextFreshnessChangeMs,
  type SensorStatus,
} from '../../domain/equipment/status.ts';
import { DueTimes } from './due-times.ts';

/** Changes this close together are told together. */
const gatherMs = 50;
const longestTimerMs = 3_600_000;

export interface FreshnessClockOptions {
  /** Told of statuses whose freshness has changed since they were last noted or told. */
  readonly publish: (changes: readonly SensorStatus[]) => void;
  /** While nobody watches, nothing is remembered. */
  readonly isWatched: () => boolean;
  readonly now: () => number;
}

interface Known {
  status: SensorStatus;
  told: Freshness;
  /** When it is looked at again; the same as, or earlier than, its next change. */
  wakeMs: number;
}

/**
 * A sensor that falls silent changes its freshness without any reading: this notices, from what has passed by, without asking the
 * database. A newer reading only replaces the status; the sensor is looked at when it would have changed without it, and put off
 * then. So the costs are one look a sensor and minute, and nothing at all once everything is stale.
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
      // Out of service it is silent because it should be.
      if (!status.isActive) {
        this.#known.delete(status.sensorId);
        continue;
      }
      // The same one read again tells this clock nothing, and others may still have to be told that it has aged.
      if (known !== undefined && known.status.lastUpdated.getTime() >= eventMs) {
        // A reading without a value: the value ages on, of another quality.
        if (known.status.lastReported < status.lastReported) known.status = status;
        continue;
      }
      const noted = known ?? { status, told: 'current', wakeMs: Number.POSITIVE_INFINITY };
      if (known === undefined) this.#known.set(status.sensorId, noted);
      noted.status = status;
      noted.told = freshnessOf(eventMs, nowMs);
      this.#wakeAt(noted, nextFreshnessChangeMs(eventMs, nowMs));
    }
    this.#schedule(nowMs);
  }

  /** Remembers nothing from here on; what is noted later is watched again. */
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
      this.#wakeAt(known, nextFreshnessChangeMs(eventMs, nowMs));
    }
    if (changed.length > 0) publish(changed);
    this.#schedule(nowMs);
  }
}
