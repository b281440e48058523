/** The machines of the simulated mine: 5 haul trucks, 3 crushers, 2 conveyors, each with its model and its panel of instruments. */
import { seededRandom } from '../client/random.ts';
import type { Work } from './calendar.ts';
import { conveyorPanel, createConveyor } from './conveyor.ts';
import { createCrusher, crusherPanel } from './crusher.ts';
import type { Condition, MachineType, Shown } from './faults/fault.ts';
import { createHaulTruck, truckPanel } from './haul-truck.ts';
import type { InstrumentPanel } from './master-data.ts';
import { quantise } from './signal.ts';

/** What one instrument shows in one second. */
export interface TagReading {
  readonly equipmentId: string;
  readonly sensorType: string;
  readonly units: string;
  readonly value: number | string;
}

export interface Machine {
  readonly equipmentId: string;
  readonly machineType: MachineType;
  readonly panel: InstrumentPanel;
  /** The next second: what its instruments would show if they had no steps. */
  step(condition: Condition, work: Work): Shown;
}

/** The crusher whose bearing wears out. */
export const faultyCrusherId = 'CR_002';

/**
 * Where in its cycle each truck begins, in seconds after a loading began. All are places from which the next ten minutes see the truck
 * full and empty: a baseline of ten minutes in one state would call the other state an anomaly.
 */
const truckStartS = { HT_001: 420, HT_002: 495, HT_003: 570, HT_004: 1_140, HT_005: 1_260 } as const;
const crusherIds = ['CR_001', faultyCrusherId, 'CR_003'] as const;
const conveyorIds = ['CV_001', 'CV_002'] as const;

/** What is where, by the names of the machines. */
export const mineMachines: ReadonlyMap<string, Pick<Machine, 'machineType' | 'panel'>> = new Map([
  ...placed(Object.keys(truckStartS), 'haul truck', truckPanel),
  ...placed(crusherIds, 'crusher', crusherPanel),
  ...placed(conveyorIds, 'conveyor', conveyorPanel),
]);

function placed(ids: readonly string[], machineType: MachineType, panel: InstrumentPanel) {
  return ids.map((id) => [id, { machineType, panel }] as const);
}

/** The same seed gives the same machines, second by second, whether all of them are made or only some. */
export function createMachines(seed: number, only?: ReadonlySet<string>): readonly Machine[] {
  const random = seededRandom(seed);
  const isWanted = (equipmentId: string): boolean => only?.has(equipmentId) ?? true;
  const wantedTrucks = Object.entries(truckStartS).filter(([equipmentId]) => isWanted(equipmentId));
  const trucks = wantedTrucks.map(([equipmentId, startS]): Machine => {
    const own = random.fork(equipmentId);
    const step = createHaulTruck(own, startS + Math.round(30 * (own.next() - 0.5)));
    return {
      equipmentId,
      machineType: 'haul truck',
      panel: truckPanel,
      step: ({ route }, work) => step(route, work),
    };
  });
  const crushers = crusherIds.filter(isWanted).map((equipmentId): Machine => {
    const step = createCrusher(random.fork(equipmentId));
    return { equipmentId, machineType: 'crusher', panel: crusherPanel, step: ({ wear }, work) => step(wear, work) };
  });
  const conveyors = conveyorIds.filter(isWanted).map((equipmentId): Machine => {
    const step = createConveyor(random.fork(equipmentId));
    return { equipmentId, machineType: 'conveyor', panel: conveyorPanel, step: (_condition, work) => step(work) };
  });
  return [...trucks, ...crushers, ...conveyors];
}

/** The readings of what a machine's instruments show, in the steps that they show it in. */
export function readingsOf({ equipmentId, panel }: Machine, shown: Shown): TagReading[] {
  return Object.entries(shown).map(([sensorType, value]) => {
    const { unit = '', resolution = 0 } = panel[sensorType] ?? {};
    return {
      equipmentId,
      sensorType,
      units: unit,
      value: typeof value === 'number' ? quantise(value, resolution) : value,
    };
  });
}
