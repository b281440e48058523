import { describe, expect, it } from 'vitest';
import { shippedEntries, shippedKnowledge } from '../../../../src/db/knowledge/shipped-knowledge.ts';
import { placeOf } from '../../../../src/domain/knowledge/entry.ts';

const machines = [
  'haul truck',
  'crusher',
  'conveyor',
  'pump',
  'motor',
  'fan',
  'compressor',
  'gearbox',
  'mill',
  'thickener',
  'screen',
  'hydraulic unit',
];

function ask(equipmentType: string, sensorType: string, side: string, named: string | null = null) {
  const sides = side.includes('_') ? [side, side.endsWith('_rise') ? 'high' : 'low'] : [side];
  return shippedKnowledge.adviceFor({ siteId: 'default', equipmentType, sensorType, named, sides }).entry;
}

describe('the shipped knowledge', () => {
  it.each(machines)('has entries of its own for a %s', (machine) => {
    const own = shippedEntries.filter(({ equipmentType }) => machine.includes(equipmentType ?? ' '));
    expect(own.length).toBeGreaterThanOrEqual(6);
  });

  it('says nothing twice, holds at every site, and makes sentences', () => {
    expect(new Set(shippedEntries.map(placeOf)).size).toBe(shippedEntries.length);
    for (const { siteId, causes, checks } of shippedEntries) {
      expect(siteId).toBeNull();
      // They stand within a sentence.
      for (const part of [...causes, ...checks]) expect(part).not.toMatch(/[.;]$/);
      expect(causes.length).toBeGreaterThanOrEqual(2);
    }
  });

  it.each([
    ['haul truck', 'temperature', 'high', 'low coolant', /coolant level and radiator/],
    ['Haul Truck 793', 'engine_temp', 'high', 'low coolant', /coolant level and radiator/],
    ['haul_truck', 'tyre_pressure_rear_left_outer', 'slow_fall', 'a slow puncture', /tyre bay/],
    ['haul truck', 'vibration', 'high', 'a damaged tyre', /slow down and report/],
    ['crusher', 'vibration', 'high', 'worn main-shaft bearing', /Reduce the feed rate/],
    ['crusher', 'motor_temperature', 'slow_rise', 'cooling of the motor', /cooling of the motor/],
    ['crusher', 'bearing_temperature', 'slow_rise', 'a thermometer that loses its calibration', /by hand/],
    ['conveyor', 'belt_speed', 'low', 'a belt that slips', /tension and lagging/],
    ['conveyor', 'vibration', 'sudden_rise', 'a sensor that was changed', /its mounting/],
    ['kiln', 'vibration', 'high', 'imbalance', /vibration spectrum/],
    ['kiln', 'vibration', 'sudden_rise', 'a sensor that was changed', /its mounting/],
    ['kiln', 'temperature', 'high', 'overload', /cooling and lubrication/],
    ['kiln', 'pressure', 'high', 'a blocked line', /filters, valves/],
    ['kiln', 'pressure', 'low', 'a leak', /Look for leaks/],
    ['kiln', 'flow', 'low', 'a blockage', /Check the feed/],
    ['kiln', 'power', 'high', 'overload', /compare the phases/],
    ['kiln', 'colour', 'high', 'a change of load', /neighbouring sensors/],
  ])('answers for a %s with %s %s', (equipmentType, sensorType, side, cause, action) => {
    const found = ask(equipmentType, sensorType, side);
    expect(found.causes.slice(0, 2).join('; ')).toContain(cause);
    expect(found.action).toMatch(action);
  });

  it.each([
    ['stuck', 'a sensor that has frozen'],
    ['noise', 'a loose connection'],
    ['jump', 'a counter that was replaced'],
    ['silent', 'a fault of the sensor'],
    ['machine_silent', 'loss of power'],
  ])('answers for what is %s whatever the machine', (named, cause) => {
    expect(ask('crusher', 'vibration', 'high', named).causes[0]).toContain(cause);
  });
});
