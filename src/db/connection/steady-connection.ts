import type pg from 'pg';
import type { ConnectOptions, Database } from './database.ts';
import { processOf } from './sessions.ts';

/**
 * One connection kept for one task, made again when it was lost. Prepared statements stay warm, and nobody queues before it. Made again,
 * it may lead to a database of an earlier time (restored, or a standby without the last commits): `onRemade` is told before anybody is
 * given the connection, to let go of what was read before.
 */
export class SteadyConnection {
  readonly #database: Pick<Database, 'connect'>;
  readonly #options: ConnectOptions;
  readonly #onRemade: () => void;
  #client: Promise<pg.Client> | null = null;
  #wasOpen = false;
  #processId: number | null = null;
  #closed = false;

  constructor(database: Pick<Database, 'connect'>, options: ConnectOptions, onRemade: () => void = () => undefined) {
    this.#database = database;
    this.#options = options;
    this.#onRemade = onRemade;
  }

  /** PostgreSQL's process of the connection made last; null before the first. */
  get processId(): number | null {
    return this.#processId;
  }

  /** Rejects when the database cannot be reached; the next call tries again. */
  get(): Promise<pg.Client> {
    if (this.#closed) return Promise.reject(new Error(`${this.#options.applicationName} is closed`));
    if (this.#client === null) {
      const opening = this.#open();
      this.#client = opening;
      opening.then(
        (client) => client.once('end', () => this.#forget(opening)),
        () => this.#forget(opening),
      );
    }
    return this.#client;
  }

  async #open(): Promise<pg.Client> {
    const client = await this.#database.connect(this.#options);
    if (this.#wasOpen) this.#onRemade();
    this.#wasOpen = true;
    this.#processId = processOf(client);
    return client;
  }

  /**
   * Gives the connection up, for instance because a transaction on it ended in an unknown state. Does not wait for a word of farewell,
   * which would never come on a line that has gone dead.
   */
  async discard(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client
      ?.then((open) => {
        const ended = open.end();
        open.connection.stream.destroy();
        return ended;
      })
      .catch(ignoreLost);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.discard();
  }

  /** Unless another has taken its place already: the end of a connection that was given up may be told late. */
  #forget(client: Promise<pg.Client>): void {
    if (this.#client === client) this.#client = null;
  }
}

/** A connection that is being given up may be broken already; that is why it is given up. */
function ignoreLost(error: unknown): void {
  if (!(error instanceof Error)) throw error;
}
