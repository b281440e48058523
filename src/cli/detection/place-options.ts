/** The options of `andon detection` that name a place, and what is to hold there. */
import { type Command, InvalidArgumentError } from 'commander';
import { defaultSiteId } from '../../domain/equipment/equipment.ts';
import { StartupError } from '../../errors.ts';
import type { DetectionInput } from '../../services/detection-service.ts';

interface PlaceOptions {
  readonly site?: string;
  readonly equipmentType?: string;
  readonly equipment?: string;
  readonly sensorType?: string;
}

export interface SetOptions extends PlaceOptions {
  readonly on?: boolean;
  readonly off?: boolean;
  readonly open?: boolean;
  readonly param?: readonly Parameter[];
}

interface Parameter {
  readonly name: string;
  readonly value: number | null;
}

/** The options that name a place and what is to hold there. */
export function withPlace(command: Command): Command {
  return command
    .option('--on', 'it runs')
    .option('--off', 'it does not run')
    .option('--open', 'whether it runs is left to the next wider setting')
    .option('--param <name=value...>', 'a parameter; without a value it is left to the next wider setting', parameter)
    .option('--site <id>', `at this site (every one; with --equipment ${defaultSiteId})`)
    .option('--equipment-type <type>', 'on equipment of this type')
    .option('--sensor-type <type>', 'on sensors of this type; with --equipment on this one sensor')
    .option('--equipment <id>', 'on this machine');
}

export function inputOf(detector: string, options: SetOptions): DetectionInput {
  const { on, off, open, param = [], site, equipmentType, sensorType, equipment } = options;
  const switches = [on, off, open].filter((given) => given === true);
  if (switches.length > 1) throw new StartupError('--on, --off and --open exclude each other; give one of them.');
  return {
    detector,
    siteId: site ?? (equipment === undefined ? undefined : defaultSiteId),
    equipmentType,
    sensorType,
    equipmentId: equipment,
    ...(switches.length === 1 && { enabled: open === true ? null : on === true }),
    parameters: param,
  };
}

/** Collects what is given once or several times. */
export function parameter(text: string, before: readonly Parameter[] = []): Parameter[] {
  const [, name, written = ''] = /^([a-z_0-9]+)=(.*)$/i.exec(text) ?? [];
  const value = written.trim() === '' ? null : Number(written);
  if (name === undefined || Number.isNaN(value)) {
    throw new InvalidArgumentError('want a name and a number, such as queue_score=0.3');
  }
  return [...before, { name, value }];
}
