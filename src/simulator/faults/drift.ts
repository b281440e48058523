/** A fault of the simulated mine: an instrument drifts away from the true value. */
import { added, type FaultKind, ownFactor } from './fault.ts';

/** Of the value that it showed when it began; an ageing thermocouple loses as much in a year, one with a bad joint in an hour. */
const driftPerHour = 0.009;

/** A sensor loses its calibration: what it shows moves away at a steady rate, while nothing else of the machine changes. */
export const drift: FaultKind = {
  about: 'a sensor loses its calibration by 0.9 % of its value an hour',
  machineTypes: ['haul truck', 'crusher', 'conveyor'],
  sensors: null,
  usualSensor: { 'haul truck': 'engine_temperature', crusher: 'bearing_temperature', conveyor: 'belt_tension' },
  expected: 'told',
  fadesHours: 1,
  show: (shown, moment) => {
    const began = moment.atOnset[moment.sensorType];
    if (typeof began !== 'number' || moment.mendedHours !== null) return shown;
    return added(shown, { [moment.sensorType]: began * driftPerHour * ownFactor(moment, 0.15) * moment.hours });
  },
};
