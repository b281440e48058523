import { describe, expect, it } from 'vitest';
import { toSilver } from '../../../src/pipeline/silver.ts';
import { bronzeReading, definition, minute0Ms } from '../../support/pipeline-values.ts';

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
      [bronzeReading(3, { units: 'mm/s', eventId: 'e-1', extra: { tagPath: 'a/b' } })],
      inCelsius,
    );
    expect(silver).toEqual([]);
    expect(quarantine).toMatchObject([
      {
        code: 'UNIT_MISMATCH',
        equipmentId: 'HT_001',
        eventTimeMs: minute0Ms,
        original: { value: 3, units: 'mm/s', eventId: 'e-1', timestamp: '2026-03-10T12:00:00.000Z', tagPath: 'a/b' },
      },
    ]);
  });

  it('drops what no sensor measures, and takes what has no variance any more for 0', () => {
    const readings = [1e308, -1e308, 1.0001e100, 1e100, 1e-300, -5e-324, 1e-100].map((value) => bronzeReading(value));
    const { silver, quarantine } = toSilver(readings, inCelsius);
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
    expect(toSilver([reading], inCelsius).silver).toMatchObject([{ flags }]);
  });
});
