import { readWindowsOfParts } from '../db/performance-parts.ts';
import type { Queryable } from '../db/queryable.ts';
import type { Logger } from '../log.ts';
import type { LiveHub } from './live.ts';

interface WindowKey {
  readonly sensorId: number;
  readonly windowMs: number;
}

/**
 * Windows that a commit touched → what gold holds of them now → the hub. One read at a time, so that an older revision never arrives
 * after a newer one; what comes meanwhile is gathered for the next.
 */
export class WindowRelay {
  readonly #pool: Queryable;
  readonly #hub: LiveHub;
  readonly #watermarkMs: number;
  readonly #log: Logger;
  #touched = new Map<string, WindowKey>();
  #reading: Promise<void> | null = null;

  constructor(pool: Queryable, hub: LiveHub, watermarkMs: number, log: Logger) {
    this.#pool = pool;
    this.#hub = hub;
    this.#watermarkMs = watermarkMs;
    this.#log = log;
  }

  touched(windows: readonly WindowKey[]): void {
    if (!this.#hub.wantsWindows) return;
    for (const { sensorId, windowMs } of windows) this.#touched.set(`${sensorId} ${windowMs}`, { sensorId, windowMs });
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = null;
    });
  }

  async close(): Promise<void> {
    await this.#reading;
  }

  async #readAll(): Promise<void> {
    while (this.#touched.size > 0) {
      const windows = [...this.#touched.values()];
      this.#touched = new Map();
      try {
        this.#hub.publishWindows(await readWindowsOfParts(this.#pool, windows, this.#watermarkMs));
      } catch (error) {
        this.#log.warn({ err: error }, 'restated windows could not be read for their subscribers');
      }
    }
  }
}
