/** Follows the commits of other servers, so that subscribers of this one see their values too. */
import { readStatusOfSensors } from '../../db/gold/current-status.ts';
import { readCheckpoints } from '../../db/pipeline/pipeline-write.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { shardCount } from '../../domain/equipment/shard.ts';
import type { SensorStatus } from '../../domain/equipment/status.ts';
import type { BronzeReader } from '../../domain/readings/bronze-log.ts';
import { windowStartMs } from '../../domain/window.ts';
import type { Logger } from '../../log.ts';
import { RunAgainLoop } from '../../timing/run-again.ts';
import type { LiveHub } from './live-hub.ts';
import type { WindowRelay } from './window-relay.ts';

export interface FollowerOptions {
  readonly pool: Queryable;
  readonly bronze: BronzeReader<Queryable>;
  readonly hub: Pick<LiveHub, 'wantsStatus' | 'wantsWindows'>;
  /** Latest values of sensors that have moved. */
  readonly tellStatus: (changes: readonly SensorStatus[]) => void;
  readonly windows: Pick<WindowRelay, 'touched'>;
  /** Shards that this server processes, with the last batch of each. */
  readonly owned: () => ReadonlyMap<number, number>;
  readonly log: Logger;
}

const shards = Array.from({ length: shardCount }, (_, shard) => shard);
const readingsAtOnce = 10_000;

/**
 * Live values of equipment that other servers work on: follows their checkpoints, looks up in the log which sensors and minutes they
 * took, and hands the present values to the hub. No query is sent while this server processes all shards or has no subscribers.
 */
export class Follower {
  readonly #options: FollowerOptions;
  /**
   * The last batch of each shard that was published, its own included: a shard that another server takes over is followed from
   * there.
   */
  readonly #told = new Map<number, number>();
  readonly #following = new RunAgainLoop(() => this.#follow());

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Other servers may have committed something: a signal came, or the reconciliation poll ran. */
  wake(): void {
    this.#following.request();
  }

  /** The database went back in time: batch numbers will repeat. Subscribers have to attach again. */
  forget(): void {
    this.#told.clear();
  }

  async close(): Promise<void> {
    await this.#following.settled();
  }

  async #follow(): Promise<void> {
    try {
      await this.#step();
    } catch (error) {
      this.#options.log.warn(
        { event: 'live.changes_read_failed', err: error },
        'changes of other servers could not be read; the next reconciliation poll tries again',
      );
    }
  }

  /** A subscriber awaits this before it reads its snapshot: commits from now on will be sent. */
  async attach(): Promise<void> {
    const { pool, owned } = this.#options;
    const unknown = shards.filter((shard) => !this.#told.has(shard));
    for (const shard of unknown) this.#told.set(shard, owned().get(shard) ?? Number.POSITIVE_INFINITY);
    const foreign = unknown.filter((shard) => !owned().has(shard));
    if (foreign.length === 0) return;
    try {
      for (const [shard, batchNo] of await readCheckpoints(pool, foreign)) this.#told.set(shard, batchNo);
    } catch (error) {
      for (const shard of foreign) this.#told.delete(shard);
      throw error;
    }
  }

  async #step(): Promise<void> {
    const { pool, hub, owned } = this.#options;
    if (!(hub.wantsStatus || hub.wantsWindows)) return this.#told.clear();
    for (const [shard, batchNo] of owned()) if (this.#told.has(shard)) this.#told.set(shard, batchNo);
    const foreign = [...this.#told.keys()].filter((shard) => !owned().has(shard));
    if (foreign.length === 0) return;
    const ranges = new Map<string, { after: number; upTo: number; shards: number[] }>();
    for (const [shard, upTo] of await readCheckpoints(pool, foreign)) {
      const after = this.#told.get(shard) ?? upTo;
      // A database that went back in time will give the same numbers to other batches.
      if (after > upTo) this.#told.set(shard, upTo);
      if (after >= upTo) continue;
      const key = `${after} ${upTo}`;
      const range = ranges.get(key) ?? { after, upTo, shards: [] };
      range.shards.push(shard);
      ranges.set(key, range);
    }
    for (const range of ranges.values()) {
      await this.#tell(range);
      // Only after all reads: after a failure the next reconciliation poll reads the same range again.
      for (const shard of range.shards) this.#told.set(shard, range.upTo);
    }
  }

  async #tell(range: { after: number; upTo: number; shards: readonly number[] }): Promise<void> {
    const { pool, bronze, tellStatus, windows } = this.#options;
    for (let after = range.after; after < range.upTo; ) {
      const part = await bronze.readAfter(pool, {
        after,
        upTo: range.upTo,
        shards: range.shards,
        maxReadings: readingsAtOnce,
      });
      if (part === null) return; // the batch is past its retention, and so are its readings
      const readings = part.readings.map(({ reading }) => reading);
      windows.touched(
        readings.map(({ sensorId, eventTimeMs }) => ({ sensorId, windowMs: windowStartMs(eventTimeMs) })),
      );
      const sensorIds = [...new Set(readings.map(({ sensorId }) => sensorId))];
      if (sensorIds.length > 0) tellStatus(await readStatusOfSensors(pool, sensorIds));
      after = part.upToBatchNo;
    }
  }
}
