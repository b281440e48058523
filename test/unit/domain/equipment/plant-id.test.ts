import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookAlikeWarning } from '../../../../src/domain/equipment/look-alike.ts';
import { plantId, plantIdForms } from '../../../../src/domain/equipment/plant-id.ts';

describe('an id of the plant', () => {
  it.each([
    ['PUMP-7', 'PUMP-7'],
    ['PUMP-7 ', 'PUMP-7'],
    ['\u00a0 PUMP 7\t\n', 'PUMP 7'],
    ['Mu\u0308hle', 'Mühle'],
    ['\ufeffHT_001', 'HT_001'],
    ['a', 'a'],
    ['  ', ''],
    ['', ''],
  ])('%j is stored as %j', (given, stored) => {
    expect(plantId(given)).toBe(stored);
  });

  it('stays as it is once it was normalised', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(plantId(plantId(text))).toBe(plantId(text));
      }),
    );
  });

  it('is looked for in both forms, so that what was stored before is still found', () => {
    expect(plantIdForms(['A', 'B '])).toEqual(['A', 'B', 'B ']);
  });
});

it('a warning of look-alikes names each pair with what cannot be seen written out', () => {
  const since = new Date('2026-03-01T00:00:00Z');
  const pair = {
    siteId: 'default',
    equipmentId: 'PUMP\u20117',
    sensorType: null,
    likeSiteId: 'default',
    likeEquipmentId: 'PUMP-7',
    likeSensorType: null,
    since,
  };
  const sensors = { ...pair, sensorType: 'Temperature', likeSensorType: 'temperature' };
  expect(lookAlikeWarning([])).toBeNull();
  expect(lookAlikeWarning([pair, sensors])).toBe(
    'Ids that look like another one, perhaps mistyped: equipment "PUMP\\u{2011}7" and "PUMP-7" since 2026-03-01T00:00:00.000Z; ' +
      'sensors "Temperature" and "temperature" of "PUMP\\u{2011}7" since 2026-03-01T00:00:00.000Z',
  );
  expect(lookAlikeWarning([pair, pair, pair, pair, pair])).toMatch(/, and 2 more$/);
});
