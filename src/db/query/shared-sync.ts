/**
 * Lets statements that are sent together be answered together. PostgreSQL sends an answer off at each Sync, and the driver puts a Sync
 * behind each statement: on a busy machine that wake-up costs more than most of our statements. The protocol needs one Sync only where
 * an answer is waited for.
 */
import type pg from 'pg';

/** How a statement on its way ends: by PostgreSQL's ReadyForQuery, or, sharing the Sync of a later one, with its own completion. */
type End = 'sync' | 'shared';

const sharing = new WeakMap<pg.Client, SharedSync>();

/** For a connected client in pipeline mode that has nothing on its way; `shareSync` has no effect on others. */
export function allowSharedSync(client: pg.Client): void {
  sharing.set(client, new SharedSync(client.connection));
}

/**
 * The statements that `send` sends share one Sync: when one of them fails, PostgreSQL skips those behind it, and they fail with the same
 * error.
 */
export function shareSync<T>(client: pg.Client, send: () => T): T {
  const shared = sharing.get(client);
  return shared === undefined ? send() : shared.during(send);
}

/**
 * Stands between the driver and its connection: leaves out Syncs, and tells the driver ReadyForQuery where PostgreSQL does not say it any
 * more, so that the driver goes on to the next statement.
 */
class SharedSync {
  readonly #connection: pg.Connection;
  readonly #sendSync: () => void;
  /** Of the statements on their way, in order. */
  readonly #ends: End[] = [];
  #isSharing = false;
  /** The last statement sent is without a Sync so far. */
  #owesSync = false;
  #isTelling = false;

  constructor(connection: pg.Connection) {
    this.#connection = connection;
    this.#sendSync = connection.sync.bind(connection);
    const sendQuery = connection.query.bind(connection);
    connection.sync = () => this.#sync();
    // By the simple protocol, which brings a Sync of its own; skipped with the others it would never be answered.
    connection.query = (text) => {
      this.#payDebt();
      this.#ends.push('sync');
      sendQuery(text);
    };
    connection.on('commandComplete', () => this.#completed());
    connection.on('emptyQuery', () => this.#completed());
    connection.on('errorMessage', (error: unknown) => this.#failed(error));
    connection.on('readyForQuery', () => {
      if (!this.#isTelling) this.#ends.shift();
    });
  }

  during<T>(send: () => T): T {
    if (this.#isSharing) return send();
    this.#isSharing = true;
    try {
      return send();
    } finally {
      this.#isSharing = false;
      this.#payDebt();
    }
  }

  #sync(): void {
    this.#owesSync = this.#isSharing;
    this.#ends.push(this.#isSharing ? 'shared' : 'sync');
    if (!this.#isSharing) this.#sendSync();
  }

  /** Makes the Sync of the last statement good. */
  #payDebt(): void {
    if (!this.#owesSync) return;
    this.#owesSync = false;
    this.#ends[this.#ends.length - 1] = 'sync';
    this.#sendSync();
  }

  #completed(): void {
    if (this.#ends[0] !== 'shared') return;
    this.#ends.shift();
    this.#tellReady('T');
  }

  /** Nothing is heard any more of what PostgreSQL skips up to the Sync. */
  #failed(error: unknown): void {
    if (this.#ends[0] !== 'shared') return;
    this.#ends.shift();
    this.#tellReady('E');
    // Comes back here, until the statement with the Sync has failed as well.
    this.#connection.emit('errorMessage', error);
  }

  #tellReady(status: 'T' | 'E'): void {
    this.#isTelling = true;
    try {
      this.#connection.emit('readyForQuery', { name: 'readyForQuery', length: 5, status });
    } finally {
      this.#isTelling = false;
    }
  }
}
