/** Which faults the simulated mine gets, and when: the plan of a day, single kinds of it, or a file. */
import { z } from 'zod';
import { mineMachines } from '../machines.ts';
import { chosenSensor, faultKind, faultKindNames } from './catalogue.ts';
import type { Fault } from './fault.ts';

/** Every kind once within 24 hours, on machines apart; HT_001, HT_004 and HT_005 stay healthy. */
export const dayPlan: readonly Fault[] = [
  { kind: 'bearing', equipmentIds: ['CR_002'], onsetHours: 2 },
  { kind: 'slow-leak', equipmentIds: ['HT_003'], onsetHours: 3, endHours: 15 },
  { kind: 'drift', equipmentIds: ['CR_003'], sensorType: 'bearing_temperature', onsetHours: 4, endHours: 20 },
  { kind: 'stuck-sensor', equipmentIds: ['CV_002'], sensorType: 'motor_temperature', onsetHours: 5, endHours: 9 },
  { kind: 'load-cycle', equipmentIds: ['HT_002'], onsetHours: 8, endHours: 20 },
  { kind: 'gateway-gone', equipmentIds: ['CV_001', 'CV_002'], onsetHours: 10.5, endHours: 11.25 },
  { kind: 'cooling-lost', equipmentIds: ['CR_001'], onsetHours: 12.5, endHours: 15.5 },
  { kind: 'belt-slip', equipmentIds: ['CV_001'], onsetHours: 16, endHours: 21.5 },
  { kind: 'sensor-replaced', equipmentIds: ['CV_002'], sensorType: 'vibration', onsetHours: 18 },
];

/** A fault as a plan names it, checked against the machines that there are. */
export const plannedFault = z
  .strictObject({
    kind: z.enum(faultKindNames),
    equipmentIds: z.array(z.string()).min(1),
    sensorType: z.string().optional(),
    onsetHours: z.number().min(0).max(10_000),
    endHours: z.number().max(10_000).optional(),
  })
  .superRefine((fault, context) => {
    const problem = problemOf(fault);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

const planFile = z.strictObject({ faults: z.array(plannedFault) });

/** Throws an Error that names what is wrong and where. */
export function parsePlan(text: string): readonly Fault[] {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new Error(`a plan is JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = planFile.safeParse(given);
  if (parsed.success) return parsed.data.faults;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join('.') || 'the plan'}: ${issue?.message ?? 'unreadable'}`);
}

/** `all`, `none`, or names of kinds with commas between them. Throws an Error that names the kinds. */
export function faultsNamed(text: string): readonly Fault[] {
  if (text === 'all') return dayPlan;
  if (text === 'none') return [];
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !faultKindNames.includes(name));
  if (unknown !== undefined) {
    throw new Error(`there is no fault called ${unknown}: want all, none, or some of ${faultKindNames.join(', ')}`);
  }
  return dayPlan.filter(({ kind }) => names.includes(kind));
}

function problemOf(fault: Fault): string | null {
  const kind = faultKind(fault.kind);
  for (const equipmentId of fault.equipmentIds) {
    const machine = mineMachines.get(equipmentId);
    if (machine === undefined) return `the mine has no ${equipmentId}, it has ${[...mineMachines.keys()].join(', ')}`;
    const { machineType, panel } = machine;
    if (!kind.machineTypes.includes(machineType)) return `${fault.kind} is nothing that a ${machineType} can have`;
    if (kind.sensors !== null && fault.sensorType !== undefined) return `${fault.kind} takes no sensorType`;
    const sensorType = chosenSensor(fault, machineType);
    if (sensorType !== '' && panel[sensorType] === undefined) return `${equipmentId} has no sensor ${sensorType}`;
  }
  if (fault.endHours !== undefined && fault.endHours <= fault.onsetHours) return 'endHours must lie after onsetHours';
  return null;
}
