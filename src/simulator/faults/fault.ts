/** What a fault of the simulated mine is: where and when it is, and how it changes what a machine does and what its instruments show. */
import type { BearingWear } from '../bearing-wear.ts';
import { hashed } from '../calendar.ts';
import type { TruckRoute } from '../truck-cycle.ts';

export const machineTypes = ['haul truck', 'crusher', 'conveyor'] as const;
export type MachineType = (typeof machineTypes)[number];

/** What the instruments of one machine show, by sensor type; a sensor that is left out shows nothing. */
export type Shown = Readonly<Record<string, number | string>>;

/** How a machine's state differs from a healthy one's, for faults that its model has to work out. */
export interface Condition {
  readonly wear?: BearingWear;
  readonly route?: TruckRoute;
}

/** One fault of a plan, in hours of the mine's time since the plan began. */
export interface Fault {
  readonly kind: string;
  readonly equipmentIds: readonly string[];
  /** Where the kind leaves a choice: the sensor that it is about. */
  readonly sensorType?: string | undefined;
  readonly onsetHours: number;
  /** Mended then; absent: never. */
  readonly endHours?: number | undefined;
}

/** One second of one machine under a fault. Everything is known from it: no fault keeps a state of its own. */
export interface FaultMoment {
  /** Hours that the fault has lasted until now, or until its end. */
  readonly hours: number;
  /** Hours since its end; null while it lasts. */
  readonly mendedHours: number | null;
  /** Second of the mine's time, for what swings. */
  readonly second: number;
  /** The fault's own: no two bearings wear alike. */
  readonly seed: number;
  readonly machineType: MachineType;
  /** The sensor that the fault is about, where the kind leaves a choice. */
  readonly sensorType: string;
  /** What the machine showed when the fault began. */
  readonly atOnset: Shown;
}

/** Whether an operator has to be told of it: at once or at low severity, or whether it is enough to record it. */
export type Expected = 'told' | 'told_low' | 'recorded';

export interface FaultKind {
  /** One sentence for help texts and the ledger. */
  readonly about: string;
  readonly machineTypes: readonly MachineType[];
  /** The sensors that show it, by type of machine; null: the one that the plan names, else `usualSensor`. */
  readonly sensors: Readonly<Partial<Record<MachineType, readonly string[]>>> | null;
  readonly usualSensor?: Readonly<Record<MachineType, string>>;
  /** Sensors that show it beside the one that it is about. */
  readonly alsoShows?: Readonly<Partial<Record<MachineType, readonly string[]>>>;
  readonly expected: Expected;
  /** Hours after its end in which its traces fade: what is told of it then is no false alarm. */
  readonly fadesHours: number;
  /** No reading of its machines arrives while it lasts; they come late, all at once, when it ends. */
  readonly silences?: boolean;
  condition?(moment: FaultMoment): Condition;
  show?(shown: Shown, moment: FaultMoment): Shown;
}

/** Thermal inertia, 0…1: towards 1 while the fault lasts and back to 0 once it is mended, with the same time constant. */
export function inertia({ hours, mendedHours }: FaultMoment, timeConstantHours: number): number {
  const reached = 1 - Math.exp(-hours / timeConstantHours);
  return mendedHours === null ? reached : reached * Math.exp(-mendedHours / timeConstantHours);
}

/** Between 1 − spread and 1 + spread, the fault's own. */
export function ownFactor({ seed }: FaultMoment, spread: number): number {
  return 1 + spread * (2 * hashed(seed, 0, 11) - 1);
}

/** Noise of a second, roughly normal with standard deviation 1 and within ±3. */
export function noiseOf({ seed, second }: FaultMoment, purpose: number): number {
  let sum = 0;
  for (let part = 0; part < 4; part += 1) sum += hashed(seed + part * 7_919, second, purpose);
  return (sum - 2) * Math.sqrt(3);
}

/** The same with the given amounts added to the sensors that it shows as numbers. */
export function added(shown: Shown, amounts: Readonly<Record<string, number>>): Shown {
  const changed: Record<string, number | string> = { ...shown };
  for (const [sensorType, amount] of Object.entries(amounts)) {
    const value = changed[sensorType];
    if (typeof value === 'number') changed[sensorType] = value + amount;
  }
  return changed;
}
