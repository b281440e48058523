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

  /** Something lags, or has just stopped. */
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
        'which equipment lags could not be written down; it is tried again',
      );
    }
    // Whatever is written has to be taken back in time.
    if (lagging.length > 0 || this.#written.size > 0) this.#timer.changed();
  }
}
