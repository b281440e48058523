/** `andon detection`: which detectors run on what; lists, explains, changes and removes settings. */
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { loadConfig } from '../../config.ts';
import type { Database } from '../../db/connection/database.ts';
import { detectorCatalogue } from '../../domain/detection/catalogue.ts';
import { defaultSiteId } from '../../domain/equipment/equipment.ts';
import { AndonError, StartupError } from '../../errors.ts';
import { maxPageSize } from '../../limits.ts';
import {
  createDetectionService,
  type DetectionInput,
  type DetectionService,
} from '../../services/detection-service.ts';
import { catalogueLines, changeLines, sensorLines, settingLines } from '../detection/detection-lines.ts';
import { openExisting } from '../existing-database.ts';
import { wholeNumber } from '../option-values.ts';

interface PlaceOptions {
  readonly site?: string;
  readonly equipmentType?: string;
  readonly equipment?: string;
  readonly sensorType?: string;
}

interface SetOptions extends PlaceOptions {
  readonly on?: boolean;
  readonly off?: boolean;
  readonly open?: boolean;
  readonly param?: readonly Parameter[];
}

interface Parameter {
  readonly name: string;
  readonly value: number | null;
}

export function registerDetection(program: Command): void {
  const detection = program
    .command('detection')
    .description(
      'Which detectors run on what, and by which parameters. A change holds on every running server from the next reading on; of two settings the one for the narrower place wins: sensor, equipment, sensor type of an equipment type, sensor type, equipment type, site, all.',
    );
  detection
    .command('list')
    .description('The settings that were made, with who changed them last; and the detectors with their defaults.')
    .action(() =>
      run(false, async ({ list }) => [...catalogueLines(detectorCatalogue), '', ...settingLines(await all(list))]),
    );
  detection
    .command('show')
    .description('What holds for one sensor, of every detector, and which setting says so.')
    .argument('<equipment>', 'the machine')
    .argument('<sensor>', 'the type of its sensor')
    .option('--site <id>', 'the site', defaultSiteId)
    .action((equipmentId: string, sensorType: string, { site: siteId }: { readonly site: string }) =>
      run(false, async ({ ofSensor }) => {
        const detectors = await ofSensor({ siteId, equipmentId, sensorType });
        if (detectors !== null) return sensorLines(detectors);
        throw new StartupError(
          `${equipmentId} at the site ${siteId} has no sensor ${sensorType}; names are taken as they are written.`,
        );
      }),
    );
  withPlace(
    detection
      .command('set')
      .description(
        'Choose whether a detector runs at a place, and by which parameters. What is not named stays as it is.',
      )
      .argument('<detector>', 'its name, as list tells it'),
  )
    .addHelpText(
      'after',
      `
Examples:
  $ andon detection set novelty --off --sensor-type speed --equipment-type "haul truck"
  $ andon detection set novelty --param queue_score=0.3 --equipment CR_002 --sensor-type vibration
  $ andon detection set novelty --param queue_score= --equipment CR_002 --sensor-type vibration   # as a wider setting says`,
    )
    .action((detector: string, options: SetOptions) =>
      run(true, async ({ set }) => settingLines([await set(inputOf(detector, options), author())])),
    );
  detection
    .command('remove')
    .description('Remove a setting, so that the next wider one holds.')
    .argument('<id>', 'its number, as list tells it', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action((id: number) =>
      run(true, async ({ remove }) => {
        const { detector } = await remove(id, author(), null);
        return [`removed setting ${id} of ${detector}`];
      }),
    );
  detection
    .command('history')
    .description('Who changed which setting when, newest first.')
    .option('--last <number>', 'so many changes', wholeNumber(1, maxPageSize), 50)
    .action(({ last }: { readonly last: number }) =>
      run(false, async ({ history }) => changeLines((await history({}, { first: last, after: null })).rows)),
    );
}

/** The options that name a place and what is to hold there. */
function withPlace(command: Command): Command {
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

/** Refusals are told as a sentence. */
async function run(writes: boolean, work: (service: DetectionService) => Promise<readonly string[]>): Promise<void> {
  let database: Database | undefined;
  try {
    database = await openExisting(loadConfig(), { writes });
    for (const line of await work(createDetectionService(database.pool))) console.log(line);
  } catch (error) {
    if (error instanceof AndonError) throw new StartupError(error.message, { cause: error });
    throw error;
  } finally {
    await database?.close();
  }
}

async function all(list: DetectionService['list']) {
  const settings = [];
  for (let after: number | null = null; ; ) {
    const { rows, hasNextPage } = await list({}, { first: maxPageSize, after });
    settings.push(...rows);
    const last = rows.at(-1);
    if (!hasNextPage || last === undefined) return settings;
    after = last.id;
  }
}

/** Who runs the command, as their system knows them. */
function author() {
  return { name: userInfo().username, through: 'command' } as const;
}
