/** Which limits a sensor is beyond, and since when: what deadband, on-delay and off-delay of limits have to remember. */
import { type LimitName, limitNames } from './anomaly.ts';

/** Where a value is: beyond the limit, inside of it but within its deadband, or back to normal. */
export type LevelPlace = 'beyond' | 'deadband' | 'back';

/** Milliseconds of event time. */
export interface LevelDelays {
  readonly onDelayMs: number;
  readonly offDelayMs: number;
}

interface Level {
  /** Event time of the reading that went beyond the limit, epoch ms. */
  readonly sinceMs: number;
  /** Beyond it for the on-delay: operators may be told. */
  isStanding: boolean;
  /** Event time of the reading that came back, epoch ms; null while it has not. */
  backSinceMs: number | null;
}

/** Numbers of a level as it is stored: place in `limitNames`, since when, 1 if it stands, back since when. */
const width = 4;

/**
 * The limits that a value is beyond, each for itself. One is entered beyond the limit, and left once the value is back beyond its
 * deadband: at once while the on-delay runs, else after the off-delay. Both are found by readings: between two of them nothing happens.
 */
export class LevelMemory {
  readonly #levels = new Map<LimitName, Level>();

  constructor(stored: readonly (number | null)[] = []) {
    for (let i = 0; i < stored.length; i += width) {
      const name = limitNames[stored[i] ?? -1];
      const sinceMs = stored[i + 1] ?? null;
      if (name === undefined || sinceMs === null) continue;
      this.#levels.set(name, { sinceMs, isStanding: stored[i + 2] === 1, backSinceMs: stored[i + 3] ?? null });
    }
  }

  get isEmpty(): boolean {
    return this.#levels.size === 0;
  }

  /** A limit stands and the value is not back, though it may be inside of the limit: within the deadband. */
  get isHeld(): boolean {
    if (this.#levels.size === 0) return false; // nearly always, and asked for every reading
    for (const { isStanding, backSinceMs } of this.#levels.values())
      if (isStanding && backSinceMs === null) return true;
    return false;
  }

  /** Event time since when the limit stands, epoch ms; null when it does not. */
  standingSinceMs(name: LimitName): number | null {
    const level = this.#levels.get(name);
    return level?.isStanding === true ? level.sinceMs : null;
  }

  /** Takes in the newest reading; the time is its event time, epoch ms. Returns whether what is to be stored has changed. */
  note(name: LimitName, place: LevelPlace, timeMs: number, delays: LevelDelays): boolean {
    const level = this.#levels.get(name);
    if (level === undefined) {
      if (place !== 'beyond') return false;
      this.#levels.set(name, { sinceMs: timeMs, isStanding: delays.onDelayMs === 0, backSinceMs: null });
      return true;
    }
    // A value that is back has to go beyond the limit to be wrong again: its deadband is for the way out only.
    if (place === 'back' || (place === 'deadband' && level.backSinceMs !== null)) {
      return this.#noteBack(name, level, timeMs, delays.offDelayMs);
    }
    const isConfirmed = !level.isStanding && timeMs - level.sinceMs >= delays.onDelayMs;
    const isAgain = level.backSinceMs !== null;
    if (isConfirmed) level.isStanding = true;
    level.backSinceMs = null;
    return isConfirmed || isAgain;
  }

  /** The limit is there no more. Returns whether it was remembered. */
  drop(name: LimitName): boolean {
    return this.#levels.delete(name);
  }

  stored(): (number | null)[] {
    return [...this.#levels]
      .map(([name, level]) => [limitNames.indexOf(name), level.sinceMs, level.isStanding ? 1 : 0, level.backSinceMs])
      .sort(([a], [b]) => (a ?? 0) - (b ?? 0))
      .flat();
  }

  #noteBack(name: LimitName, level: Level, timeMs: number, offDelayMs: number): boolean {
    const isFirst = level.backSinceMs === null;
    const backSinceMs = level.backSinceMs ?? timeMs;
    if (!level.isStanding || timeMs - backSinceMs >= offDelayMs) return this.#levels.delete(name);
    level.backSinceMs = backSinceMs;
    return isFirst;
  }
}
