import type pg from 'pg';
import type { Database } from '../db/database.ts';
import type { Logger } from '../log.ts';

const heartbeatMs = 3_000;
const heartbeatTimeoutMs = 3_000;
const firstRetryMs = 100;
const lastRetryMs = 5_000;

export interface ListenerOptions {
  readonly database: Pick<Database, 'connect'>;
  /** What to do when a channel rings. */
  readonly bells: ReadonlyMap<string, () => void>;
  /** Called each time the connection listens (again): whatever was rung before went unheard. */
  readonly onListening: () => void;
  /** 0…1, so that servers which lost the same database do not come back in one instant. */
  readonly random: () => number;
  readonly log: Logger;
}

/**
 * Hears the doorbells on a connection of its own. It can be cut, frozen or told to UNLISTEN without any error reaching us, so it is
 * asked every few seconds what it listens to; a wrong answer or none means a new connection.
 */
export class Listener {
  readonly #options: ListenerOptions;
  #client: pg.Client | null = null;
  #listening = false;
  #closed = false;
  #retryMs = firstRetryMs;
  #timer: NodeJS.Timeout | null = null;
  #reconnects = 0;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  get listening(): boolean {
    return this.#listening;
  }

  /** Times a new connection had to be made. */
  get reconnects(): number {
    return this.#reconnects;
  }

  async start(): Promise<void> {
    await this.#connect();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  async #connect(): Promise<void> {
    const { database, bells, onListening, log } = this.#options;
    let client: pg.Client | null = null;
    try {
      client = await database.connect({ applicationName: 'andon listener', queryTimeoutMs: heartbeatTimeoutMs });
      if (this.#closed) return void (await client.end());
      const connected = client;
      connected.on('notification', ({ channel }) => bells.get(channel)?.());
      connected.once('end', () => this.#lost(connected, new Error('the listening connection ended')));
      for (const channel of bells.keys()) await connected.query(`LISTEN ${connected.escapeIdentifier(channel)}`);
      if (this.#closed) return void (await connected.end());
      this.#client = connected;
      this.#listening = true;
      this.#retryMs = firstRetryMs;
      onListening();
      this.#schedule(heartbeatMs, () => this.#heartbeat(connected));
    } catch (error) {
      log.warn({ err: error }, 'the listener cannot reach the database and tries again');
      abandon(client);
      this.#retry();
    }
  }

  async #heartbeat(client: pg.Client): Promise<void> {
    try {
      const { rows } = await client.query<{ channel: string }>('SELECT pg_listening_channels() AS channel');
      const heard = new Set(rows.map((row) => row.channel));
      const missing = [...this.#options.bells.keys()].filter((channel) => !heard.has(channel));
      if (missing.length > 0) throw new Error(`the connection no longer listens to ${missing.join(', ')}`);
      this.#schedule(heartbeatMs, () => this.#heartbeat(client));
    } catch (error) {
      this.#lost(client, error);
    }
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = null;
    this.#listening = false;
    this.#options.log.warn({ err: error }, 'the listener lost its connection; events go on by looking once a second');
    abandon(client);
    this.#retry();
  }

  #retry(): void {
    if (this.#closed) return;
    const delayMs = this.#retryMs * (0.5 + this.#options.random());
    this.#retryMs = Math.min(lastRetryMs, this.#retryMs * 2);
    this.#reconnects += 1;
    this.#schedule(delayMs, () => this.#connect());
  }

  #schedule(delayMs: number, work: () => Promise<void>): void {
    if (this.#closed) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void work(), delayMs);
  }
}

/** A frozen connection would wait for an answer that never comes if it were ended politely. */
function abandon(client: pg.Client | null): void {
  if (client === null) return;
  client.removeAllListeners('notification');
  client.connection.stream.destroy();
}
