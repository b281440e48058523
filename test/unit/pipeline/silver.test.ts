import { describe, expect, it } from 'vitest';
import { toSilver } from '../../../src/pipeline/silver.ts';
import { bronzeReading, definition, minute0Ms } from '../../support/readings/pipeline-values.ts';

const inCelsius = () => definition({ unit: '°C' });

describe('bronze to silver', () => {
  it('leaves text and booleans out without quarantining them', () => {
    const { silver, quarantine } = toSilver([bronzeReading('RUN'), bronzeReading(true), bronzeReading(0)], inCelsius);
    expect(silver.map(({ value }) => value)).toEqual([0]);
    expect(quarantine).toEqual([]);
  });

  it('turns a value into its sensor’s unit', () => {
    const { silver } = toSilver([bronzeReading(212, { units: '°F' }), bronzeReading(20, { units: 'c' })], inCelsius);
    expect(silver.map(({ value }) => value)).toEqual([expect.closeTo(100, 9), 20]);
  });

  it('believes a value whose unit is not given, on either side', () => {
    expect(toSilver([bronzeReading(20)], inCelsius).silver).toMatchObject([{ value: 20 }]);
    expect(toSilver([bronzeReading(20, { units: 'furlong' })], () => definition()).silver).toMatchObject([
      { value: 20 },
    ]);
  });

  it('drops a value whose unit contradicts its sensor’s, with everything needed to send it again', () => {
    const { silver, quarantine } = toSilver(
      [bronzeReading(3, { units: 'mm/s', quality: 1, eventId: 'e-1', extra: { tagPath: 'a/b' } })],
      inCelsius,
    );
    expect(silver).toEqual([]);
    expect(quarantine).toMatchObject([
      {
        code: 'UNIT_MISMATCH',
        equipmentId: 'HT_001',
        eventTimeMs: minute0Ms,
        original: {
          siteId: 'default',
          equipmentId: 'HT_001',
          sensorType: 'temperature',
          value: 3,
          units: 'mm/s',
          quality: 'UNCERTAIN',
          eventId: 'e-1',
          timestamp: '2026-03-10T12:00:00.000Z',
          tagPath: 'a/b',
        },
      },
    ]);
  });

  it('drops what no sensor measures, and takes what has no variance any more for 0', () => {
    const readings = [1e308, -1e308, 1.0001e100, 1e100, 1e-300, -5e-324, 1e-100].map((value) => bronzeReading(value));
    const { silver, quarantine } = toSilver(readings, () => definition());
    expect(silver.map(({ value }) => value)).toEqual([1e100, 0, 0, 1e-100]);
    expect(quarantine.map(({ code }) => code)).toEqual([
      'VALUE_OUT_OF_RANGE',
      'VALUE_OUT_OF_RANGE',
      'VALUE_OUT_OF_RANGE',
    ]);
  });

  it('drops a value that its unit’s factor takes past every number', () => {
    const { quarantine } = toSilver([bronzeReading(1e308, { units: 'in/s' })], () => definition({ unit: 'mm/s' }));
    expect(quarantine).toMatchObject([{ code: 'VALUE_OUT_OF_RANGE' }]);
  });

  it.each([
    ['within the plausible range', bronzeReading(10_000), 0],
    ['at the low end of it', bronzeReading(-1_000), 0],
    ['above it', bronzeReading(10_000.1), 1],
    ['below it', bronzeReading(-1_000.1), 1],
    ['of uncertain quality', bronzeReading(1, { quality: 1 }), 2],
    ['of bad quality', bronzeReading(1, { quality: 2 }), 2],
    ['an hour late', bronzeReading(1, { receivedAtMs: minute0Ms + 3_600_000 }), 0],
    ['later than an hour', bronzeReading(1, { receivedAtMs: minute0Ms + 3_600_001 }), 4],
    ['all of that at once', bronzeReading(1e6, { quality: 2, receivedAtMs: minute0Ms + 4_000_000 }), 7],
  ])('flags a reading %s as its expectations say', (_what, reading, flags) => {
    expect(toSilver([reading], () => definition()).silver).toMatchObject([{ flags }]);
  });

  it.each([
    [-273.15, '°C', -273.15],
    [-459.67, '°F', -273.15],
    [0, 'K', -273.15],
    [-273.2, '°C', null],
    [-459.7, '°F', null],
    [-0.1, 'K', null],
    [-999, null, null],
  ])('takes what a thermometer can show and drops what is colder than cold: %d %s', (value, units, kept) => {
    const { silver, quarantine, readingCounters } = toSilver([bronzeReading(value, { units })], inCelsius);
    expect(silver.map((reading) => reading.value)).toEqual(kept === null ? [] : [expect.closeTo(kept, 9)]);
    expect(quarantine.map(({ code }) => code)).toEqual(kept === null ? ['VALUE_OUT_OF_RANGE'] : []);
    expect(readingCounters.rows().some(({ counter }) => counter === 'value_physical')).toBe(kept === null);
  });

  it('counts each reading once under every expectation that it does not meet, by the minute of its arrival', () => {
    const { readingCounters } = toSilver(
      [
        bronzeReading(20),
        bronzeReading('RUN', { quality: 2 }),
        bronzeReading(3, { units: 'mm/s' }),
        bronzeReading(212, { units: '°F' }),
        bronzeReading(20, { units: 'celsius' }),
        bronzeReading(20_000, { quality: 1 }),
        bronzeReading(20, { quality: 2, receivedAtMs: minute0Ms + 61_000 }),
      ],
      inCelsius,
    );
    const at = (minuteMs: number, counter: string, readings = 1) => ({ minuteMs, counter, readings });
    expect(readingCounters.rows()).toEqual([
      at(minute0Ms, 'quality_good'),
      at(minute0Ms, 'unit_as_defined'),
      at(minute0Ms, 'unit_convertible'),
      at(minute0Ms, 'value_numeric'),
      at(minute0Ms, 'value_plausible'),
      at(minute0Ms, 'warned'),
      at(minute0Ms + 60_000, 'quality_good'),
      at(minute0Ms + 60_000, 'warned'),
    ]);
  });
});
