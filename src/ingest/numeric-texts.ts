import type { Queryable } from '../db/query/queryable.ts';
import type { BronzeWriter } from '../domain/readings/bronze-log.ts';
import { numberOfText } from '../domain/readings/numeric-text.ts';
import type { LocatedReading } from './append.ts';

/** Bounds the memory that invented sensors can take. */
const maxRemembered = 100_000;

/**
 * Numbers that come as text, as gateways send them that know one type of value only. They become numbers where the sensor measures:
 * it has a unit, or the reading gives one, or it had numbers before. For any other sensor a text of digits is a text, such as the number
 * of an order. Asks the database only for such texts of sensors that it does not know yet.
 */
export class NumericTexts {
  readonly #db: Queryable;
  readonly #bronze: Pick<BronzeWriter<Queryable>, 'sensorsWithNumbers'>;
  /** A sensor that has had a number stays one that measures. */
  readonly #numeric = new Set<number>();

  constructor(db: Queryable, bronze: Pick<BronzeWriter<Queryable>, 'sensorsWithNumbers'>) {
    this.#db = db;
    this.#bronze = bronze;
  }

  /** The numbers of sensors may mean others from now on. */
  forget(): void {
    this.#numeric.clear();
  }

  /** The readings themselves when there is nothing to convert, which costs no more than to look at each. */
  async converted(readings: readonly LocatedReading[]): Promise<readonly LocatedReading[]> {
    const spelt = readings.filter(({ value }) => typeof value === 'string' && numberOfText(value) !== null);
    if (spelt.length === 0) return readings;
    await this.#learn(spelt, readings);
    return readings.map((reading) => {
      const { value, units, sensorId } = reading;
      if (typeof value !== 'string' || (units === null && !this.#numeric.has(sensorId))) return reading;
      const number = numberOfText(value);
      return number === null ? reading : withNumber(reading, number);
    });
  }

  async #learn(spelt: readonly LocatedReading[], all: readonly LocatedReading[]): Promise<void> {
    if (this.#numeric.size > maxRemembered) this.#numeric.clear();
    const open = new Set<number>();
    for (const { sensorId, units } of spelt) if (units === null && !this.#numeric.has(sensorId)) open.add(sensorId);
    // A number beside the text, on its way to bronze with it, says the same as one that is there.
    for (const { sensorId, value } of all) {
      if (typeof value !== 'number' || !open.delete(sensorId)) continue;
      this.#numeric.add(sensorId);
    }
    if (open.size === 0) return;
    for (const sensorId of await this.#bronze.sensorsWithNumbers(this.#db, [...open])) this.#numeric.add(sensorId);
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
