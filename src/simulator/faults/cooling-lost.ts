/** A fault of the simulated mine: cooling is lost, and what it cooled heats up. */
import { added, type FaultKind, inertia, type MachineType, ownFactor } from './fault.ts';

/** What each instrument gains in the end, in its unit, and the time constant of what it measures, in hours. */
const warming: Readonly<Record<MachineType, Readonly<Record<string, readonly [gain: number, hours: number]>>>> = {
  crusher: {
    motor_temperature: [40, 0.7],
    bearing_temperature: [20, 1.2],
    temperature: [22, 1],
    // Warm oil is thin.
    pressure: [-0.25, 1],
  },
  conveyor: { motor_temperature: [36, 0.8] },
  'haul truck': { engine_temperature: [15, 0.25] },
};

/** A fan or a pump stops: what it cooled warms up towards a new balance, the light parts sooner than the heavy ones. */
export const coolingLost: FaultKind = {
  about: 'cooling fails: all temperatures of the machine rise together, each with its own time constant',
  machineTypes: ['haul truck', 'crusher', 'conveyor'],
  sensors: {
    crusher: Object.keys(warming.crusher),
    conveyor: Object.keys(warming.conveyor),
    'haul truck': Object.keys(warming['haul truck']),
  },
  expected: 'told',
  fadesHours: 4,
  show: (shown, moment) => {
    const amounts: Record<string, number> = {};
    for (const [sensorType, [gain, hours]] of Object.entries(warming[moment.machineType])) {
      amounts[sensorType] = gain * ownFactor(moment, 0.1) * inertia(moment, hours);
    }
    return added(shown, amounts);
  },
};
