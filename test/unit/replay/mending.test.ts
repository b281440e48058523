import { describe, expect, it } from 'vitest';
import { type Mending, mended } from '../../../src/replay/mending.ts';

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
    ['loses what says nothing', { attributes: null, units: null }, { setUnits: '°C' }, { units: '°C' }],
    ['keeps a field of the sender’s own', { shift: 'night' }, {}, { shift: 'night' }],
    [
      'keeps a count of time that is none in milliseconds',
      { timestamp: 1_773_144_000 },
      {},
      { timestamp: 1_773_144_000 },
    ],
  ])('%s', (_what, more, mending, changed) => {
    expect(mended(entry(more), mending)).toEqual({ reading: { ...original, ...changed } });
  });

  it('without a value that was left out for another reason goes without one again', () => {
    const none = entry({ value: null, quality: 'BAD' }, 'TIMESTAMP_IN_FUTURE');
    expect(mended(none, {})).toEqual({ reading: { ...original, value: null, quality: 'BAD' } });
  });

  it('has its misspelt fields under the names they were meant to have', () => {
    const { units: _units, ...rest } = original;
    const misspelt = { id: '8', code: 'UNKNOWN_FIELD', original: JSON.stringify({ ...rest, unit: '°F' }) };
    expect(mended(misspelt, {})).toEqual({ reading: { ...rest, units: '°F' } });
  });

  it.each([null, undefined, 'NaN', '-Infinity'])(
    'whose value was %j is one without a value once its quality is BAD',
    (value) => {
      expect(mended(entry({ value }, 'INVALID_VALUE'), { setQuality: 'BAD' })).toEqual({
        reading: { ...original, value: null, quality: 'BAD' },
      });
      const bad = entry({ value, quality: 'BAD' }, 'INVALID_VALUE');
      expect(mended(bad, { setQuality: 'BAD' })).toEqual({ reading: { ...original, value: null, quality: 'BAD' } });
    },
  );

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
    ['that is no reading at all', { ...entry(), original: '[1]' }, {}],
    ['whose value was null', entry({ value: null }, 'INVALID_VALUE'), {}],
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
