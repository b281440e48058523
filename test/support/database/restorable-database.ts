import pg from 'pg';
import { asAdmin, createTestDatabase } from './database.ts';

/** A database that is taken back to how it was, under whoever is connected to it. */
export interface RestorableDatabase {
  readonly url: string;
  /** On a connection of its own, which no restore breaks. */
  rows<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Cuts all connections, too. */
  backUp(): Promise<void>;
  /** As a restored dump: connections are cut, and lead to the database as it was at the backup. */
  restore(): Promise<void>;
  drop(): Promise<void>;
}

export async function createRestorableDatabase(): Promise<RestorableDatabase> {
  const database = await createTestDatabase();
  await database.pool.end();
  const { url } = database;
  const name = new URL(url).pathname.slice(1);
  const backup = `${name}_backup`;
  const rows = async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Row>(text, [...values])).rows;
    } finally {
      await client.end();
    }
  };
  const alone = async (work: () => Promise<void>) => {
    await asAdmin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await asAdmin(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${name}'`);
    await work();
    await asAdmin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  };
  return {
    url,
    rows,
    backUp: () => alone(() => asAdmin(`CREATE DATABASE ${backup} TEMPLATE ${name}`)),
    restore: () =>
      alone(async () => {
        const owner = new URL(url).username;
        await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
        await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${backup} OWNER ${pg.escapeIdentifier(owner)}`);
      }),
    drop: async () => {
      await asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await asAdmin(`DROP DATABASE IF EXISTS ${backup} WITH (FORCE)`);
    },
  };
}
