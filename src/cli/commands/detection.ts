/** `andon detection`: which detectors run on what; lists, explains, changes and removes settings. */
import type { Command } from 'commander';
import { detectorCatalogue } from '../../domain/detection/catalogue.ts';
import { defaultSiteId } from '../../domain/equipment/equipment.ts';
import { StartupError } from '../../errors.ts';
import { maxPageSize, maxTrialSpanMs } from '../../limits.ts';
import type { DetectionService } from '../../services/detection-service.ts';
import { authorOfCommand } from '../author-of-command.ts';
import { catalogueLines, changeLines, sensorLines, settingLines } from '../detection/detection-lines.ts';
import { inputOf, type SetOptions, withPlace } from '../detection/place-options.ts';
import { trialLines } from '../detection/trial-lines.ts';
import { withDetection } from '../detection/with-detection.ts';
import { wholeNumber } from '../option-values.ts';

const dayMs = 86_400_000;

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
      withDetection(false, async ({ list }) => [
        ...catalogueLines(detectorCatalogue),
        '',
        ...settingLines(await all(list)),
      ]),
    );
  detection
    .command('show')
    .description('What holds for one sensor, of every detector, and which setting says so.')
    .argument('<equipment>', 'the machine')
    .argument('<sensor>', 'the type of its sensor')
    .option('--site <id>', 'the site', defaultSiteId)
    .action((equipmentId: string, sensorType: string, { site: siteId }: { readonly site: string }) =>
      withDetection(false, async ({ ofSensor }) => {
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
      withDetection(true, async ({ set }) => settingLines([await set(inputOf(detector, options), authorOfCommand())])),
    );
  detection
    .command('remove')
    .description('Remove a setting, so that the next wider one holds.')
    .argument('<id>', 'its number, as list tells it', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action((id: number) =>
      withDetection(true, async ({ remove }) => {
        const { detector } = await remove(id, authorOfCommand(), null);
        return [`removed setting ${id} of ${detector}`];
      }),
    );
  withPlace(
    detection
      .command('try')
      .description(
        'Try what set would change on the readings and windows of the last days, by the code that runs live. Nothing is changed.',
      )
      .argument('<detector>', 'its name, as list tells it'),
  )
    .option('--days <number>', 'so many days, until now', wholeNumber(1, maxTrialSpanMs / dayMs), 3)
    .addHelpText(
      'after',
      `
Example:
  $ andon detection try novelty --param queue_score=0.3 --sensor-type vibration --days 3`,
    )
    .action((detector: string, { days, ...options }: SetOptions & { readonly days: number }) =>
      withDetection(false, async ({ propose }, { trial }) => {
        const proposal = await propose(inputOf(detector, options));
        const toMs = Date.now();
        return trialLines(await trial.run({ proposal, from: new Date(toMs - days * dayMs), to: new Date(toMs) }));
      }),
    );
  detection
    .command('history')
    .description('Who changed which setting when, newest first.')
    .option('--last <number>', 'so many changes', wholeNumber(1, maxPageSize), 50)
    .action(({ last }: { readonly last: number }) =>
      withDetection(false, async ({ history }) => changeLines((await history({}, { first: last, after: null })).rows)),
    );
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
