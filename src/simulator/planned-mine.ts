/** The simulated mine by its calendar, with the faults of a plan: what every tag shows in any second of the mine's own time. */
import { workAt } from './calendar.ts';
import { chosenSensor, faultKind } from './faults/catalogue.ts';
import type { Condition, Fault, FaultKind, FaultMoment, Shown } from './faults/fault.ts';
import { createMachines, type Machine, readingsOf, type TagReading } from './machines.ts';

export interface PlannedMineOptions {
  readonly seed: number;
  /** The mine's own time in its second 0, epoch ms: which shift works, and whether it is a weekend. */
  readonly startMs: number;
  readonly faults: readonly Fault[];
  /** Seconds of health before the faults' hours begin to count. */
  readonly planFromS?: number;
  /** Only these machines; absent: all. They show the same as they would among the others. */
  readonly only?: ReadonlySet<string>;
}

export interface PlannedMine {
  /** Lets the mine run until that second, which may not lie before the last one asked for; gives what it shows then. */
  advanceTo(second: number): TagReading[];
  /** Machines whose gateway is without a connection in that second: what they show is not sent then. */
  silentMachines(second: number): ReadonlySet<string>;
}

interface Placed {
  readonly fault: Fault;
  readonly kind: FaultKind;
  readonly onsetS: number;
  /** Infinity: never. */
  readonly endS: number;
  readonly seed: number;
}

const hourS = 3_600;

/** The same options give the same readings of a second, whichever seconds were asked for before. */
export function createPlannedMine({ seed, startMs, faults, planFromS = 0, only }: PlannedMineOptions): PlannedMine {
  const placed = faults.map((fault, place): Placed => {
    const onsetS = planFromS + Math.round(fault.onsetHours * hourS);
    const endS =
      fault.endHours === undefined ? Number.POSITIVE_INFINITY : planFromS + Math.round(fault.endHours * hourS);
    return { fault, kind: faultKind(fault.kind), onsetS, endS, seed: seed * 31 + place };
  });
  const machines = createMachines(seed, only).map(
    (machine) =>
      new PlannedMachine(
        machine,
        placed.filter(({ fault }) => fault.equipmentIds.includes(machine.equipmentId)),
      ),
  );
  let second = -1;
  let readings: TagReading[] = [];
  return {
    advanceTo: (to) => {
      if (to < second) throw new Error(`the mine is at second ${second} and cannot go back to ${to}`);
      while (second < to) {
        second += 1;
        const work = workAt(startMs + second * 1_000, seed);
        for (const machine of machines) machine.step(second, work);
        if (second === to) readings = machines.flatMap((machine) => machine.readings());
      }
      return readings;
    },
    silentMachines: (at) =>
      new Set(
        placed
          .filter(({ kind, onsetS, endS }) => kind.silences === true && at >= onsetS && at < endS)
          .flatMap(({ fault }) => fault.equipmentIds),
      ),
  };
}

/** One machine with the faults that it will have. */
class PlannedMachine {
  readonly #machine: Machine;
  readonly #faults: readonly Placed[];
  readonly #atOnset = new Map<Placed, Shown>();
  #shown: Shown = {};
  #second = -1;

  constructor(machine: Machine, faults: readonly Placed[]) {
    this.#machine = machine;
    this.#faults = faults;
  }

  step(second: number, work: ReturnType<typeof workAt>): void {
    this.#second = second;
    const condition: Condition = {};
    for (const placed of this.#begun()) Object.assign(condition, placed.kind.condition?.(this.#moment(placed)));
    this.#shown = this.#machine.step(condition, work);
    // Kept in its second, whether or not anybody asks for that one.
    for (const placed of this.#faults) if (placed.onsetS === second) this.#atOnset.set(placed, this.#seen());
  }

  readings(): TagReading[] {
    return readingsOf(this.#machine, this.#seen());
  }

  /** What the instruments show, with the faults of instruments and those that need no model in it. */
  #seen(): Shown {
    let shown = this.#shown;
    for (const placed of this.#begun()) shown = placed.kind.show?.(shown, this.#moment(placed)) ?? shown;
    return shown;
  }

  #begun(): readonly Placed[] {
    return this.#faults.filter(({ onsetS }) => onsetS <= this.#second);
  }

  #moment(placed: Placed): FaultMoment {
    const { onsetS, endS, fault, seed } = placed;
    const lastS = Math.min(this.#second, endS);
    return {
      hours: (lastS - onsetS) / hourS,
      mendedHours: this.#second < endS ? null : (this.#second - endS) / hourS,
      second: this.#second,
      seed,
      machineType: this.#machine.machineType,
      sensorType: chosenSensor(fault, this.#machine.machineType),
      atOnset: this.#atOnset.get(placed) ?? this.#shown,
    };
  }
}
