/** Keeps the states of all sensors of this server's shards. */
import { readReadingUnits } from '../db/pipeline/reading-unit-rows.ts';
import {
  readDetectorMemories,
  readLastHours,
  readLatestTimes,
  readWindows,
} from '../db/pipeline/stored-sensor-state.ts';
import type { Queryable } from '../db/query/queryable.ts';
import { DetectorMemory } from '../domain/recommendations/detector-memory.ts';
import { minuteMs, windowStartMs } from '../domain/window.ts';
import { ReadingUnit } from './reading-unit.ts';
import { baselineWindows, SensorState } from './sensor-state.ts';

/** A sensor that has been silent for longer is put out; many machines report once in some minutes, and are not read anew each time. */
export const idleMs = 600_000;

/**
 * The states of the sensors that speak, read from the database when they are first needed, and put out when their sensors have been
 * silent for ten minutes. This is the one door by which memory of a sensor comes and goes: whatever a detector remembers hangs on the
 * sensor's state, is stored by the transaction of the batch that changed it, and is read again in `load`. So a state that is put out
 * between two batches takes nothing with it that is not in the database, and alarms are the same as if it had stayed.
 */
export class SensorStates {
  readonly #db: Queryable;
  readonly #elapsedMs: () => number;
  readonly #states = new Map<number, SensorState>();

  constructor(db: Queryable, elapsedMs: () => number) {
    this.#db = db;
    this.#elapsedMs = elapsedMs;
  }

  get size(): number {
    return this.#states.size;
  }

  /** After this, `of` answers for every given sensor; the times are the earliest event time the batch has for it, epoch ms. */
  async load(earliestEventMs: ReadonlyMap<number, number>): Promise<void> {
    const nowMs = this.#elapsedMs();
    const missing: number[] = [];
    for (const sensorId of earliestEventMs.keys()) {
      const state = this.#states.get(sensorId);
      if (state === undefined) missing.push(sensorId);
      else state.usedAtMs = nowMs;
    }
    if (missing.length === 0) return;
    const [latest, memories, units] = await Promise.all([
      readLatestTimes(this.#db, missing),
      readDetectorMemories(this.#db, missing),
      readReadingUnits(this.#db, missing),
    ]);
    let fromMs = Number.POSITIVE_INFINITY;
    for (const sensorId of missing) {
      const { eventMs: latestMs, valueMs } = latest.get(sensorId) ?? {};
      const memory = new DetectorMemory(memories.get(sensorId));
      const unit = new ReadingUnit(units.get(sensorId));
      const state = new SensorState(latestMs, memory, valueMs, unit);
      state.usedAtMs = nowMs;
      this.#states.set(sensorId, state);
      // A sensor without a status has no windows either. The later of both ends matters: a late reading is not worth its old baseline.
      if (latestMs !== undefined)
        fromMs = Math.min(fromMs, Math.max(latestMs, earliestEventMs.get(sensorId) ?? latestMs));
    }
    if (latest.size === 0) return;
    const from = new Date(windowStartMs(fromMs) - (baselineWindows + 1) * minuteMs);
    const to = new Date(Math.max(...[...latest.values()].map(({ eventMs }) => eventMs)) + minuteMs);
    // Of one that was silent for longer the newest window is still to be completed, and its hour to enter the range.
    const silent = [...latest].filter(([, { eventMs }]) => eventMs < from.getTime()).map(([sensorId]) => sensorId);
    const windows = await Promise.all([
      from < to ? readWindows(this.#db, [...latest.keys()], from, to) : [],
      silent.length === 0 ? [] : readLastHours(this.#db, silent),
    ]);
    for (const { sensorId, windowMs, stats } of windows.flat()) this.of(sensorId).add(windowMs, stats);
  }

  of(sensorId: number): SensorState {
    const state = this.#states.get(sensorId);
    if (state === undefined) throw new Error(`the state of sensor ${sensorId} was not loaded`);
    return state;
  }

  /** Forgets the states of sensors that no batch has asked for since long, and tells which; not while a batch is under way. */
  putOutIdle(): number[] {
    const oldestMs = this.#elapsedMs() - idleMs;
    const idle: number[] = [];
    for (const [sensorId, { usedAtMs }] of this.#states) if (usedAtMs <= oldestMs) idle.push(sensorId);
    this.forgetThose(idle);
    return idle;
  }

  /** Shards came from another server, or gold was rebuilt: memory may differ from gold. */
  forget(): void {
    this.#states.clear();
  }

  /** A batch with readings of these sensors did not commit. */
  forgetThose(sensorIds: Iterable<number>): void {
    for (const sensorId of sensorIds) this.#states.delete(sensorId);
  }
}
