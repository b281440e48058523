/** A fault of the simulated mine: a sensor is replaced by one that shows something else. */
import { added, type FaultKind, noiseOf } from './fault.ts';

/** In parts of the value that the old one showed when it was taken out. */
const offsetShare = 0.15;
const noiseShare = 0.03;

/** A sensor is replaced by one of another make: it shows more, and swings more, from one second to the next and for good. */
export const sensorReplaced: FaultKind = {
  about: 'a sensor is replaced by one that shows 15 % more, with more noise',
  machineTypes: ['haul truck', 'crusher', 'conveyor'],
  sensors: null,
  usualSensor: { 'haul truck': 'vibration', crusher: 'vibration', conveyor: 'vibration' },
  expected: 'told_low',
  fadesHours: 1,
  show: (shown, moment) => {
    const before = moment.atOnset[moment.sensorType];
    if (typeof before !== 'number' || moment.mendedHours !== null) return shown;
    return added(shown, { [moment.sensorType]: before * (offsetShare + noiseShare * noiseOf(moment, 31)) });
  },
};
