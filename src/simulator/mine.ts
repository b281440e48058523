/** The simulated mine of the demonstration: always the same work, and a bearing that may wear out. */
import type { BearingWear } from './bearing-wear.ts';
import { steadyWork } from './calendar.ts';
import { createMachines, faultyCrusherId, readingsOf, type TagReading } from './machines.ts';

export interface Mine {
  /** One second of the mine: one reading of every tag. `wear` is the bearing of CR_002, healthy when left out. */
  tick(wear?: BearingWear): TagReading[];
}

/** 107 tags. The same seed gives the same readings, tick by tick. */
export function createMine(options: { seed: number }): Mine {
  const machines = createMachines(options.seed);
  return {
    tick: (wear) =>
      machines.flatMap((machine) => {
        const condition = wear !== undefined && machine.equipmentId === faultyCrusherId ? { wear } : {};
        return readingsOf(machine, machine.step(condition, steadyWork));
      }),
  };
}
