import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dataFolder } from '../test/support/database/embedded.ts';
import { systemPostgres } from '../test/support/database/system-postgres.ts';

// Writes sql/schema.sql: today's schema as PostgreSQL's own dump of a migrated database, so that nobody reads a function in the migration
// that made it when a later one has replaced it. With --check nothing is written, and a difference is printed and fails.

const root = fileURLToPath(new URL('..', import.meta.url));
const file = path.join(root, 'sql', 'schema.sql');
/** Debian 12's. Another version prints the same schema differently. */
const dumpedBy = '15';
const head = `-- Today's schema: what sql/migrations make of an empty database, dumped by PostgreSQL ${dumpedBy}. Written by \`npm run sql:dump\`,
-- compared in .ci/run, and read by nobody but people: a change is a new migration. Partitions by day and month are made by
-- the server as readings come.
`;

const dump = `${head}\n${normalise(await dumpOfMigratedDatabase())}`;
if (!process.argv.includes('--check')) {
  await writeFile(file, dump);
  console.log('sql/schema.sql is written');
} else if ((await readFile(file, 'utf8').catch(() => '')) === dump) {
  console.log('sql/schema.sql agrees with the migrations');
} else {
  await printDifference(dump);
  console.error('sql/schema.sql is not what the migrations make: run `npm run sql:dump` and commit the result');
  process.exitCode = 1;
}

async function dumpOfMigratedDatabase(): Promise<string> {
  const folder = await dataFolder('andon-schema-');
  const postgres = await systemPostgres(folder, dumpedBy);
  const cluster = await postgres.create('schema', { fsync: 'off' });
  try {
    const env = { PATH: process.env['PATH'], DATABASE_URL: cluster.url };
    await promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/cli/andon.ts', 'migrate'], { cwd: root, env });
    const dumped = path.join(postgres.folder, 'schema.sql');
    await postgres.run('pg_dump', ['--schema-only', '--no-owner', `--file=${dumped}`, `--dbname=${cluster.url}`]);
    return await readFile(dumped, 'utf8');
  } finally {
    await cluster.stop('immediate');
    await rm(folder, { recursive: true, force: true });
  }
}

/** Without what differs from one run or minor version to the next, and without headings that say what the statement says. */
function normalise(sql: string): string {
  return (
    sql
      .replace(/^\\(un)?restrict .*\n/gm, '')
      .replace(/^(SET|SELECT pg_catalog\.set_config\().*;\n/gm, '')
      .replace(/^--\n(-- .*\n)+--\n/gm, '')
      .replace(/^-- Dumped .*\n/gm, '')
      // Given to functions after each migration, in no order.
      .replace(/(?:^ {4}SET \S+ TO .*\n)+/gm, (settings) =>
        settings
          .split(/(?<=\n)/)
          .sort()
          .join(''),
      )
      .replace(/\n{3,}/g, '\n\n')
      .trim()
      .concat('\n')
  );
}

async function printDifference(dump: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'andon-schema-'));
  try {
    const made = path.join(folder, 'schema.sql');
    await writeFile(made, dump);
    const labels = ['--label', 'sql/schema.sql', '--label', 'what the migrations make'];
    spawnSync('diff', ['-u', ...labels, file, made], { stdio: ['ignore', 'inherit', 'inherit'] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
