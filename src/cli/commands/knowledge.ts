/** `andon knowledge`: what recommendations say of causes, checks and action; lists, exports, compares and imports entries. */
import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { KnowledgeEntry } from '../../domain/knowledge/entry.ts';
import { knowledgeText, parseKnowledge } from '../../domain/knowledge/entry-form.ts';
import { StartupError } from '../../errors.ts';
import { maxPageSize } from '../../limits.ts';
import { createKnowledgeService, type KnowledgeService } from '../../services/knowledge/knowledge-service.ts';
import { authorOfCommand } from '../author-of-command.ts';
import { changeLines, differenceLines, entryLines } from '../knowledge/knowledge-lines.ts';
import { wholeNumber } from '../option-values.ts';
import { readTextFile } from '../read-text-file.ts';
import { withDatabase } from '../with-database.ts';

interface ListOptions {
  readonly own?: true;
  readonly issue?: string;
  readonly equipmentType?: string;
  readonly sensorType?: string;
}

export function registerKnowledge(program: Command): void {
  const knowledge = program
    .command('knowledge')
    .description(
      'What recommendations say of causes, checks and action. Own entries stand before those that are shipped; a change holds on every running server from the next recommendation on.',
    );
  knowledge
    .command('list')
    .description('Entries, own ones first.')
    .option('--own', 'own ones only')
    .option('--issue <name>', 'for this issue, such as high or stuck')
    .option('--equipment-type <type>', 'that hold for such equipment')
    .option('--sensor-type <type>', 'that hold for such sensors')
    .action(({ own, issue, equipmentType, sensorType }: ListOptions) =>
      withKnowledge(false, async ({ all }) =>
        entryLines(
          await all({
            ...(own === undefined ? {} : { isOwn: true }),
            ...(issue === undefined ? {} : { issue }),
            ...(equipmentType === undefined ? {} : { equipmentType }),
            ...(sensorType === undefined ? {} : { sensorType }),
          }),
        ),
      ),
    );
  knowledge
    .command('export')
    .description('Write own entries as JSON, to a file or to the screen.')
    .argument('[file]', 'where to; absent: the screen')
    .option('--all', 'with the shipped ones that no own one replaces')
    .action((file: string | undefined, { all: withShipped }: { readonly all?: true }) =>
      withKnowledge(false, async ({ all }) => {
        const entries = (await all({})).filter(
          ({ own, isReplaced }) => own !== null || (withShipped === true && !isReplaced),
        );
        const text = knowledgeText(entries);
        if (file === undefined) return [text.trimEnd()];
        await writeFile(file, text);
        return [`${entries.length} entries written to ${file}`];
      }),
    );
  knowledge
    .command('diff')
    .description('What an import of a file would add (+) and change (~), and which own entries it does not have (-).')
    .argument('<file>', 'as export writes it')
    .action(async (file: string) => {
      const entries = await entriesOf(file);
      await withKnowledge(false, async ({ all }) => differenceLines(entries, await all({})));
    });
  knowledge
    .command('import')
    .description('Add the entries of a file, and change those that stand at the same place: all of them or none.')
    .argument('<file>', 'as export writes it')
    .addHelpText(
      'after',
      '\nOwn entries that the file does not have stay. What is as it is shipped becomes no own entry.',
    )
    .action(async (file: string) => {
      const entries = await entriesOf(file);
      await withKnowledge(true, async ({ importAll }) => {
        const { added, changed, unchanged } = await importAll(entries, authorOfCommand());
        return [`${added} added, ${changed} changed, ${unchanged} as they were`];
      });
    });
  knowledge
    .command('remove')
    .description('Remove an own entry, so that the next general one, at last a shipped one, holds.')
    .argument('<id>', 'its number, as list tells it', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action((id: number) =>
      withKnowledge(true, async ({ remove }) => [
        `removed:`,
        ...entryLines([await remove(id, authorOfCommand(), null)]),
      ]),
    );
  knowledge
    .command('history')
    .description('Who changed which entry when, newest first.')
    .option('--last <number>', 'so many changes', wholeNumber(1, maxPageSize), 50)
    .action(({ last }: { readonly last: number }) =>
      withKnowledge(false, async ({ history }) => changeLines((await history({}, { first: last, after: null })).rows)),
    );
}

function withKnowledge(
  writes: boolean,
  work: (service: KnowledgeService) => Promise<readonly string[]>,
): Promise<void> {
  return withDatabase(writes, (pool) => work(createKnowledgeService(pool)));
}

async function entriesOf(file: string): Promise<readonly KnowledgeEntry[]> {
  try {
    return parseKnowledge(await readTextFile(file));
  } catch (error) {
    throw new StartupError(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
