import { expect, it } from 'vitest';
import { quarantined } from '../../../src/ingest/quarantined.ts';

const rejection = { code: 'INVALID_VALUE', message: 'value must be a finite number' } as const;
const source = { index: 3, equipmentId: 'HT_001', sensorType: 'temperature', value: 1 };

it('a quarantined reading keeps its whole original without the index in the request, and its columns as far as they can be stored', () => {
  const reading = { ...source, siteId: 'a\0b', equipmentId: 'x'.repeat(1_000_000), timestamp: '2026-03-10T12:00:00Z' };
  const { index: _index, ...original } = reading;
  expect(quarantined(reading, rejection)).toEqual({
    siteId: null,
    equipmentId: null,
    sensorType: 'temperature',
    eventTimeMs: Date.parse('2026-03-10T12:00:00Z'),
    ...rejection,
    original,
  });
});

it.each(['no time', Number.NaN, Number.POSITIVE_INFINITY, 1e18, -1e18, null, {}])(
  'leaves the time column empty for %j, which no database can hold',
  (timestamp) => {
    expect(quarantined({ ...source, timestamp }, rejection).eventTimeMs).toBeNull();
  },
);
