/** Every kind of fault that the simulated mine knows, by its name on the command line and in plans. */
import { bearing } from './bearing.ts';
import { beltSlip } from './belt-slip.ts';
import { coolingLost } from './cooling-lost.ts';
import { drift } from './drift.ts';
import type { Fault, FaultKind, MachineType } from './fault.ts';
import { gatewayGone } from './gateway-gone.ts';
import { loadCycle } from './load-cycle.ts';
import { sensorReplaced } from './sensor-replaced.ts';
import { slowLeak } from './slow-leak.ts';
import { stuckSensor } from './stuck-sensor.ts';

const kinds: ReadonlyMap<string, FaultKind> = new Map([
  ['bearing', bearing],
  ['slow-leak', slowLeak],
  ['stuck-sensor', stuckSensor],
  ['drift', drift],
  ['gateway-gone', gatewayGone],
  ['cooling-lost', coolingLost],
  ['belt-slip', beltSlip],
  ['load-cycle', loadCycle],
  ['sensor-replaced', sensorReplaced],
]);

export const faultKindNames: readonly string[] = [...kinds.keys()];

/** Throws when there is none of that name: plans are checked before. */
export function faultKind(name: string): FaultKind {
  const kind = kinds.get(name);
  if (kind === undefined) throw new Error(`there is no fault called ${name}`);
  return kind;
}

/** The sensor that a fault is about, where its kind leaves a choice; else empty. */
export function chosenSensor(fault: Fault, machineType: MachineType): string {
  const { sensors, usualSensor } = faultKind(fault.kind);
  return sensors === null ? (fault.sensorType ?? usualSensor?.[machineType] ?? '') : '';
}

/** The sensors of one machine that show a fault; null when it is all of them. */
export function affectedSensors(fault: Fault, machineType: MachineType): readonly string[] | null {
  const { sensors, silences, alsoShows } = faultKind(fault.kind);
  if (silences === true) return null;
  if (sensors !== null) return sensors[machineType] ?? [];
  return [chosenSensor(fault, machineType), ...(alsoShows?.[machineType] ?? [])];
}
