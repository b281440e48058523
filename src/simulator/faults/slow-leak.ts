/** A fault of the simulated mine: pressure is lost slowly. */
import { added, type FaultKind, inertia, ownFactor } from './fault.ts';

/** Share of the pressure above the air's that is lost in an hour: a nail in a tyre, or a worn seal of the lubrication pump. */
const lossPerHour = 0.021;

/** Pressure falls exponentially, as what drives gas or oil through a small hole falls with it; it is back at once when it is mended. */
export const slowLeak: FaultKind = {
  about: 'a tyre of a truck, or the lubrication of a crusher, loses 2 % of its pressure an hour',
  machineTypes: ['haul truck', 'crusher'],
  sensors: null,
  usualSensor: { 'haul truck': 'tyre_pressure_rear_left_outer', crusher: 'pressure', conveyor: '' },
  alsoShows: { crusher: ['temperature'] },
  expected: 'told',
  fadesHours: 1,
  show: (shown, moment) => {
    const pressureBar = shown[moment.sensorType];
    if (typeof pressureBar !== 'number' || moment.mendedHours !== null) return shown;
    const left = Math.exp(-lossPerHour * ownFactor(moment, 0.15) * moment.hours);
    const leaked = { ...shown, [moment.sensorType]: pressureBar * left };
    // Less oil carries the same heat.
    return moment.machineType === 'crusher' ? added(leaked, { temperature: 6 * inertia(moment, 4) }) : leaked;
  },
};
