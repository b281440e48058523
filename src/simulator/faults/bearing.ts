import { slowBearingWear } from '../bearing-wear.ts';
import type { FaultKind } from './fault.ts';

/** The main-shaft bearing of a crusher wears out over a day: vibration first, then throughput and heat. */
export const bearing: FaultKind = {
  about: 'the main-shaft bearing of a crusher wears out: vibration grows slowly, then ever faster, for a day',
  machineTypes: ['crusher'],
  sensors: {
    crusher: [
      'vibration',
      'throughput',
      'motor_current',
      'motor_power',
      'motor_temperature',
      'bearing_temperature',
      'temperature',
    ],
  },
  expected: 'told',
  fadesHours: 1,
  condition: ({ hours, mendedHours }) => (mendedHours === null ? { wear: slowBearingWear(hours) } : {}),
};
