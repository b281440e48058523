import { seededRandom } from '../client/random.ts';
import type { BearingWear } from './bearing-wear.ts';
import { conveyorPanel, createConveyor } from './conveyor.ts';
import { createCrusher, crusherPanel } from './crusher.ts';
import { createHaulTruck, truckPanel } from './haul-truck.ts';
import type { InstrumentPanel, PanelValues } from './master-data.ts';
import { quantise } from './signal.ts';

/** What one instrument shows in one second. */
export interface TagReading {
  readonly equipmentId: string;
  readonly sensorType: string;
  readonly units: string;
  readonly value: number | string;
}

export interface Mine {
  /** One second of the mine: one reading of every tag. `wear` is the bearing of CR_002, healthy when left out. */
  tick(wear?: BearingWear): TagReading[];
}

/** The crusher whose bearing wears out. */
export const faultyCrusherId = 'CR_002';

/**
 * Where in its cycle each truck begins, in seconds after a loading began. All are places from which the next ten minutes see the truck
 * full and empty: a baseline of ten minutes in one state would call the other state an anomaly.
 */
const truckStartS = { HT_001: 420, HT_002: 495, HT_003: 570, HT_004: 1_140, HT_005: 1_260 } as const;

/** The simulated mine: 5 haul trucks, 3 crushers, 2 conveyors, 107 tags. The same seed gives the same readings, tick by tick. */
export function createMine(options: { seed: number }): Mine {
  const random = seededRandom(options.seed);
  const trucks = Object.entries(truckStartS).map(([equipmentId, startS]) => {
    const own = random.fork(equipmentId);
    return { equipmentId, step: createHaulTruck(own, startS + Math.round(30 * (own.next() - 0.5))) };
  });
  const crushers = ['CR_001', faultyCrusherId, 'CR_003'].map((equipmentId) => ({
    equipmentId,
    step: createCrusher(random.fork(equipmentId)),
  }));
  const conveyors = ['CV_001', 'CV_002'].map((equipmentId) => ({
    equipmentId,
    step: createConveyor(random.fork(equipmentId)),
  }));
  return {
    tick: (wear) => [
      ...trucks.flatMap(({ equipmentId, step }) => shown(equipmentId, truckPanel, step())),
      ...crushers.flatMap(({ equipmentId, step }) =>
        shown(equipmentId, crusherPanel, step(equipmentId === faultyCrusherId ? wear : undefined)),
      ),
      ...conveyors.flatMap(({ equipmentId, step }) => shown(equipmentId, conveyorPanel, step())),
    ],
  };
}

function shown<Panel extends InstrumentPanel>(
  equipmentId: string,
  panel: Panel,
  values: PanelValues<Panel>,
): TagReading[] {
  return Object.entries<number | string>(values).map(([sensorType, value]) => {
    const { unit = '', resolution = 0 } = panel[sensorType] ?? {};
    return {
      equipmentId,
      sensorType,
      units: unit,
      value: typeof value === 'number' ? quantise(value, resolution) : value,
    };
  });
}
