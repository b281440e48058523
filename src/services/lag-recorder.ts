/** Stores which equipment sends readings that are old on arrival, so that every server can report it. */
import { forgetLagging, noteLagging } from '../db/pipeline/lagging-rows.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { EquipmentKey } from '../domain/equipment/equipment.ts';
import type { LaggingEquipment } from '../domain/equipment/lagging-equipment.ts';
import type { Logger } from '../log.ts';
import { FlushTimer } from './flush-timer.ts';

const flushMs = 10_000;

export interface LagRecorderOptions {
  readonly pool: Queryable;
  /** What this server sees. */
  readonly lagging: () => readonly LaggingEquipment[];
  readonly log: Logger;
}

/** Writes down which equipment lags, every ten seconds while some does, so that every server's health can name it. */
export class LagRecorder {
  readonly #options: LagRecorderOptions;
  readonly #timer = new FlushTimer(flushMs, () => this.#write());
  #written = new Map<string, EquipmentKey>();

  constructor(options: LagRecorderOptions) {
    this.#options = options;
  }

  /** To be called when some equipment lags, or has just stopped lagging. */
  changed(): void {
    this.#timer.changed();
  }

  flush(): Promise<void> {
    return this.#timer.flush();
  }

  async #write(): Promise<void> {
    const { pool, log } = this.#options;
    const lagging = this.#options.lagging();
    const now = new Map<string, EquipmentKey>(
      lagging.map((one) => [JSON.stringify([one.siteId, one.equipmentId]), one]),
    );
    const gone = [...this.#written].filter(([key]) => !now.has(key)).map(([, equipment]) => equipment);
    try {
      if (lagging.length > 0) await noteLagging(pool, lagging);
      if (gone.length > 0) await forgetLagging(pool, gone);
      this.#written = now;
    } catch (error) {
      log.warn(
        { event: 'lag.write_failed', err: error },
        'the list of equipment whose readings arrive late could not be stored; it is tried again in 10 s',
      );
    }
    // A stored lag has to be removed when it is over, so the timer goes on.
    if (lagging.length > 0 || this.#written.size > 0) this.#timer.changed();
  }
}
