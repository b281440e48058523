/** `andon learning`: what decisions have taught; lists silences and what was withheld, lifts silences, learns anew from history. */
import { type Command, InvalidArgumentError } from 'commander';
import { type Sharing, sharings } from '../../domain/learning/kind.ts';
import { maxPageSize } from '../../limits.ts';
import { createLearningService } from '../../services/learning/learning-service.ts';
import { retrain } from '../../services/learning/retraining.ts';
import { authorOfCommand } from '../author-of-command.ts';
import { queuedLines, reportLines, silenceLines, withheldLines } from '../learning/learning-lines.ts';
import { wholeNumber } from '../option-values.ts';
import { withDatabase } from '../with-database.ts';

export function registerLearning(program: Command): void {
  const learning = program
    .command('learning')
    .description(
      'What decisions have taught: confidences, and kinds of recommendation that no longer interrupt because operators rejected them again and again.',
    );
  learning
    .command('silences')
    .description('Kinds that no longer interrupt: who rejected them, since when, and what was withheld.')
    .action(() => withDatabase(false, async (pool) => silenceLines(await createLearningService(pool).silences())));
  learning
    .command('lift')
    .description('Undo a silence: decisions on its kind up to now count no more, and it interrupts again.')
    .argument('<id>', 'its number, as silences tells it', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--reason <text>', 'why')
    .action((id: number, { reason }: { readonly reason?: string }) =>
      withDatabase(true, async (pool) => {
        return [
          'lifted:',
          ...silenceLines([await createLearningService(pool).lift(id, authorOfCommand(), null, reason)]),
        ];
      }),
    );
  learning
    .command('withheld')
    .description('What was kept out of the queue, the last one first.')
    .option('--last <number>', 'so many', wholeNumber(1, maxPageSize), 50)
    .action(({ last }: { readonly last: number }) =>
      withDatabase(false, async (pool) => {
        const { rows } = await createLearningService(pool).withheld({}, { first: last, after: null });
        return withheldLines(rows);
      }),
    );
  learning
    .command('queue')
    .description('Put withheld recommendations before the operators, to be decided on like any other.')
    .argument('<ids...>', 'their numbers, as withheld tells them')
    .action((ids: readonly string[]) =>
      withDatabase(true, async (pool) => {
        const operator = { operatorId: authorOfCommand().name, siteIds: null };
        return queuedLines(await createLearningService(pool).queue(ids, operator));
      }),
    );
  learning
    .command('retrain')
    .description('Learn anew from every decision that there ever was, and tell how it stood before and stands after.')
    .option(
      '--share <what>',
      'from now on carry what is learnt over between: nothing, sites, equipment-types, both',
      sharing,
    )
    .option('--dry-run', 'only tell')
    .addHelpText(
      'after',
      '\nDecisions from before this version teach nothing until this is run. Silences that were lifted stay lifted.',
    )
    .action(({ share, dryRun = false }: { readonly share?: Sharing; readonly dryRun?: boolean }) =>
      withDatabase(true, async (pool) => {
        const report = await retrain(pool, {
          author: authorOfCommand(),
          dryRun,
          ...(share === undefined ? {} : { sharing: share }),
        });
        return reportLines(report, !dryRun);
      }),
    );
}

function sharing(text: string): Sharing {
  const found = sharings.find((one) => one.replace('_', '-') === text);
  if (found === undefined) throw new InvalidArgumentError('It is nothing, sites, equipment-types or both.');
  return found;
}
