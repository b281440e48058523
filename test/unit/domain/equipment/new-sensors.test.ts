import { expect, it } from 'vitest';
import { type NewSensors, newSensorsWarning } from '../../../../src/domain/equipment/new-sensors.ts';

const since = new Date('2026-03-10T12:00:00Z');
const of = (siteId: string, count: number): NewSensors => ({
  siteId,
  count,
  since,
  examples: [{ equipmentId: 'EQ-1', sensorType: 'temp' }],
});

it('a machine that is put into operation is no warning, a hundred sensors that nobody registered are', () => {
  expect(newSensorsWarning([])).toBeNull();
  expect(newSensorsWarning([of('north', 99)])).toBeNull();
  expect(newSensorsWarning([of('north', 100), of('south', 99)])).toBe(
    'New sensors of the last hour that nobody registered, perhaps by mistaken tags: 100 at "north" since 2026-03-10T12:00:00.000Z, such as "temp" of "EQ-1"',
  );
});

it('of many sites the first are named', () => {
  const warning = newSensorsWarning(['a', 'b', 'c', 'd', 'e'].map((siteId) => of(siteId, 500)));
  expect(warning).toMatch(/"a".*"b".*"c".*, and at 2 more sites$/);
  expect(warning).not.toContain('"d"');
});
