/** The unit in which the values of a sensor are kept for which neither its definition nor its type names one. */
import type { StoredReadingUnit } from '../db/pipeline/reading-unit-rows.ts';
import { boundsOf, convert } from '../domain/units/units.ts';
import type { Definition } from './sensor-definition.ts';

/**
 * The unit of a sensor's own readings, which stands in for one that nobody has registered: that of its first reading with a unit.
 * Readings in other units are converted into it; where that cannot be, the unit of the newest takes its place. It is part of the
 * checkpoint, since what is stored depends on it: a batch that changes it writes it.
 */
export class ReadingUnit {
  #stored: StoredReadingUnit | null;
  #newestMs = Number.NEGATIVE_INFINITY;
  #isChanged = false;
  /** The definition completed last, and what became of it. */
  #given: Definition | null = null;
  #completed: Definition | null = null;

  constructor(stored: StoredReadingUnit | null = null) {
    this.#stored = stored;
  }

  /** How often a unit came that could not be converted into the one before. */
  get changes(): number {
    return this.#stored?.changes ?? 0;
  }

  /** When the values took this unit, epoch ms; −Infinity for the first one. */
  get sinceMs(): number {
    return this.#stored?.sinceMs ?? Number.NEGATIVE_INFINITY;
  }

  /** Takes note of the unit that a reading came with; `atMs` is when it counts, `latestMs` what the sensor had told before its batch. */
  learn(unit: string, atMs: number, latestMs: number): void {
    const isNewest = atMs >= latestMs && atMs >= this.#newestMs;
    if (isNewest) this.#newestMs = atMs;
    if (this.#stored === null) this.#become({ unit, sinceMs: Number.NEGATIVE_INFINITY, changes: 0 });
    else if (isNewest && convert(1, unit, this.#stored.unit) === null) {
      this.#become({ unit, sinceMs: atMs, changes: this.#stored.changes + 1 });
    }
  }

  /** A definition without a unit, with this one. */
  complete(definition: Definition): Definition {
    if (this.#stored === null) return definition;
    if (this.#completed === null || this.#given !== definition) {
      this.#given = definition;
      this.#completed = inUnit(definition, this.#stored);
    }
    return this.#completed;
  }

  /** What has to be stored, once; null when nothing has changed. */
  takeChange(): StoredReadingUnit | null {
    if (!this.#isChanged) return null;
    this.#isChanged = false;
    return this.#stored;
  }

  #become(stored: StoredReadingUnit): void {
    this.#stored = stored;
    this.#isChanged = true;
    this.#completed = null;
  }
}

function inUnit(definition: Definition, { unit, sinceMs }: StoredReadingUnit): Definition {
  const { lowestPossible, plausibleMin, plausibleMax } = boundsOf(unit);
  const isCounter = definition.kind === 'counter';
  return {
    ...definition,
    unit,
    unitIsAssumed: true,
    unitIsOfReadings: true,
    unitSinceMs: Math.max(definition.unitSinceMs, sinceMs),
    bounds: isCounter ? { ...definition.bounds, lowestPossible } : { lowestPossible, plausibleMin, plausibleMax },
  };
}
