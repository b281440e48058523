/** Makes a database for one test file, as a copy of the template. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  readonly url: string;
  /** For looking in and for preparing; int8 comes as number, the session's time zone is UTC. */
  readonly pool: pg.Pool;
  /** Throws everybody out and drops it. */
  drop(): Promise<void>;
}

const getTypeParser: typeof pg.types.getTypeParser = (oid, format) =>
  oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format);

/** A fresh database with every migration applied, for one test file. */
export function createTestDatabase(): Promise<TestDatabase> {
  return copyDatabase(inject('testCluster').template);
}

/** A database with nothing in it, for tests of the migrations themselves. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return copyDatabase('template1');
}

async function copyDatabase(template: string): Promise<TestDatabase> {
  const { ownerUrl, ownerRole, prefix } = inject('testCluster');
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${pg.escapeIdentifier(ownerRole)}`);
  const url = ownerUrl.replace('{database}', name);
  const pool = new pg.Pool({
    connectionString: url,
    max: 5,
    types: { getTypeParser },
    onConnect: async (client) => {
      await client.query("SET TIME ZONE 'UTC'");
    },
  });
  // The pool's end does not wait for its sockets: the drop may cut one that is still saying goodbye.
  let dropping = false;
  pool.on('error', (error) => {
    if (!dropping) throw error;
  });
  return {
    url,
    pool,
    drop: async () => {
      dropping = true;
      await pool.end();
      await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

export async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('testCluster').adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
