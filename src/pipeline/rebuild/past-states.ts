/** The states of sensors during a rebuild, as they were at the time that is computed anew. */
import { readReadingUnits } from '../../db/pipeline/reading-unit-rows.ts';
import { readRanges, readWindows } from '../../db/pipeline/stored-sensor-state.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { minuteMs } from '../../domain/window.ts';
import { ReadingUnit } from '../reading-unit.ts';
import { baselineWindows, SensorState } from '../sensor-state.ts';

/** What `RecentRange` holds at most. */
const rangeMs = 29 * 12 * 3_600_000;

/**
 * The sensors' states as of the beginning of a slice, where the live pipeline's begin with the newest reading. They go on from slice to
 * slice of a shard, since what a slice leaves in them is what it has put into gold.
 */
export class PastStates {
  readonly #states = new Map<number, SensorState>();

  /** Returns those of the sensors whose states are new. */
  async load(db: Queryable, sensorIds: readonly number[], beforeMs: number): Promise<readonly number[]> {
    const missing = sensorIds.filter((sensorId) => !this.#states.has(sensorId));
    if (missing.length === 0) return missing;
    const units = await readReadingUnits(db, missing);
    for (const sensorId of missing) {
      const unit = new ReadingUnit(units.get(sensorId));
      this.#states.set(sensorId, new SensorState(undefined, undefined, undefined, unit));
    }
    const from = new Date(beforeMs - (baselineWindows + 1) * minuteMs);
    for (const { sensorId, windowMs, low, high } of await readRanges(db, missing, new Date(beforeMs - rangeMs), from)) {
      this.of(sensorId).memory.noteRange(windowMs, low, high);
    }
    for (const { sensorId, windowMs, stats } of await readWindows(db, missing, from, new Date(beforeMs))) {
      this.of(sensorId).add(windowMs, stats);
    }
    return missing;
  }

  of(sensorId: number): SensorState {
    const state = this.#states.get(sensorId);
    if (state === undefined) throw new Error(`the past of sensor ${sensorId} was not loaded`);
    return state;
  }

  /** After a slice that did not commit, or when the slices of another shard begin. */
  forget(): void {
    this.#states.clear();
  }
}
