/** A change of the simulated mine that is no fault: a truck is sent to a higher dump. */
import type { FaultKind } from './fault.ts';

/** Uphill to another dump: half as long again, slower, the engine nearer to its limit; all within what a truck may do. */
const higherDump = { haulingPace: 2 / 3, speedKmH: 19, engineRpm: 1_760, coolantC: 91.8 };

/** No fault of the machine, but new: a truck is sent to another dump, and its cycle is another one from then on. */
export const loadCycle: FaultKind = {
  about: 'a truck is sent to a higher dump: its cycle is longer and slower, every value stays within its range',
  machineTypes: ['haul truck'],
  sensors: { 'haul truck': ['cycle_state', 'speed', 'engine_temperature', 'engine_speed', 'fuel_level', 'payload'] },
  expected: 'recorded',
  fadesHours: 1,
  condition: ({ mendedHours }) => (mendedHours === null ? { route: higherDump } : {}),
};
