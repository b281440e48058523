import type pg from 'pg';
import type { Database } from '../../db/connection/database.ts';
import { type Pulse, readPulse } from '../../db/signals/signal-state.ts';
import type { Logger } from '../../log.ts';

const answerWithinMs = 3_000;

export interface SecondEarOptions {
  readonly database: Pick<Database, 'connect'>;
  readonly bells: ReadonlyMap<string, () => void>;
  /** Where everything stands when it begins to listen. */
  readonly onPulse: (pulse: Pulse) => void;
  readonly log: Logger;
}

/**
 * Hears the bells on another connection than the listener while nobody looks every second: a bell that the one misses without
 * knowing it, the other hears. It costs no statement while it listens.
 */
export class SecondEar {
  readonly #options: SecondEarOptions;
  #client: pg.Client | null = null;
  #attending: Promise<void> | null = null;
  #hasFailed = false;

  constructor(options: SecondEarOptions) {
    this.#options = options;
  }

  get listening(): boolean {
    return this.#client !== null;
  }

  /** To be called every few seconds: sees to it that it listens, and that its line is alive; or that it does not listen. */
  attend(isWanted: boolean): void {
    this.#attending ??= (isWanted ? this.#listen() : this.#leave()).finally(() => {
      this.#attending = null;
    });
  }

  async close(): Promise<void> {
    await this.#attending;
    await this.#leave();
  }

  async #listen(): Promise<void> {
    const { log } = this.#options;
    try {
      if (this.#client === null) await this.#connect();
      else await this.#client.query(''); // no statement, and yet an answer
      this.#hasFailed = false;
    } catch (error) {
      if (this.#client !== null) forsake(this.#client);
      this.#client = null;
      if (!this.#hasFailed)
        log.warn({ err: error }, 'the second ear cannot listen; the server goes on looking every second');
      this.#hasFailed = true;
    }
  }

  async #connect(): Promise<void> {
    const { database, bells, onPulse } = this.#options;
    const client = await database.connect({ applicationName: 'andon second ear', queryTimeoutMs: answerWithinMs });
    try {
      client.on('notification', ({ channel }) => bells.get(channel)?.());
      client.once('end', () => {
        if (this.#client === client) this.#client = null;
      });
      await client.query([...bells.keys()].map((channel) => `LISTEN ${client.escapeIdentifier(channel)}`).join('; '));
      // What was rung before it listened and after the last look.
      onPulse(await readPulse(client));
      this.#client = client;
    } catch (error) {
      forsake(client);
      throw error;
    }
  }

  async #leave(): Promise<void> {
    if (this.#client !== null) forsake(this.#client);
    this.#client = null;
  }
}

/** A frozen connection would wait for an answer that never comes if it were ended politely. */
export function forsake(client: pg.Client): void {
  client.removeAllListeners('notification');
  client.connection.stream.destroy();
}
