/** Remembers the integer keys of sensors, and adds sensors that are new. */
import { findOrAddSensors } from '../db/bronze/sensor-directory.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { SensorKey } from '../domain/equipment/equipment.ts';
import { shardOf } from '../domain/equipment/shard.ts';

/** Bounds the memory that invented ids can take. */
const maxRemembered = 500_000;

export interface KnownSensor {
  readonly sensorId: number;
  readonly shardNo: number;
}

type Sites = Map<string, Map<string, Map<string, KnownSensor>>>;

/**
 * From (site, equipment, sensor) to the integer key that readings carry; remembers what it has looked up, of sensors that speak. A database that went back in
 * time may have given a key to another sensor since: whoever keeps what it was told compares `generation` before using it.
 */
export class SensorDirectory {
  readonly #db: Queryable;
  // Sites, then equipment, then sensors: looking up three times costs less than making one long key for each reading.
  #sites: Sites = new Map();
  /** What has not been looked up since the last turn; a sensor that speaks comes over from here. */
  #resting: Sites = new Map();
  #remembered = 0;
  #generation = 0;

  constructor(db: Queryable) {
    this.#db = db;
  }

  lookUp(key: SensorKey): KnownSensor | undefined {
    const known = this.#sites.get(key.siteId)?.get(key.equipmentId)?.get(key.sensorType);
    return known ?? this.#awaken(key);
  }

  /** Called at intervals: sensors that were not looked up between two calls are forgotten, and looked up anew if they speak again. */
  putOutIdle(): void {
    this.#resting = this.#sites;
    this.#sites = new Map();
    this.#remembered = 0;
  }

  /** Changes when what was looked up before may be wrong. */
  get generation(): number {
    return this.#generation;
  }

  /** The database may be another one from now on. */
  forget(): void {
    this.#clear();
    this.#generation += 1;
  }

  /** After this, `lookUp` finds every given sensor. */
  async learn(keys: readonly SensorKey[], db: Queryable = this.#db): Promise<void> {
    const missing = new Map<string, SensorKey>();
    for (const key of keys) {
      if (this.lookUp(key) === undefined)
        missing.set(JSON.stringify([key.siteId, key.equipmentId, key.sensorType]), key);
    }
    if (missing.size === 0) return;
    if (this.#remembered + missing.size > maxRemembered) {
      this.#clear();
      return this.learn(keys, db);
    }
    const generation = this.#generation;
    const found = await findOrAddSensors(db, [...missing.values()]);
    if (generation !== this.#generation) return this.learn(keys, db);
    for (const sensor of found) this.#remember(sensor, { sensorId: sensor.sensorId, shardNo: shardOf(sensor) });
  }

  #awaken(key: SensorKey): KnownSensor | undefined {
    const known = this.#resting.get(key.siteId)?.get(key.equipmentId)?.get(key.sensorType);
    if (known !== undefined) this.#remember(key, known);
    return known;
  }

  #remember(key: SensorKey, known: KnownSensor): void {
    const equipment = entry(this.#sites, key.siteId, () => new Map<string, Map<string, KnownSensor>>());
    const sensors = entry(equipment, key.equipmentId, () => new Map<string, KnownSensor>());
    if (!sensors.has(key.sensorType)) this.#remembered += 1;
    sensors.set(key.sensorType, known);
  }

  #clear(): void {
    this.#sites = new Map();
    this.#resting = new Map();
    this.#remembered = 0;
  }
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
