import type { FaultKind } from './fault.ts';

/** The gateway of several machines loses its connection; it keeps their readings and sends them, late, once it is back. */
export const gatewayGone: FaultKind = {
  about: 'the gateway of several machines is silent, then sends all of its readings late',
  machineTypes: ['haul truck', 'crusher', 'conveyor'],
  sensors: {},
  expected: 'told',
  fadesHours: 0.5,
  silences: true,
};
