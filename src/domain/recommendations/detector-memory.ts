/** What detectors remember of a sensor between batches; it is stored with each batch. */

import type { LimitName } from './anomaly.ts';
import { EarlierPoints, type EarlierValue } from './earlier-points.ts';
import type { LevelDelays, LevelPlace } from './level-memory.ts';
import { LevelMemory } from './level-memory.ts';
import { RecentRange } from './recent-range.ts';
import {
  type Change,
  type Noted,
  type StateCondition,
  StateMemory,
  type Stay,
  type StoredStates,
} from './state-memory.ts';

/** After an alarm a value has to be normal for this long before its next alarm counts as new trouble, where nobody has chosen. */
export const recoveryMs = 60_000;

/** What is pending about an alarm that has ended expires after as long without another, where nobody has chosen. */
export const usualReturnHoldMs = 600_000;

/**
 * How far a sensor that has raised an alarm is back to normal; null for one that never has. The alarm ends with `recovered`, and what is
 * pending about it with `settled`: a value that chatters around its limit is one entry of the queue.
 */
export type Recovery = 'alarming' | 'recovering' | 'recovered' | 'settled' | null;

/** The part of a sensor's detector memory that is stored in the database; times are epoch ms. */
export interface StoredDetectorMemory {
  readonly run: number;
  readonly recovery: Recovery;
  readonly alarmingSinceMs: number | null;
  /** Event time of the first normal reading after the last alarm. */
  readonly normalSinceMs: number | null;
  /** Lowest and highest values of the last 14 days, as `RecentRange` stores them. */
  readonly range: readonly number[];
  /** Limits that the value is beyond, as `LevelMemory` stores them. */
  readonly levels: readonly (number | null)[];
  /** Recent readings, as `EarlierPoints` stores them. */
  readonly points: readonly number[];
  /** Of a sensor that shows states, as `StateMemory` stores them. */
  readonly states: StoredStates | null;
}

const noStates: Pick<StateMemory, 'numberOf' | 'lasting' | 'chattering' | 'isHeld'> = new StateMemory();
const noLevels: Pick<LevelMemory, 'isEmpty' | 'isHeld' | 'standingSinceMs'> = new LevelMemory();

/**
 * What detection remembers of one sensor beside its windows: the run of readings far from the baseline, the range of its values over
 * two weeks, the limits it is beyond where they have a deadband or a delay, recent readings where their change is judged, the states that it
 * shows, and whether the sensor is in trouble. It is part of the checkpoint, because alarms depend on it: whoever changes it in a batch writes it in the batch's
 * transaction.
 */
export class DetectorMemory {
  #run: number;
  #recovery: Recovery;
  #alarmingSinceMs: number | null;
  #normalSinceMs: number | null;
  readonly #range: RecentRange;
  /** These three are null for nearly every sensor: an empty map takes more room than all else here. */
  #levels: LevelMemory | null;
  #points: EarlierPoints | null;
  #states: StateMemory | null;
  #isChanged = false;

  constructor(stored: StoredDetectorMemory | null = null) {
    this.#run = stored?.run ?? 0;
    this.#recovery = stored?.recovery ?? null;
    this.#alarmingSinceMs = stored?.alarmingSinceMs ?? null;
    this.#normalSinceMs = stored?.normalSinceMs ?? null;
    this.#range = new RecentRange(stored?.range);
    this.#levels = stored === null || stored.levels.length === 0 ? null : new LevelMemory(stored.levels);
    this.#points = stored === null || stored.points.length === 0 ? null : new EarlierPoints(stored.points);
    this.#states = stored === null || stored.states === null ? null : new StateMemory(stored.states);
  }

  /** Values of more than an hour ago. */
  get range(): Pick<RecentRange, 'range' | 'isOutside' | 'isEmpty' | 'days'> {
    return this.#range;
  }

