/** Listens to the signals on a second connection in idle mode, when nobody polls every second. */
import type pg from 'pg';
import type { Database } from '../../db/connection/database.ts';
import { readSignalState, type SignalState } from '../../db/signals/signal-state.ts';
import type { Logger } from '../../log.ts';

const answerWithinMs = 3_000;

export interface StandbyListenerOptions {
  readonly database: Pick<Database, 'connect'>;
  readonly signals: ReadonlyMap<string, (processId: number) => void>;
  /** Where everything stands when it begins to listen. */
  readonly onSignalState: (state: SignalState) => void;
  readonly log: Logger;
}

/**
 * Hears the signals on another connection than the listener while nobody looks every second: a signal that the one misses without
 * knowing it, the other hears. It costs no statement while it listens.
 */
export class StandbyListener {
  readonly #options: StandbyListenerOptions;
  #client: pg.Client | null = null;
  #attending: Promise<void> | null = null;
  #hasFailed = false;

  constructor(options: StandbyListenerOptions) {
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
      if (this.#client !== null) destroyConnection(this.#client);
      this.#client = null;
      if (!this.#hasFailed)
        log.warn(
          { event: 'standby_listener.connect_failed', err: error },
          'the standby listener cannot listen; the server goes on looking every second',
        );
      this.#hasFailed = true;
    }
  }

  async #connect(): Promise<void> {
    const { database, signals, onSignalState } = this.#options;
    const client = await database.connect({
      applicationName: 'andon standby listener',
      queryTimeoutMs: answerWithinMs,
    });
    try {
      client.on('notification', ({ channel, processId }) => signals.get(channel)?.(processId));
      client.once('end', () => {
        if (this.#client === client) this.#client = null;
      });
      await client.query([...signals.keys()].map((channel) => `LISTEN ${client.escapeIdentifier(channel)}`).join('; '));
      // What was sent before it listened and after the last look.
      onSignalState(await readSignalState(client));
      this.#client = client;
    } catch (error) {
      destroyConnection(client);
      throw error;
    }
  }

  async #leave(): Promise<void> {
    if (this.#client !== null) destroyConnection(this.#client);
    this.#client = null;
  }
}

/** A frozen connection would wait for an answer that never comes if it were ended politely. */
export function destroyConnection(client: pg.Client): void {
  client.removeAllListeners('notification');
  client.connection.stream.destroy();
}
