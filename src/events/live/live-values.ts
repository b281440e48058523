/** Wires the sources of live values (commits, other servers, rebuilds, time) to the hub that subscribers read from. */
import type { Config } from '../../config.ts';
import { readRemovedAmong } from '../../db/equipment/sensor-removal.ts';
import { listStatus, readStatusOfSensors } from '../../db/gold/current-status.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import type { SensorKey } from '../../domain/equipment/equipment.ts';
import type { PlaceFilter } from '../../domain/equipment/place.ts';
import type { SensorStatus } from '../../domain/equipment/status.ts';
import type { BronzeReader } from '../../domain/readings/bronze-log.ts';
import { qualities } from '../../domain/readings/quality.ts';
import type { BronzeReading } from '../../domain/readings/reading.ts';
import { AndonError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { FreshnessClock } from './freshness-clock.ts';
import { LiveHub } from './live-hub.ts';
import { Restatements } from './restatement-relay.ts';
import { ServiceWatch } from './service-watch.ts';
import { Follower } from './shard-follower.ts';
import { Watermarks } from './watermarks.ts';
import { WindowRelay } from './window-relay.ts';

const snapshotPage = 10_000;

export interface LiveValuesOptions {
  readonly pool: Queryable;
  readonly bronze: BronzeReader<Queryable>;
  readonly config: Config['pipeline'];
  /** Shards that this server processes, with the last batch of each. */
  readonly owned: () => ReadonlyMap<number, number>;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

/** The values that a commit changed. */
export interface LiveChange {
  readonly latest: () => readonly SensorStatus[];
  /** Sensors whose newest reading has no value: their status is read from the database. */
  readonly valueless: readonly number[];
  readonly windows: readonly { readonly sensorId: number; readonly windowMs: number }[];
}

export interface LiveValues {
  readonly hub: LiveHub;
  readonly follower: Follower;
  readonly restatements: Restatements;
  readonly service: ServiceWatch;
  /** This server has committed a batch. */
  committed(change: LiveChange): void;
  /** Sensors were removed, here or by another server. */
  sensorsRemoved(): void;
  /** The database went back in time: subscriptions end, and clients that subscribe again get the present values. */
  startAnew(): void;
  close(): Promise<void>;
}

/** Everything between a commit, by this server or another, and the screens that show live values. */
export function createLiveValues({ pool, bronze, config, owned, now, elapsedMs, log }: LiveValuesOptions): LiveValues {
  const { watermarkMs } = config;
  const snapshot = async (filter: PlaceFilter) => {
    const rows: SensorStatus[] = [];
    for (let after: number | null = null; ; after = rows.at(-1)?.sensorId ?? null) {
      const page = await listStatus(pool, filter, { first: snapshotPage, after }, new Date(now()));
      rows.push(...page.rows);
      if (page.hasNextPage) continue;
      freshness.note(rows);
      return rows;
    }
  };
  const status = {
    attach: async () => {
      await Promise.all([follower.attach(), service.attach()]);
    },
    detach: () => service.detach(),
  };
  const hub: LiveHub = new LiveHub(
    {
      status,
      windows: {
        attach: async () => {
          await Promise.all([follower.attach(), restatements.attach(), watermarks.attach()]);
        },
        detach: () => {
          restatements.detach();
          watermarks.detach();
        },
      },
    },
    snapshot,
    elapsedMs,
  );
  const freshness = new FreshnessClock({
    publish: (changes) => hub.publishStatus(changes),
    isWatched: () => hub.wantsStatus,
    now,
  });
  const windows = new WindowRelay({ pool, hub, watermarkMs, log });
  const restatements = new Restatements({ pool, windows, log });
  const watermarks = new Watermarks({ pool, windows, watermarkMs });
  const tellStatus = (changes: readonly SensorStatus[]): void => {
    watermarks.note(changes);
    if (!hub.wantsStatus) return;
    freshness.note(changes);
    hub.publishStatus(changes);
  };
  const tellStored = async (sensorIds: readonly number[]): Promise<void> => {
    try {
      tellStatus(await readStatusOfSensors(pool, sensorIds));
    } catch (error) {
      log.warn(
        { event: 'live.status_read_failed', err: error },
        'the status of sensors whose newest reading has no value could not be read; subscribers get it with their next reading',
      );
    }
  };
  const forgetRemoved = async (): Promise<void> => {
    try {
      freshness.forget(await readRemovedAmong(pool, freshness.sensorIds));
    } catch (error) {
      log.warn(
        { event: 'live.removed_read_failed', err: error },
        'which sensors were removed could not be read; subscribers may be told once more that one of them is silent',
      );
    }
  };
  const service = new ServiceWatch({ pool, tellStatus: (changes) => tellStatus(changes), log });
  const follower: Follower = new Follower({ pool, bronze, hub, tellStatus, windows, owned, log });

  return {
    hub,
    follower,
    restatements,
    service,
    committed: (change) => {
      windows.touched(change.windows);
      if (!(hub.wantsStatus || hub.wantsWindows)) return;
      tellStatus(change.latest());
      if (change.valueless.length > 0) void tellStored(change.valueless);
    },
    sensorsRemoved: () => {
      if (freshness.sensors > 0) void forgetRemoved();
    },
    startAnew: () => {
      const words = 'The database went back in time, and what was shown may not be true any more; subscribe again';
      hub.end(new AndonError('UNAVAILABLE', words, { retryAfterMs: 1_000 }));
      follower.forget();
      freshness.close();
    },
    close: async () => {
      await Promise.all([follower.close(), restatements.close(), service.close()]);
      await windows.close();
      freshness.close();
    },
  };
}

/** Null for a reading without a value: the value before it stays current then. */
export function statusOf(
  { sensorId, value, units, quality, eventTimeMs }: BronzeReading,
  { siteId, equipmentId, sensorType, isActive }: SensorKey & { readonly isActive: boolean },
): SensorStatus | null {
  if (value === null) return null;
  const lastReported = new Date(eventTimeMs);
  const status = { sensorId, siteId, equipmentId, sensorType, value, units, quality: qualities[quality], isActive };
  return { ...status, lastUpdated: lastReported, lastReported };
}
