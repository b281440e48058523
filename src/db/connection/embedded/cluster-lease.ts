/**
 * The lease by which several processes share one embedded PostgreSQL: the first starts the server, the last stops it, and each brings
 * it back when it dies.
 */

import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { StartupError } from '../../../errors.ts';
import type { Logger } from '../../../log.ts';
import { Backoff } from '../../../timing/backoff.ts';
import { commonClientOptions, connectionFailure } from '../client-options.ts';
import { settleSession } from '../session-settings.ts';
import { type Cluster, readConnection } from './cluster.ts';
import { ownDatabase, ownRole, setUpOwnDatabase } from './own-database.ts';
import type { Postmaster } from './postmaster.ts';
import { reachServer, stopServer } from './server.ts';
import { socketFolder } from './settings.ts';

/** Every process that uses the server holds this lock, shared, in the database `postgres`; the process that gets it exclusively is the last one. */
const usersLock = 1;
const attempts = 20;
const retryMs = 250;
const longestRetryMs = 10_000;
const wrongPassword = '28P01';

/** Holds a superuser's connection as long as the database is in use: its lock tells which process leaves last, and its end tells that the server died. */
export class ClusterLease {
  readonly #cluster: Cluster;
  readonly #log: Logger;
  #client: pg.Client | undefined;
  #leaving = false;

  constructor(cluster: Cluster, log: Logger) {
    this.#cluster = cluster;
    this.#log = log;
  }

  /** Joins the users of the server, which is started if need be. Returns how to reach the program's own database in it. */
  async join(): Promise<pg.ClientConfig> {
    for (let attempt = 1; ; attempt += 1) {
      const postmaster = await reachServer(this.#cluster, this.#log);
      try {
        return await this.#enter(postmaster);
      } catch (error) {
        // The last user before us may be stopping the server just now; the next round starts it again.
        if (attempt === attempts || error instanceof StartupError) throw error;
        await delay(retryMs);
      }
    }
  }

  async leave(): Promise<void> {
    this.#leaving = true;
    if (this.#client !== undefined) await this.#release(this.#client);
  }

  async #release(client: pg.Client): Promise<void> {
    try {
      await client.query('SELECT pg_advisory_unlock_shared($1)', [usersLock]);
      const { rows } = await client.query<{ last: boolean }>('SELECT pg_try_advisory_lock($1) AS last', [usersLock]);
      if (rows[0]?.last === true) await stopServer(this.#cluster, this.#log);
      await client.end();
    } catch (error) {
      this.#log.warn(
        { event: 'embedded.leave_failed', err: error },
        'the embedded database was gone before it could be left',
      );
    }
  }

  async #enter(postmaster: Postmaster): Promise<pg.ClientConfig> {
    const { superuserPassword, password } = await readConnection(this.#cluster);
    const { port } = postmaster;
    const address = { host: socketFolder(this.#cluster.root, port) ?? '127.0.0.1', port, ssl: false };
    const client = new pg.Client({
      ...address,
      ...commonClientOptions,
      user: 'postgres',
      password: superuserPassword,
      database: 'postgres',
      application_name: 'andon lease',
    });
    client.on('error', (error) => {
      if (!this.#leaving)
        this.#log.warn(
          { event: 'embedded.connection_lost', err: error },
          'the connection to the embedded database was lost',
        );
    });
    try {
      await client.connect();
      // This connection may send nothing for months: a time-out set in the cluster must not end it.
      await settleSession(client);
      await refuseOtherData(client, this.#cluster);
      await client.query('SELECT pg_advisory_lock_shared($1)', [usersLock]);
      await setUpOwnDatabase(client, password, this.#log);
    } catch (error) {
      await client.end();
      throw explain(error, this.#cluster);
    }
    this.#client = client;
    client.once('end', () => {
      this.#client = undefined;
      if (!this.#leaving) void this.#rejoin();
    });
    return { ...address, user: ownRole, password, database: ownDatabase };
  }

  /** Starts the server again after it died, however long that takes. Other connections reconnect by themselves. */
  async #rejoin(): Promise<void> {
    const backoff = new Backoff({ firstMs: retryMs, lastMs: longestRetryMs });
    while (!this.#leaving) {
      try {
        await this.join();
        if (this.#leaving) return await this.leave();
        this.#log.info({ event: 'embedded.restarted' }, 'the embedded database is back');
        return;
      } catch (error) {
        this.#log.error(
          { event: 'embedded.restart_failed', err: error },
          'the embedded database does not come back yet',
        );
        await delay(backoff.next());
      }
    }
  }
}

/** A copied data folder carries the pid file of the original, whose server knows the same password. */
async function refuseOtherData(client: pg.Client, cluster: Cluster): Promise<void> {
  const { rows } = await client.query<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`);
  const folder = rows[0]?.folder;
  if (folder !== undefined && folder !== cluster.data && process.platform !== 'win32') {
    throw new StartupError(`The server found for ${cluster.data} serves ${folder} instead; stop that one first.`);
  }
}

function explain(error: unknown, cluster: Cluster): unknown {
  if (error instanceof pg.DatabaseError && error.code === wrongPassword) {
    return new StartupError(
      `The password in ${cluster.connectionFile} is not that of the database beside it: ${connectionFailure(error)}`,
      { cause: error },
    );
  }
  return error;
}
