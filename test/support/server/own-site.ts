import { onTestFinished } from 'vitest';
import { type HttpClient, httpClient } from '../clients/clients-http.ts';
import { type SqlClient, sqlClient } from '../clients/clients-sql.ts';
import { type ServerProcess, startServer } from './server.ts';

/** A server over a database that the test brings itself, for the length of one test. */
export interface OwnSite {
  readonly server: ServerProcess;
  readonly http: HttpClient;
  readonly sql: SqlClient;
}

export interface OwnSiteOptions {
  /** How the server reaches its database; unset: embedded. */
  readonly databaseUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly openFiles?: number;
  /** How the test reaches it, asked once the server runs. */
  readonly sqlUrl: () => string | Promise<string>;
}

export async function startOwnSite({ sqlUrl, ...options }: OwnSiteOptions): Promise<OwnSite> {
  const server = await startServer(options);
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail')
      console.error(`--- the server's last words ---\n${server.output().slice(-6_000)}`);
    if (server.running()) await server.stop();
  });
  const sql = sqlClient(await sqlUrl());
  onTestFinished(() => sql.close());
  return { server, http: httpClient(server.graphqlUrl), sql };
}
