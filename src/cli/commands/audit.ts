/** `andon audit`: checks the chain of the audit, writes it out, and cuts off its old end. */
import { once } from 'node:events';
import { type Command, InvalidArgumentError } from 'commander';
import { loadConfig } from '../../config.ts';
import { cutAudit, readUnchained } from '../../db/audit/audit-chain.ts';
import type { Database } from '../../db/connection/database.ts';
import { tellAuthor } from '../../db/query/change-author.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import type { AuditEntry, AuditHead } from '../../domain/audit-chain.ts';
import { auditEntries, checkAudit } from '../../services/audit/audit-check.ts';
import { authorOfCommand } from '../author-of-command.ts';
import { openExisting } from '../existing-database.ts';
import { instantMs, wholeNumber } from '../option-values.ts';

/** Findings that are printed; the rest is counted. */
const mostPrinted = 100;
/** A server chains what was written within a second; after so long none runs, or it cannot. */
const unchainedTooLongMs = 300_000;

export function registerAudit(program: Command): void {
  const audit = program
    .command('audit')
    .description('Checks that the audit is whole, and writes it out: who decided, changed, exported and was refused.');
  audit
    .command('verify')
    .description(
      'Follow the chain of hashes from its first entry to its newest; exit code 1 when an entry was changed, removed or inserted, and which. Prints the newest place and its hash: keep it where the owner of the database cannot change it.',
    )
    .option('--head <number:hash...>', 'places that an earlier check printed, which have to be in the chain', headOf)
    .addHelpText(
      'after',
      `
Examples:
  $ andon audit verify
  $ andon audit verify --head 1042:9f2c…`,
    )
    .action(({ head }: { readonly head?: readonly AuditHead[] }) =>
      withDatabase(false, (database) => verify(database, head ?? [])),
    );
  audit
    .command('export')
    .description(
      'Write the chain to stdout as JSON lines, {"hash":…,"entry":…}: the hash of a line is SHA-256 of the 32 bytes of the hash before it and the text of its entry.',
    )
    .option(
      '--after <number>',
      'only what comes after this place in the chain',
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
      0,
    )
    .action(({ after }: { readonly after: number }) =>
      withDatabase(false, async ({ pool }) => {
        for await (const entries of auditEntries(pool, after)) await write(entries.map(exportLine).join(''));
        return true;
      }),
    );
  audit
    .command('cut')
    .description(
      'Remove the old end of the chain, as far as its entries are older than a time. The chain goes on from the hash of the last one, which is kept; export before.',
    )
    .requiredOption('--before <time>', 'entries of before this time', instantMs)
    .action(({ before }: { readonly before: number }) =>
      withDatabase(true, async ({ pool }) => {
        const gone = await inTransaction(pool, async (client) => {
          await tellAuthor(client, authorOfCommand());
          return cutAudit(client, new Date(before));
        });
        console.log(`${gone} entries removed`);
        return true;
      }),
    );
}

/** Exit code 1 unless `work` says that all is well. */
async function withDatabase(writes: boolean, work: (database: Database) => Promise<boolean>): Promise<void> {
  const database = await openExisting(loadConfig(), { writes });
  try {
    if (!(await work(database))) process.exitCode = 1;
  } finally {
    await database.close();
  }
}

async function verify({ pool }: Database, known: readonly AuditHead[]): Promise<boolean> {
  return report(await checkAudit(pool, known), await readUnchained(pool));
}

type Unchained = Awaited<ReturnType<typeof readUnchained>>;

function report({ check, cut }: Awaited<ReturnType<typeof checkAudit>>, unchained: Unchained): boolean {
  if (cut !== null) {
    console.log(
      `entries up to ${cut.chainNo} were cut off at ${cut.cutAt.toISOString()}; the chain goes on from their hash`,
    );
  }
  for (const finding of check.findings.slice(0, mostPrinted)) console.log(finding);
  if (check.findings.length > mostPrinted) console.log(`and ${check.findings.length - mostPrinted} more findings`);
  for (const remark of check.remarks.slice(0, mostPrinted)) console.error(`remark: ${remark}`);
  const { entries, since } = unchained;
  const waitsTooLong = since !== null && Date.now() - since.getTime() > unchainedTooLongMs;
  if (entries > 0)
    console.error(
      `${entries} entries are not chained yet${waitsTooLong ? `, the oldest of ${since.toISOString()}: no server runs, or its log says why it cannot` : ''}`,
    );
  const { chainNo, hash } = check.last;
  if (check.findings.length > 0) {
    console.log(`the audit is not whole: ${check.findings.length} findings in ${check.entries} entries`);
    return false;
  }
  console.log(`the audit is whole: ${check.entries} entries. Its newest place: ${chainNo}:${hash}`);
  return true;
}

/** The text is written as it was hashed. */
function exportLine({ hash, text }: AuditEntry): string {
  return `{"hash":"${hash}","entry":${text}}\n`;
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function headOf(text: string, before: readonly AuditHead[] = []): AuditHead[] {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (number === undefined || hash === undefined) {
    throw new InvalidArgumentError('want a place and its hash as "andon audit verify" prints them, such as 1042:9f2c…');
  }
  return [...before, { chainNo: Number(number), hash: hash.toLowerCase() }];
}
