/** `andon doctor`: checks the database and the configuration, and says what to do about what is wrong. */
import type { Command } from 'commander';
import { type Config, loadConfig } from '../../config.ts';
import { type Database, openDatabase } from '../../db/connection/database.ts';
import { StartupError } from '../../errors.ts';
import { createLogger } from '../../log.ts';
import { checkDisk } from '../doctor/disk-check.ts';
import { encodingCheck } from '../doctor/encoding-check.ts';
import { type Check, type Finding, findingLine, ok, skipped, wrong } from '../doctor/finding.ts';
import { keysCheck } from '../doctor/keys-check.ts';
import { listenCheck } from '../doctor/listen-check.ts';
import { migrationsCheck } from '../doctor/migrations-check.ts';
import { checkModel } from '../doctor/model-check.ts';
import { readerCheck } from '../doctor/reader-check.ts';
import { rightsCheck } from '../doctor/rights-check.ts';
import { clockCheck, versionCheck } from '../doctor/server-checks.ts';
import { sessionCheck } from '../doctor/session-check.ts';

const checks: readonly Check[] = [
  versionCheck,
  encodingCheck,
  sessionCheck,
  rightsCheck,
  listenCheck,
  clockCheck,
  migrationsCheck,
  readerCheck,
  keysCheck,
];
const checkLimitMs = 15_000;

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'Check what the server needs: one line each, ok or WRONG with the way to mend it. Exit code 1 if something is wrong.',
    )
    .action(async () => {
      process.exitCode = await runDoctor(console.log);
    });
}

async function runDoctor(out: (line: string) => void): Promise<number> {
  try {
    return await doctor(loadConfig(), out);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    out(findingLine('settings', wrong(error.message, 'correct the environment')));
    return 1;
  }
}

/** All checks run whatever the others find; those that need a connection are skipped without one. */
export async function doctor(config: Config, out: (line: string) => void): Promise<number> {
  let failed = false;
  const report = (name: string, finding: Finding): void => {
    failed ||= finding.state === 'WRONG';
    out(findingLine(name, finding));
  };
  report('disk', await guarded(() => checkDisk(config.database)));
  const opened = await connect(config);
  report('connection', opened.finding);
  for (const check of checks) {
    const { database } = opened;
    const finding =
      database === undefined
        ? skipped('because there is no connection')
        : await guarded(() => withinLimit(check.run(database, config)));
    report(check.name, finding);
  }
  const model = await checkModel(config.models.detector);
  if (model !== null) report('model', model);
  await opened.database?.close();
  return failed ? 1 : 0;
}

async function connect(config: Config): Promise<{ finding: Finding; database?: Database }> {
  try {
    // The findings report what is wrong; a log beside them would repeat it.
    const database = await openDatabase(config.database, createLogger('silent'), { examining: true });
    return { finding: ok(database.description), database };
  } catch (error) {
    return { finding: wrong(reasonOf(error), connectionMend(config)) };
  }
}

function connectionMend({ database }: Config): string {
  switch (database.kind) {
    case 'embedded':
      return 'see the reason above, or set DATABASE_URL to a PostgreSQL server of your own';
    case 'url':
      return 'check DATABASE_URL, that the server runs, and that it lets this machine in';
    case 'lakebase':
      return 'check LAKEBASE_ENDPOINT, PGHOST, PGDATABASE, PGUSER and the Databricks credentials';
  }
}

/** A check that fails in an unforeseen way is a finding too, and no reason to leave out the others. */
async function guarded(check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    return wrong(`the check itself failed: ${reasonOf(error)}`, 'the message names the cause');
  }
}

async function withinLimit(finding: Promise<Finding>): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>((resolve) => {
    const text = `no answer within ${checkLimitMs / 1_000} s`;
    timer = setTimeout(
      resolve,
      checkLimitMs,
      wrong(text, 'look at the load of the database server and at the network'),
    );
  });
  try {
    return await Promise.race([finding, late]);
  } finally {
    clearTimeout(timer);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
