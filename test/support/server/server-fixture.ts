import { afterAll, beforeAll, beforeEach } from 'vitest';
import { type HttpClient, httpClient } from '../clients/clients-http.ts';
import { type SqlClient, sqlClient } from '../clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../database/database.ts';
import { type ServerProcess, startServer } from './server.ts';

/** What the tests of one file work against: a server with a database of its own. */
export interface Site {
  readonly server: ServerProcess;
  readonly databaseUrl: string;
  readonly http: HttpClient;
  readonly sql: SqlClient;
  /** Starts the server again, after the test has stopped or killed it. */
  restart(env?: Readonly<Record<string, string>>): Promise<void>;
}

/** Starts server and database before the file's tests, ends them afterwards, and prints the server's log when a test fails. */
export function useSite(env: Readonly<Record<string, string>> = {}): Site {
  let database: TestDatabase | undefined;
  let server: ServerProcess | undefined;
  let http: HttpClient | undefined;
  let sql: SqlClient | undefined;

  const start = async (overrides: Readonly<Record<string, string>> = {}) => {
    server = await startServer({ databaseUrl: present(database).url, env: { ...env, ...overrides } });
    http = httpClient(server.graphqlUrl);
  };
  beforeAll(async () => {
    database = await createTestDatabase();
    sql = sqlClient(database.url);
    await start();
  }, 120_000);
  showOutputOnFailure(() => server);
  afterAll(async () => {
    if (server?.running()) await server.stop();
    await sql?.close();
    await database?.drop();
  }, 60_000);

  return {
    get server() {
      return present(server);
    },
    get databaseUrl() {
      return present(database).url;
    },
    get http() {
      return present(http);
    },
    get sql() {
      return present(sql);
    },
    restart: start,
  };
}

/** Prints what the server wrote when a test of this file fails. */
export function showOutputOnFailure(server: () => ServerProcess | undefined): void {
  // By the test's own context: several may run at once.
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.error(`--- the server's last words ---\n${server()?.output().slice(-6_000)}`));
  });
}

/** What a fixture holds while tests run; before and after them there is nothing. */
export function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the site is there only while tests run');
  return value;
}
