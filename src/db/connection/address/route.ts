/** Lists the hosts of an address, and the ways to try with each. */
import { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import pg from 'pg';
import { sqlStateOf } from '../../query/sql-state.ts';
import type { DatabaseAddress } from './address.ts';
import { tlsAttempts, tlsOptions } from './tls.ts';

/** One host, and how to speak to it. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly ssl: ConnectionOptions | false;
}

/** Several hosts: one that says nothing must not use up the time that a caller waits. */
const severalHostsTimeoutMs = 3_000;
const oneHostTimeoutMs = 10_000;

export function connectTimeoutMs({ connectTimeoutMs: given, places }: DatabaseAddress): number {
  return given ?? (places.length > 1 ? severalHostsTimeoutMs : oneHostTimeoutMs);
}

/**
 * Finds the place for a new connection, as libpq does: hosts in the order given, with each the ways that sslmode allows, and only a
 * server that is what target_session_attrs asks for. node-postgres knows one host and one way for a client, so where there is a choice
 * a connection of its own asks first. With one host and one way nobody asks.
 */
export class Route {
  readonly #address: DatabaseAddress;
  readonly #base: pg.ClientConfig;
  /** With a single host only the way is open; one that was good is good until it fails. */
  #encrypted: boolean | null = null;

  constructor(address: DatabaseAddress, base: pg.ClientConfig) {
    this.#address = address;
    this.#base = base;
  }

  async choose(): Promise<Place> {
    const { places, sessionAttrs } = this.#address;
    const hosts = places.map(({ host, port }) => {
      const resolved = new pg.Client({ ...this.#base, ...(host && { host }), ...(port && { port }) });
      return { host: resolved.host, port: resolved.port };
    });
    const single = hosts.length === 1 && sessionAttrs === 'any' ? hosts[0] : undefined;
    if (single !== undefined) {
      const [first = false, ...others] = tlsAttempts(this.#address, single.host);
      if (others.length === 0 || this.#encrypted !== null) return this.#place(single, this.#encrypted ?? first);
    }
    const failures: unknown[] = [];
    for (const host of hosts) {
      for (const encrypted of tlsAttempts(this.#address, host.host)) {
        const place = this.#place(host, encrypted);
        try {
          await this.#ask(place);
          if (single !== undefined) this.#encrypted = encrypted;
          return place;
        } catch (error) {
          failures.push(new Error(`${host.host}:${host.port}: ${messageOf(error)}`, { cause: error }));
          // A server that refuses the password is not passed over for the next.
          if (isRefusal(error)) throw error;
          // It would say the same to the other encryption, or nothing again, at the cost of a second wait.
          if (error instanceof UnusableHost) break;
        }
      }
    }
    throw failures.length === 1 ? failures[0] : new AggregateError(failures, failures.map(messageOf).join('; '));
  }

  /** It was not good after all: the next connection asks anew. */
  forget(): void {
    this.#encrypted = null;
  }

  #place({ host, port }: { host: string; port: number }, encrypted: boolean): Place {
    return { host, port, ssl: encrypted ? tlsOptions(this.#address, host) : false };
  }

  async #ask(place: Place): Promise<void> {
    const client = new pg.Client({
      ...this.#base,
      ...place,
      application_name: this.#address.applicationName ?? 'andon',
      connectionTimeoutMillis: connectTimeoutMs(this.#address),
      ...(place.ssl === false ? { sslnegotiation: 'postgres' as const } : {}),
    });
    // Once it has told what was asked, its end is of no interest.
    client.on('error', () => undefined);
    // Its first stream: an encrypted one takes this one's place, and what has come counts from the first byte.
    const { stream } = client.connection;
    try {
      await client.connect();
      await this.demand(client);
    } catch (error) {
      if (stream instanceof Socket && stream.bytesRead === 0)
        throw new UnusableHost(messageOf(error), { cause: error });
      throw error;
    } finally {
      void client.end();
    }
  }

  /** Throws unless the server at the other end is what target_session_attrs asks for. */
  async demand(client: pg.ClientBase): Promise<void> {
    const { sessionAttrs } = this.#address;
    if (sessionAttrs === 'any') return;
    const { rows } = await client.query<{ standby: boolean; readOnly: boolean }>(
      `SELECT pg_is_in_recovery() AS standby, current_setting('default_transaction_read_only') = 'on' AS "readOnly"`,
    );
    const { standby = true, readOnly = true } = rows[0] ?? {};
    if (standby || (sessionAttrs === 'read-write' && readOnly)) {
      throw new UnusableHost(
        `the server is ${standby ? 'a standby' : 'read-only'}, target_session_attrs=${sessionAttrs} is asked for`,
      );
    }
  }
}

/** Nothing that encryption has to do with: nobody answered, or the server is not what target_session_attrs asks for. */
class UnusableHost extends Error {}

/** The server knows this caller and says no: a wrong password, or a database that is not there. A rule for another encryption is no such no. */
function isRefusal(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '28P01' || state === '3D000';
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
