/** The options of `simulate` and `demo` that say which faults the simulated mine gets, and when. */
import { type Command, InvalidArgumentError } from 'commander';
import { StartupError } from '../errors.ts';
import { faultKindNames } from '../simulator/faults/catalogue.ts';
import type { Fault } from '../simulator/faults/fault.ts';
import { faultsNamed, parsePlan } from '../simulator/faults/plan.ts';
import { mineMachines } from '../simulator/machines.ts';
import { instantMs } from './option-values.ts';
import { readTextFile } from './read-text-file.ts';

export interface PlanOptions {
  readonly faults?: readonly Fault[];
  readonly plan?: string;
  readonly from?: number;
}

/** What the mine goes by when faults are planned. */
export interface MinePlan {
  readonly faults: readonly Fault[];
  /** The mine's own time when it begins, epoch ms. */
  readonly fromMs: number;
}

/** As fast as a day in 24 minutes. */
export const plannedSpeed = 60;

export function addPlanOptions(command: Command): Command {
  return command
    .option(
      '--faults <which>',
      `the mine with shifts, weekends and weather, and the faults of its day: all, none, or some of ${faultKindNames.join(', ')}, with commas between them`,
      namedFaults,
    )
    .option(
      '--plan <file>',
      'the same with faults of your own, as JSON: {"faults": [{"kind": "slow-leak", "equipmentIds": ["HT_003"], "onsetHours": 3, "endHours": 15}]}, hours of the mine since the start',
    )
    .option(
      '--from <time>',
      'the mine’s own time at the start of a plan, for its shifts and weekends (now); readings carry the clock’s time in any case',
      instantMs,
    );
}

/** Null where nothing is planned: the mine is that of the demonstration. Throws StartupError for a plan that cannot be read. */
export async function minePlan(options: PlanOptions): Promise<MinePlan | null> {
  const { faults, plan, from } = options;
  if (faults !== undefined && plan !== undefined) throw new StartupError('Give --faults or --plan, not both.');
  if (faults === undefined && plan === undefined) {
    if (from !== undefined) throw new StartupError('--from is for a plan: give --faults or --plan too.');
    return null;
  }
  return { faults: faults ?? (await plannedIn(plan ?? '')), fromMs: from ?? Date.now() };
}

async function plannedIn(file: string): Promise<readonly Fault[]> {
  try {
    return parsePlan(await readTextFile(file));
  } catch (error) {
    throw new StartupError(`${file} is no plan of faults: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function namedFaults(text: string): readonly Fault[] {
  try {
    return faultsNamed(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

export function mineMachine(text: string): string {
  if (mineMachines.has(text)) return text;
  throw new InvalidArgumentError(`want one of ${[...mineMachines.keys()].join(', ')}`);
}
