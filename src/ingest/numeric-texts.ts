/** Makes numbers of texts that spell one, where the sensor is known to measure. */
import type { Queryable } from '../db/query/queryable.ts';
import type { BronzeWriter } from '../domain/readings/bronze-log.ts';
import { numberOfText } from '../domain/readings/numeric-text.ts';
import type { BronzeReading } from '../domain/readings/reading.ts';
import type { LocatedReading } from './append.ts';

/** Bounds the memory that invented sensors can take. */
const maxMeasuring = 100_000;
const maxNotMeasuring = 10_000;
/** So long a sensor that does not measure is not asked for again: another server may have stored a number of it meanwhile. */
const notMeasuringForMs = 10_000;

export interface NumericTextsOptions {
  readonly pool: Queryable;
  readonly bronze: Pick<BronzeWriter<Queryable>, 'sensorsWithNumbers'>;
  readonly elapsedMs: () => number;
}

/**
 * Turns numbers that come as text, as gateways send them that know one type of value only, into numbers where the sensor measures: it has
 * a unit, or the reading gives one, or it had numbers before. For any other sensor a text of digits is a text, such as the number of an
 * order. The database is asked only for such texts, and only for sensors of which the answer is not remembered.
 */
export class NumericTexts {
  readonly #options: NumericTextsOptions;
  /** A sensor that has had a number stays one that measures. */
  readonly #measuring = new Set<number>();
  /** Sensors that do not measure, each with the time until which that is believed, oldest first. */
  readonly #notMeasuring = new Map<number, number>();
  /** Sensors that the database is being asked for; whatever changes meanwhile takes them out. */
  readonly #asked = new Set<Set<number>>();

  constructor(options: NumericTextsOptions) {
    this.#options = options;
  }

  /** The numbers of sensors may mean others from now on. */
  forget(): void {
    this.#measuring.clear();
    this.masterDataChanged();
  }

  /** Master data have changed: any sensor may have a unit now. */
  masterDataChanged(): void {
    this.#notMeasuring.clear();
    for (const asked of this.#asked) asked.clear();
  }

  /** Takes note of readings that were stored: a sensor whose text is remembered as a text may have a number now. */
  noteStored(readings: readonly BronzeReading[]): void {
    if (this.#notMeasuring.size === 0 && this.#asked.size === 0) return;
    for (const { sensorId, value } of readings) {
      if (typeof value !== 'number') continue;
      this.#notMeasuring.delete(sensorId);
      for (const asked of this.#asked) asked.delete(sensorId);
    }
  }

  /** The readings themselves when there is nothing to convert, which costs no more than to look at each. */
  async converted(readings: readonly LocatedReading[]): Promise<readonly LocatedReading[]> {
    const spelt = readings.filter(({ value }) => typeof value === 'string' && numberOfText(value) !== null);
    if (spelt.length === 0) return readings;
    await this.#learn(spelt, readings);
    return readings.map((reading) => {
      const { value, units, sensorId } = reading;
      if (typeof value !== 'string' || (units === null && !this.#measuring.has(sensorId))) return reading;
      const number = numberOfText(value);
      return number === null ? reading : withNumber(reading, number);
    });
  }

  async #learn(spelt: readonly LocatedReading[], all: readonly LocatedReading[]): Promise<void> {
    if (this.#measuring.size > maxMeasuring) this.#measuring.clear();
    const open = new Set<number>();
    for (const { sensorId, units } of spelt) if (units === null && !this.#measuring.has(sensorId)) open.add(sensorId);
    // A number beside the text, on its way to bronze with it, says the same as one that is there.
    for (const { sensorId, value } of all) {
      if (typeof value !== 'number' || !open.delete(sensorId)) continue;
      this.#measuring.add(sensorId);
    }
    const nowMs = this.#options.elapsedMs();
    for (const sensorId of open) if ((this.#notMeasuring.get(sensorId) ?? 0) > nowMs) open.delete(sensorId);
    if (open.size > 0) await this.#ask(open, nowMs);
  }

  async #ask(open: Set<number>, nowMs: number): Promise<void> {
    const { pool, bronze } = this.#options;
    const sensorIds = [...open];
    this.#asked.add(open);
    try {
      for (const sensorId of await bronze.sensorsWithNumbers(pool, sensorIds)) {
        this.#measuring.add(sensorId);
        open.delete(sensorId);
      }
    } finally {
      this.#asked.delete(open);
    }
    for (const sensorId of open) {
      this.#notMeasuring.delete(sensorId); // so that the oldest come first
      this.#notMeasuring.set(sensorId, nowMs + notMeasuringForMs);
    }
    for (const sensorId of this.#notMeasuring.keys()) {
      if (this.#notMeasuring.size <= maxNotMeasuring) break;
      this.#notMeasuring.delete(sensorId);
    }
  }
}

function withNumber(reading: LocatedReading, value: number): LocatedReading {
  const { siteId, equipmentId, sensorType, eventTimeMs, units, quality, eventId, extra } = reading;
  const { sensorId, shardNo, isBehind, unknownFields } = reading;
  return {
    siteId,
    equipmentId,
    sensorType,
    eventTimeMs,
    value,
    units,
    quality,
    eventId,
    extra,
    wasText: true,
    unknownFields,
    sensorId,
    shardNo,
    isBehind,
  };
}
