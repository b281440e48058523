import { describe, expect, it } from 'vitest';
import { type Mending, mended } from '../../../../src/simulator/replay/mending.ts';

const original = {
  equipmentId: 'HT_001',
  sensorType: 'temperature',
  value: 20,
  units: 'mm/s',
  quality: 'GOOD',
  timestamp: '2026-03-10T12:00:00.000Z',
};
const entry = (more: Record<string, unknown> = {}, code = 'UNIT_MISMATCH') => ({
  id: '7',
  code,
  original: JSON.stringify({ ...original, ...more }),
});

describe('a reading of quarantine', () => {
  it.each<[string, Record<string, unknown>, Mending, Record<string, unknown>]>([
    ['goes as it came when nothing is to be mended', {}, {}, {}],
    ['gets the unit it is really in', {}, { setUnits: '°C' }, { units: '°C' }],
    ['gets another quality', {}, { setQuality: 'BAD' }, { quality: 'BAD' }],
    ['gets another sensor', {}, { mapSensor: new Map([['temperature', 'vibration']]) }, { sensorType: 'vibration' }],
    [
      'gets the name it lacks',
      { equipmentId: null },
      { mapEquipment: new Map([['', 'HT_2']]) },
      { equipmentId: 'HT_2' },
    ],
    ['moves in time', {}, { shiftTimeMs: -3_600_000 }, { timestamp: '2026-03-10T11:00:00.000Z' }],
    ['keeps a time that came by SQL', { timestamp: 1_773_144_000_000 }, {}, { timestamp: '2026-03-10T12:00:00.000Z' }],
    ['loses what the input type does not know', { anything: 1, units: null }, { setUnits: '°C' }, { units: '°C' }],
  ])('%s', (_what, more, mending, changed) => {
    expect(mended(entry(more), mending)).toEqual({ reading: { ...original, ...changed } });
  });

  it('is renamed by what its tag path says', () => {
    const { reading } = {
      reading: undefined,
      ...mended(entry({ equipmentId: undefined, sensorType: undefined, tagPath: '[d]Pit/HT_001/Temp' }), {
        mapSensor: new Map([['Temp', 'temperature']]),
      }),
    };
    expect(reading).toMatchObject({ tagPath: '[d]Pit/HT_001/Temp', sensorType: 'temperature' });
  });

  it.each<[string, ReturnType<typeof entry>, Mending]>([
    ['whose original was cut', { ...entry(), original: '{"value": "xxx… (99 characters in all)' }, {}],
    ['whose value was NaN, which JSON spells out', entry({ value: 'NaN' }, 'INVALID_VALUE'), {}],
    ['whose value was Infinity', entry({ value: '-Infinity' }, 'INVALID_VALUE'), {}],
    ['whose time cannot be moved', entry({ timestamp: 'noon' }), { shiftTimeMs: 1 }],
    ['that the wanted changes do not touch', entry(), { mapSensor: new Map([['flow', 'pressure']]) }],
    ['that has the wanted unit already', entry(), { setUnits: 'mm/s' }],
  ])('is left out with the reason: one %s', (_what, given, mending) => {
    expect(mended(given, mending)).toEqual({ skip: expect.any(String) });
  });

  it('that is the text NaN by its sender’s will is sent', () => {
    expect(mended(entry({ value: 'NaN' }, 'TIMESTAMP_IN_FUTURE'), {})).toMatchObject({ reading: { value: 'NaN' } });
  });
});
