#!/usr/bin/env node
/** The command line: registers all commands, and prints expected errors as one sentence. */

import { Command } from 'commander';
import { troubleIn } from '../db/connection/database-trouble.ts';
import { troubleSentence } from '../domain/database-trouble.ts';
import { StartupError } from '../errors.ts';
import { readVersion } from '../version.ts';
import { registerAudit } from './commands/audit.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDetection } from './commands/detection.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerKeys } from './commands/keys.ts';
import { registerKnowledge } from './commands/knowledge.ts';
import { registerLearning } from './commands/learning.ts';
import { registerMigrate } from './commands/migrate.ts';
import { registerNotify } from './commands/notify.ts';
import { registerRebuild } from './commands/rebuild.ts';
import { registerReplay } from './commands/replay.ts';
import { registerScore } from './commands/score.ts';
import { registerSensors } from './commands/sensors.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerStart } from './commands/start.ts';

const program = new Command('andon')
  .description('Sensor readings in, operator alerts out, within milliseconds, over PostgreSQL.')
  .version(await readVersion(), '-V, --version', 'print the version of this program')
  .showHelpAfterError('(andon <command> --help tells more)');
for (const register of [
  registerStart,
  registerDemo,
  registerMigrate,
  registerDoctor,
  registerSimulate,
  registerReplay,
  registerRebuild,
  registerScore,
  registerDetection,
  registerKnowledge,
  registerNotify,
  registerLearning,
  registerSensors,
  registerKeys,
  registerAudit,
]) {
  register(program);
}

try {
  await program.parseAsync();
} catch (error) {
  // Errors that the user can fix are printed as a sentence; any other is a bug and needs its stack.
  console.error(error instanceof StartupError ? error.message : (databaseSentence(error) ?? error));
  process.exitCode = 1;
}

/** A database that fails, fills up or is switched over during a command is no bug either. */
function databaseSentence(error: unknown): string | null {
  const trouble = troubleIn(error);
  return trouble === null ? null : troubleSentence(trouble);
}