  /** Values up to this time, epoch ms, are in another unit. */
  noteUnitSince(timeMs: number): void {
    if (this.#range.leaveOutUpTo(timeMs)) this.#isChanged = true;
    if (this.#points?.forgetUpTo(timeMs) === true) this.#isChanged = true;
  }

  /** A window is an hour old. */
  noteRange(windowMs: number, low: number, high: number): void {
    if (this.#range.enter(windowMs, low, high)) this.#isChanged = true;
  }

  /** Readings in a row that were far on one side of the baseline: positive above, negative below. */
  get run(): number {
    return this.#run;
  }

  set run(run: number) {
    if (run === this.#run) return;
    this.#run = run;
    this.#isChanged = true;
  }

  /** Which limits stand, of those that have a deadband or a delay. */
  get levels(): Pick<LevelMemory, 'isEmpty' | 'isHeld' | 'standingSinceMs'> {
    return this.#levels ?? noLevels;
  }

  /** The newest reading is at this place of a limit; null for a limit that there is not. */
  noteLevel(name: LimitName, place: LevelPlace | null, eventTimeMs: number, delays: LevelDelays): void {
    if (this.#levels === null && place !== 'beyond') return;
    this.#levels ??= new LevelMemory();
    const isChanged = place === null ? this.#levels.drop(name) : this.#levels.note(name, place, eventTimeMs, delays);
    if (isChanged) this.#isChanged = true;
  }

  forgetLevels(): void {
    if (this.#levels === null || this.#levels.isEmpty) return;
    this.#levels = null;
    this.#isChanged = true;
  }

  /** Takes a reading in, and returns the one to compare it with: the newest that is at least so much older; null when there is none. */
  notePoint(eventTimeMs: number, value: number, overMs: number): EarlierValue | null {
    this.#points ??= new EarlierPoints();
    const before = this.#points.before(eventTimeMs, overMs);
    if (this.#points.add(eventTimeMs, value, overMs)) this.#isChanged = true;
    return before;
  }

  forgetPoints(): void {
    if (this.#points === null || this.#points.isEmpty) return;
    this.#points = null;
    this.#isChanged = true;
  }

  /** Of a sensor that shows states. */
  get states(): Pick<StateMemory, 'numberOf' | 'lasting' | 'chattering' | 'isHeld'> {
    return this.#states ?? noStates;
  }

  /** The newest reading shows this state. */
  noteState(state: string, timeMs: number): Stay | Change | null {
    this.#states ??= new StateMemory();
    const { seen, isChanged } = this.#states.note(state, timeMs);
    if (isChanged) this.#isChanged = true;
    return seen;
  }

  noteStates(condition: StateCondition, noted: Noted): void {
    if (this.#states?.set(condition, noted) === true) this.#isChanged = true;
  }

  forgetStates(): void {
    if (this.#states === null) return;
    this.#states = null;
    this.#isChanged = true;
  }

  get recovery(): Recovery {
    return this.#recovery;
  }

  /** Server time at which the present trouble began; null when nobody knows. A decision taken before it was about earlier trouble. */
  get alarmingSinceMs(): number | null {
    return this.#alarmingSinceMs;
  }

  /** A reading of the present is worth an alarm. */
  noteAlarm(receivedAtMs: number): void {
    if (this.#recovery === 'alarming') return;
    if (this.#recovery === 'recovered' || this.#recovery === 'settled') this.#alarmingSinceMs = receivedAtMs;
    this.#recovery = 'alarming';
    this.#normalSinceMs = null;
    this.#isChanged = true;
  }

  /** A reading of the present is beyond a limit, but not worth an alarm. */
  noteAbnormal(): void {
    if (this.#recovery !== 'recovering') return;
    this.#recovery = 'alarming';
    this.#normalSinceMs = null;
    this.#isChanged = true;
  }

  /** A reading of the present is normal; so much event time of it ends the trouble, and as much as the hold more settles it. */
  noteNormal(eventTimeMs: number, offDelayMs = recoveryMs, returnHoldMs = usualReturnHoldMs): void {
    if (this.#recovery === 'alarming') {
      this.#recovery = 'recovering';
      this.#normalSinceMs = eventTimeMs;
      this.#isChanged = true;
    }
    const normalMs = eventTimeMs - (this.#normalSinceMs ?? eventTimeMs);
    if (this.#recovery === 'recovering' && normalMs >= offDelayMs) {
      this.#recovery = 'recovered';
      this.#isChanged = true;
    }
    if (this.#recovery === 'recovered' && normalMs >= offDelayMs + returnHoldMs) {
      this.#recovery = 'settled';
      this.#isChanged = true;
    }
  }

  /** True once after each change. */
  takeChange(): boolean {
    const isChanged = this.#isChanged;
    this.#isChanged = false;
    return isChanged;
  }

  stored(): StoredDetectorMemory {
    return {
      run: this.#run,
      recovery: this.#recovery,
      alarmingSinceMs: this.#alarmingSinceMs,
      normalSinceMs: this.#normalSinceMs,
      range: this.#range.stored(),
      levels: this.#levels?.stored() ?? [],
      points: this.#points?.stored() ?? [],
      states: this.#states?.stored() ?? null,
    };
  }
}
