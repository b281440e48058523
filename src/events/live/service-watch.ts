/** Tells subscribers when equipment is taken out of service or put back. */
import { readOutOfService } from '../../db/equipment/out-of-service.ts';
import { readStatusByEquipment } from '../../db/gold/current-status.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { SensorStatus } from '../../domain/equipment/status.ts';
import type { Logger } from '../../log.ts';
import { RunAgainLoop } from '../../timing/run-again.ts';

export interface ServiceWatchOptions {
  readonly pool: Queryable;
  readonly tellStatus: (changes: readonly SensorStatus[]) => void;
  readonly log: Logger;
}

/**
 * Tells screens of equipment that is taken out of service or put back, by any program: the statuses of its sensors are sent once
 * more, because
 * no reading announces the change. No query is sent without subscribers.
 */
export class ServiceWatch {
  readonly #options: ServiceWatchOptions;
  /** Equipment out of service as subscribers know it; null without subscribers. */
  #known: ReadonlyMap<string, EquipmentKey> | null = null;
  #version: number | null = null;
  readonly #reading = new RunAgainLoop(() => this.#tell());

  constructor(options: ServiceWatchOptions) {
    this.#options = options;
  }

  /** Resolves when changes from now on will be sent. */
  async attach(): Promise<void> {
    if (this.#known !== null) return;
    const known = await this.#read();
    this.#known ??= known;
    // A change that was committed while the answer was on its way has been announced too early.
    this.wake();
  }

  detach(): void {
    this.#known = null;
  }

  /** The version of the master data, as the reconciliation found it: if the signal was lost, this is how a change is known. */
  notice(version: number): void {
    if (this.#known !== null && version !== this.#version) this.wake();
    this.#version = version;
  }

  wake(): void {
    if (this.#known === null) return;
    this.#reading.request();
  }

  async close(): Promise<void> {
    this.detach();
    await this.#reading.settled();
  }

  async #tell(): Promise<void> {
    const { pool, tellStatus, log } = this.#options;
    try {
      const before = this.#known;
      if (before === null) return;
      const now = await this.#read();
      const changed = [...differing(before, now), ...differing(now, before)];
      if (changed.length > 0) tellStatus((await readStatusByEquipment(pool, changed)).flat());
      // Otherwise the last subscriber has left meanwhile, and perhaps another has come.
      if (this.#known === before) this.#known = now;
    } catch (error) {
      this.#version = null;
      log.warn(
        { event: 'live.service_read_failed', err: error },
        'which equipment is in service could not be read; the next reconciliation poll tries again',
      );
    }
  }

  async #read(): Promise<Map<string, EquipmentKey>> {
    const keys = await readOutOfService(this.#options.pool);
    return new Map(keys.map((key) => [JSON.stringify([key.siteId, key.equipmentId]), key]));
  }
}

function differing(
  these: ReadonlyMap<string, EquipmentKey>,
  others: ReadonlyMap<string, EquipmentKey>,
): EquipmentKey[] {
  return [...these].filter(([key]) => !others.has(key)).map(([, equipment]) => equipment);
}
