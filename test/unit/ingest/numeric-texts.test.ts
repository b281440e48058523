import { describe, expect, it } from 'vitest';
import type { Queryable } from '../../../src/db/query/queryable.ts';
import type { LocatedReading } from '../../../src/ingest/append.ts';
import { NumericTexts } from '../../../src/ingest/numeric-texts.ts';

const order = 1;
const pressure = 2;

function reading(sensorId: number, value: LocatedReading['value'], units: string | null = null): LocatedReading {
  return {
    siteId: 'default',
    equipmentId: 'PRESS-1',
    sensorType: `s${sensorId}`,
    sensorId,
    shardNo: 0,
    eventTimeMs: 0,
    value,
    units,
    quality: 0,
    eventId: null,
    extra: null,
    isBehind: false,
  };
}

const database = {} as { query(): Promise<unknown> } as Queryable;

/** A database in which `pressure` measures, and a record of what it was asked. */
function texts() {
  const asked: (readonly number[])[] = [];
  const numeric = new Set([pressure]);
  let nowMs = 0;
  const numericTexts = new NumericTexts({
    pool: database,
    bronze: {
      sensorsWithNumbers: async (_db, sensorIds) => {
        asked.push(sensorIds);
        return sensorIds.filter((sensorId) => numeric.has(sensorId));
      },
    },
    elapsedMs: () => nowMs,
  });
  const values = async (...readings: LocatedReading[]) =>
    (await numericTexts.converted(readings)).map(({ value }) => value);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { numericTexts, asked, numeric, values, pass };
}

describe('A text of digits', () => {
  it('becomes a number where the sensor measures, and stays a text where it does not', async () => {
    const { values } = texts();
    expect(await values(reading(pressure, '1.5'), reading(order, '4711'), reading(order, '12', 'bar'))).toEqual([
      1.5,
      '4711',
      12,
    ]);
  });

  it('costs one question to the database, not one for each request, also where it is a text', async () => {
    const { values, asked } = texts();
    for (let request = 0; request < 5; request++) {
      expect(await values(reading(order, '4711'), reading(pressure, '1.5'))).toEqual(['4711', 1.5]);
    }
    expect(asked).toEqual([[order, pressure]]);
  });

  it('is asked about again after ten seconds, because another server may have stored a number', async () => {
    const { values, numeric, pass } = texts();
    expect(await values(reading(order, '4711'))).toEqual(['4711']);
    numeric.add(order);
    pass(9_999);
    expect(await values(reading(order, '4711'))).toEqual(['4711']);
    pass(1);
    expect(await values(reading(order, '4711'))).toEqual([4711]);
  });

  it('is asked about again as soon as a number of its sensor is stored, or the master data change', async () => {
    for (const change of ['a number', 'a unit'] as const) {
      const { numericTexts, values, numeric } = texts();
      expect(await values(reading(order, '4711'))).toEqual(['4711']);
      numeric.add(order);
      if (change === 'a number') numericTexts.noteStored([reading(order, 7)]);
      else numericTexts.masterDataChanged();
      expect(await values(reading(order, '4711')), change).toEqual([4711]);
    }
  });

  it('is not remembered as a text by an answer that came after the change', async () => {
    for (const change of ['a number', 'a unit'] as const) {
      const { numericTexts, values, numeric } = texts();
      const asking = values(reading(order, '4711'));
      numeric.add(order);
      if (change === 'a number') numericTexts.noteStored([reading(order, 7)]);
      else numericTexts.masterDataChanged();
      await asking;
      expect(await values(reading(order, '4711')), change).toEqual([4711]);
    }
  });

  it('is remembered for ten thousand sensors at most', async () => {
    const { values, asked } = texts();
    await values(...Array.from({ length: 10_001 }, (_, i) => reading(10 + i, '1')));
    expect(asked).toHaveLength(1);
    await values(reading(10_010, '1'));
    await values(reading(11, '1'));
    expect(asked).toHaveLength(1);
    await values(reading(10, '1'));
    expect(asked.slice(1)).toEqual([[10]]);
  });
});
