/** Listens to the signals of the database on a connection of its own, and checks by a heartbeat that it still hears them. */
import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Database } from '../../db/connection/database.ts';
import { readSignalState, type SignalState } from '../../db/signals/signal-state.ts';
import type { Logger } from '../../log.ts';
import { Backoff } from '../../timing/backoff.ts';
import { destroyConnection, StandbyListener } from './standby-listener.ts';

const heartbeatMs = 3_000;
/** While nothing happens at all. */
const idleHeartbeatMs = 20_000;
const heartbeatTimeoutMs = 3_000;
const reconnect = { firstMs: 100, lastMs: 5_000 };
/** From here on somebody does not read their notifications; at 0.9 the database's signals fall silent, see andon.ring. */
const queueAlarm = 0.5;

export interface ListenerOptions {
  readonly database: Pick<Database, 'connect'>;
  /** What to do when a signal comes on a channel, sent by this process of PostgreSQL. */
  readonly signals: ReadonlyMap<string, (processId: number) => void>;
  /** Called each time the connection listens (again): signals that were sent before were not received. */
  readonly onListening: () => void;
  /** Each heartbeat tells also where everything stands. */
  readonly onSignalState: (state: SignalState) => void;
  /** Whether heartbeats may be few. */
  readonly isIdle: () => boolean;
  /** 0…1, so that servers which lost the same database do not come back in one instant. */
  readonly random: () => number;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

export interface ListenerHealth {
  readonly listening: boolean;
  /** Since when it listens, or does not. */
  readonly since: Date;
  /** From the last canary's sending to its hearing, ms; null before the first. */
  readonly canaryDelayMs: number | null;
  /** At the last heartbeat, 0…1. */
  readonly queueUsage: number;
  readonly queueAlarm: boolean;
  /** Signals are received on a second connection, too, as they are in idle mode. */
  readonly hasStandby: boolean;
}

/**
 * Hears the signals on a connection of its own. It can be cut, frozen or told to UNLISTEN without any error reaching us, so it is
 * asked every few seconds what it listens to, and sends itself a notification; a wrong answer, none, or one that is not heard means
 * a new connection. In idle mode that is seldom asked; in between it is only seen to be alive, and a standby listener hears with it.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #canary = `andon_canary_${randomBytes(6).toString('hex')}`;
  #client: pg.Client | null = null;
  #listening = false;
  #since: Date;
  #closed = false;
  readonly #backoff: Backoff;
  #timer: NodeJS.Timeout | null = null;
  #lastHeartbeatMs = 0;
  #canarySentMs: number | null = null;
  #canaryDelayMs: number | null = null;
  #queueUsage = 0;
  readonly #standbyListener: StandbyListener;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#backoff = new Backoff({ ...reconnect, random: options.random });
    this.#standbyListener = new StandbyListener(options);
    this.#since = new Date(options.now());
  }

  get listening(): boolean {
    return this.#listening;
  }

  health(): ListenerHealth {
    return {
      listening: this.#listening,
      since: this.#since,
      canaryDelayMs: this.#canaryDelayMs,
      queueUsage: this.#queueUsage,
      queueAlarm: this.#queueUsage >= queueAlarm,
      hasStandby: this.#standbyListener.listening,
    };
  }

  async start(): Promise<void> {
    await this.#connect();
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = null;
    await Promise.all([client?.end(), this.#standbyListener.close()]);
  }

  async #connect(): Promise<void> {
    const { database, signals, onListening, log } = this.#options;
    let client: pg.Client | null = null;
    try {
      client = await database.connect({ applicationName: 'andon listener', queryTimeoutMs: heartbeatTimeoutMs });
      if (this.#closed) return void (await client.end());
      const connected = client;
      connected.on('notification', ({ channel, processId }) => {
        if (channel === this.#canary) this.#hearCanary();
        else signals.get(channel)?.(processId);
      });
      connected.once('end', () => this.#lost(connected, new Error('the listening connection ended')));
      // A canary's commit need not be on disk.
      const listen = this.#channels().map((channel) => `LISTEN ${connected.escapeIdentifier(channel)}`);
      await connected.query(['SET synchronous_commit TO off', ...listen].join('; '));
      if (this.#closed) return void (await connected.end());
      this.#client = connected;
      this.#canarySentMs = null;
      this.#lastHeartbeatMs = this.#options.elapsedMs();
      this.#tell(true);
      this.#backoff.reset();
      onListening();
      this.#schedule(heartbeatMs, () => this.#heartbeat(connected));
    } catch (error) {
      log.warn(
        { event: 'listener.connect_failed', err: error },
        'the listener cannot reach the database and tries again',
      );
      if (client !== null) destroyConnection(client);
      this.#retry();
    }
  }

  #channels(): readonly string[] {
    return [...this.#options.signals.keys(), this.#canary];
  }

  async #heartbeat(client: pg.Client): Promise<void> {
    const { isIdle, onSignalState } = this.#options;
    this.#standbyListener.attend(isIdle());
    try {
      if (!isIdle() || this.#options.elapsedMs() - this.#lastHeartbeatMs >= idleHeartbeatMs) {
        if (this.#canarySentMs !== null) throw new Error('the connection was not told of its own notification');
        this.#lastHeartbeatMs = this.#options.elapsedMs();
        this.#canarySentMs = this.#options.elapsedMs();
        const state = await readSignalState(client, { canary: this.#canary });
        const missing = this.#channels().filter((channel) => !state.listeningTo.includes(channel));
        if (missing.length > 0) throw new Error(`the connection no longer listens to ${missing.join(', ')}`);
        if (!state.canarySent) this.#canarySentMs = null;
        this.#watchQueue(state.queueUsage);
        onSignalState(state);
      } else await client.query(''); // no statement, and yet an answer
      if (this.#client === client) this.#schedule(heartbeatMs, () => this.#heartbeat(client));
    } catch (error) {
      this.#lost(client, error);
    }
  }

  #hearCanary(): void {
    if (this.#canarySentMs !== null) this.#canaryDelayMs = this.#options.elapsedMs() - this.#canarySentMs;
    this.#canarySentMs = null;
  }

  #watchQueue(usage: number): void {
    const wasAlarm = this.#queueUsage >= queueAlarm;
    this.#queueUsage = usage;
    if (usage < queueAlarm || wasAlarm) return;
    this.#options.log.warn(
      { event: 'listener.queue_filling', queueUsage: usage },
      'the queue of notifications fills up: a connection somewhere in this PostgreSQL listens, stays in a transaction and does not read; find it in pg_stat_activity. Events are read once a second meanwhile',
    );
  }

  #lost(client: pg.Client, error: unknown): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = null;
    this.#tell(false);
    this.#options.log.warn(
      { event: 'listener.connection_lost', err: error },
      'the listener lost its connection; events go on by looking once a second',
    );
    destroyConnection(client);
    this.#retry();
  }

  #tell(listening: boolean): void {
    this.#listening = listening;
    this.#since = new Date(this.#options.now());
  }

  #retry(): void {
    this.#schedule(this.#backoff.next(), () => this.#connect());
  }

  #schedule(delayMs: number, work: () => Promise<void>): void {
    if (this.#closed) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void work(), delayMs);
  }
}
