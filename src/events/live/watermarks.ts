/** Follows the watermark of each piece of equipment and names the windows that become final. */
import { readNewestEventTimes } from '../../db/gold/current-status.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { lastFinalEndMs, minuteMs, windowStartMs } from '../../domain/window.ts';
import type { EquipmentMinute, WindowRelay } from './window-relay.ts';

/** The newest event time of a piece of equipment in a batch. */
export interface EventTime {
  readonly siteId: string;
  readonly equipmentId: string;
  readonly lastReported: Date;
}

export interface WatermarksOptions {
  readonly pool: Queryable;
  readonly windows: Pick<WindowRelay, 'finished'>;
  readonly watermarkMs: number;
}

interface Watch {
  /** Newest event time by equipment. */
  readonly newestMs: Map<string, number>;
  /** Committed while the first ones were being read; null from then on. */
  early: EventTime[] | null;
}

/**
 * How far the watermark of each piece of equipment has come, for subscribers to windows: a window that receives nothing more becomes
 * final when readings of later minutes, of whichever sensor, move the watermark past its end. Kept only while there are subscribers.
 */
export class Watermarks {
  readonly #options: WatermarksOptions;
  #watch: Watch | null = null;
  #loading: Promise<void> | null = null;

  constructor(options: WatermarksOptions) {
    this.#options = options;
  }

  /** Resolves when windows that become final from now on will be sent. */
  attach(): Promise<void> {
    if (this.#watch === null || this.#loading === null) {
      const watch: Watch = { newestMs: new Map(), early: [] };
      this.#watch = watch;
      this.#loading = this.#load(watch);
    }
    return this.#loading;
  }

  detach(): void {
    this.#watch = null;
  }

  note(times: readonly EventTime[]): void {
    if (this.#watch === null) return;
    if (this.#watch.early === null) this.#advance(this.#watch.newestMs, times);
    else this.#watch.early.push(...times);
  }

  async #load(watch: Watch): Promise<void> {
    try {
      for (const time of await readNewestEventTimes(this.#options.pool)) {
        watch.newestMs.set(keyOf(time), time.lastReported.getTime());
      }
    } catch (error) {
      if (this.#watch === watch) this.detach();
      throw error;
    }
    this.#advance(watch.newestMs, watch.early ?? []);
    watch.early = null;
  }

  #advance(newestMs: Map<string, number>, times: readonly EventTime[]): void {
    const { windows, watermarkMs } = this.#options;
    const finished: EquipmentMinute[] = [];
    for (const time of times) {
      const { siteId, equipmentId } = time;
      const key = keyOf(time);
      const toMs = time.lastReported.getTime();
      const fromMs = newestMs.get(key);
      if (fromMs !== undefined && toMs <= fromMs) continue;
      newestMs.set(key, toMs);
      if (fromMs === undefined) continue;
      // Later windows than that of the newest reading so far are the batch's own: it tells of them itself.
      const endMs = Math.min(lastFinalEndMs(toMs, watermarkMs), windowStartMs(fromMs) + minuteMs);
      for (let windowMs = lastFinalEndMs(fromMs, watermarkMs); windowMs < endMs; windowMs += minuteMs) {
        finished.push({ siteId, equipmentId, windowMs });
      }
    }
    windows.finished(finished);
  }
}

function keyOf({ siteId, equipmentId }: EventTime): string {
  return JSON.stringify([siteId, equipmentId]);
}
