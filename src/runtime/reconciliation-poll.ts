/** The reconciliation poll: finds, once a second, what a lost NOTIFY should have announced. */
import type { Queryable } from '../db/query/queryable.ts';
import { readSignalState, type SignalState } from '../db/signals/signal-state.ts';
import type { ListenerHealth } from '../events/signals/listener.ts';
import type { Logger } from '../log.ts';
import { PeriodicTask } from '../timing/periodic-task.ts';
import { BronzeRewind } from './bronze-rewind.ts';
import type { IdleMode } from './idle-mode.ts';
import { createSignals, isMoving, type Signal, type SignalReceivers } from './signals.ts';

const pollEveryMs = 1_000;
/** Long enough for what the pipeline tells of its commit to be out, and short for whoever would wait if that failed. */
const ownSignalDelayMs = 5;

export interface ReconciliationPollOptions {
  readonly pool: Queryable;
  readonly receivers: Omit<SignalReceivers, 'poll'>;
  readonly idleMode: IdleMode;
  readonly listener: () => Pick<ListenerHealth, 'listening' | 'hasStandby' | 'queueAlarm'>;
  /** The database has gone back in time. */
  readonly onRewound: () => void;
  readonly log: Logger;
}

/**
 * What happens when a NOTIFY is lost.
 *
 * NOTIFY makes the server fast; nothing depends on it. It is lost when the listener's connection breaks, goes dead or no longer listens,
 * and it is not sent at all while PostgreSQL's queue of notifications is nearly full, because a full queue would fail the commit.
 * Whatever it would have told is learnt in one of these ways:
 *
 * 1. Once a second this poll reads where everything stands (sql/statements/signal-state.sql) and hands it to every entry of signals.ts,
 *    which compares it with what it knows. A lost NOTIFY costs a second, no more.
 * 2. When the listener has connected, again or for the first time, every signal is woken, and this poll runs at once.
 * 3. After a minute in which nothing has happened (idle-mode.ts) the poll pauses while two connections hear NOTIFY: the listener and the
 *    standby listener. The listener's heartbeat then reads the same state every 20 s and hands it over here. Any NOTIFY, and any change that
 *    a poll or heartbeat finds, ends idle mode.
 *
 * The poll also finds that the database was replaced by an earlier copy of itself (bronze-rewind.ts): what was read from it is forgotten.
 */
export class ReconciliationPoll {
  readonly #options: ReconciliationPollOptions;
  readonly #signals: readonly Signal[];
  readonly #task: PeriodicTask;
  readonly #bronzeRewind = new BronzeRewind();
  #last: SignalState | null = null;
  #isStarted = false;
  readonly #delayed = new Set<NodeJS.Timeout>();

  constructor(options: ReconciliationPollOptions) {
    this.#options = options;
    this.#signals = createSignals({ ...options.receivers, poll: this });
    this.#task = new PeriodicTask('reconciliation poll', pollEveryMs, () => this.#poll(), options.log);
  }

  start(): void {
    this.#isStarted = true;
    this.#task.start();
  }

  runNow(): void {
    if (this.#isStarted) this.#task.runNow();
  }

  close(): Promise<void> {
    for (const timer of this.#delayed) clearTimeout(timer);
    return this.#task.close();
  }

  /** What each channel does; the listener and the standby listener listen to these. */
  channels(): ReadonlyMap<string, (processId: number) => void> {
    const { idleMode, receivers } = this.#options;
    const woken = this.#signals.map(({ channel, wake, isToldOfOwn = false }) => {
      const onNotify = (processId: number) => {
        idleMode.noteActivity();
        if (isToldOfOwn && processId === receivers.processing.processId) this.#wakeLater(wake);
        else wake();
      };
      return channel === null ? null : ([channel, onNotify] as const);
    });
    return new Map(woken.filter((entry) => entry !== null));
  }

  /** The signal of a commit often comes before the answer to it, and reading for it would hold up what the answer lets go. */
  #wakeLater(wake: () => void): void {
    const timer = setTimeout(() => {
      this.#delayed.delete(timer);
      wake();
    }, ownSignalDelayMs);
    this.#delayed.add(timer);
  }

  /** The listener has connected: what was notified before was not received. */
  onListening(): void {
    for (const { wake } of this.#signals) wake();
    this.runNow();
  }

  /** Takes what a poll read, or a heartbeat of one of the listeners. */
  take(state: SignalState): void {
    const { idleMode } = this.#options;
    const before = this.#last;
    this.#last = state;
    if (isMoving(this.#signals, state, before)) idleMode.noteActivity();
    for (const { notice } of this.#signals) notice(state, before);
  }

  async #poll(): Promise<void> {
    const { pool, idleMode, listener, onRewound, log } = this.#options;
    const { listening, hasStandby, queueAlarm } = listener();
    if (idleMode.isIdle && listening && hasStandby && !queueAlarm) return;
    const state = await readSignalState(pool, this.#bronzeRewind);
    if (this.#bronzeRewind.isRewound(state)) {
      log.warn(
        { event: 'bronze.rewound', head: state.bronzeBatchNo },
        'the database went back in time: batches of readings that were seen are gone; everything is read from it anew',
      );
      onRewound();
    }
    this.take(state);
  }
}
