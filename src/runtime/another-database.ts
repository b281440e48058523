/** Has everything read anew that is remembered of the database, once another one may be there. */
import type { Config } from '../config.ts';
import { writeSettings } from '../db/migrations/write-settings.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { Logger } from '../log.ts';

/** Those who remember something that they have read from the database. */
export interface Rememberers {
  readonly sources: { forget(): void };
  readonly dayPartitions: { forget(): void };
  readonly keys: { wake(): void };
  readonly idleMode: { noteActivity(): void };
  readonly poll: { runNow(): void };
  readonly processing: { startAnew(): void };
  readonly live: { startAnew(): void };
  readonly learner: { startAnew(): void };
}

export interface AnotherDatabaseOptions {
  readonly pool: Queryable;
  readonly settings: Config['pipeline'];
  readonly parts: () => Rememberers;
  readonly log: Logger;
}

/** What has been read from a database holds for that database only: what is forgotten when it may be, or is, another one. */
export class AnotherDatabase {
  readonly #options: AnotherDatabaseOptions;

  constructor(options: AnotherDatabaseOptions) {
    this.#options = options;
  }

  /** A connection was made anew: it may lead to a database of another time, so what was read before is read again. */
  mayBe(): void {
    const { sources, dayPartitions, keys, idleMode, poll } = this.#options.parts();
    sources.forget();
    dayPartitions.forget();
    keys.wake();
    idleMode.noteActivity();
    poll.runNow();
  }

  /** It went back in time: batches and events will have numbers that were given before. */
  is(): void {
    const { pool, settings, parts, log } = this.#options;
    this.mayBe();
    parts().processing.startAnew();
    parts().live.startAnew();
    parts().learner.startAnew();
    writeSettings(pool, settings).catch((error: unknown) =>
      log.warn(
        { event: 'database.settings_write_failed', err: error },
        'the settings that views go by could not be written to the database that is there now',
      ),
    );
  }
}
