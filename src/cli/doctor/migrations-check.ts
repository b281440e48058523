/** Doctor: whether every migration of this version has been applied. */
import { type MigrationStatus, migrationStatus } from '../../db/migrations/migrate.ts';
import { type Check, type Finding, ok, warn, wrong } from './finding.ts';

export function judgeMigrations({ applied, pending, problem }: MigrationStatus): Finding {
  if (problem !== undefined) return wrong('the database and this program do not fit', problem);
  if (pending.length > 0) {
    const first = pending[0]?.name;
    return warn(
      `${applied.length} applied, ${pending.length} pending, from ${first} on`,
      'start the server, or run: andon migrate',
    );
  }
  return ok(`all ${applied.length} applied`);
}

export const migrationsCheck: Check = {
  name: 'migrations',
  run: async (database) => judgeMigrations(await migrationStatus(database)),
};
