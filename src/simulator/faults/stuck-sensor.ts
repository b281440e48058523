import type { FaultKind } from './fault.ts';

/** A transmitter whose electronics have hung up repeats its last value, exactly, until it is reset. */
export const stuckSensor: FaultKind = {
  about: 'a sensor shows the same value for hours, to the last digit',
  machineTypes: ['haul truck', 'crusher', 'conveyor'],
  sensors: null,
  usualSensor: { 'haul truck': 'engine_temperature', crusher: 'motor_temperature', conveyor: 'motor_temperature' },
  expected: 'told',
  fadesHours: 0.5,
  show: (shown, { sensorType, atOnset, mendedHours }) => {
    const held = atOnset[sensorType];
    return held === undefined || mendedHours !== null ? shown : { ...shown, [sensorType]: held };
  },
};
