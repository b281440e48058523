/** Remembers the integer keys of sensors, and adds sensors that are new. */
import { addSensors, type FoundSensor, findSensors, type NewSensorAllowance } from '../db/bronze/sensor-directory.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { SensorKey } from '../domain/equipment/equipment.ts';
import { shardOf } from '../domain/equipment/shard.ts';
import { maxBatchReadings } from '../limits.ts';

/** Bounds the memory that invented ids can take. */
const maxRemembered = 500_000;

export interface KnownSensor {
  readonly sensorId: number;
  readonly shardNo: number;
}

/** Which of the sensors that were asked for could not be added. */
export interface Learned {
  isRefused(key: SensorKey): boolean;
}
const allKnown: Learned = { isRefused: () => false };
/** What was added before is added again in another database. */
const unlimited: NewSensorAllowance = { addedBy: '', perHour: Number.POSITIVE_INFINITY };

/** Sensors of one sender that are added together. */
interface Addition {
  readonly db: Queryable;
  readonly keys: Map<string, SensorKey>;
  readonly found: Promise<readonly FoundSensor[]>;
}

type Sites = Map<string, Map<string, Map<string, KnownSensor>>>;

/**
 * From (site, equipment, sensor) to the integer key that readings carry; remembers what it has looked up, of sensors that speak. A database that went back in
 * time may have given a key to another sensor since: whoever keeps what it was told compares `generation` before using it.
 */
export class SensorDirectory {
  readonly #db: Queryable;
  readonly #onReturned: (sensors: readonly SensorKey[]) => void;
  // Sites, then equipment, then sensors: looking up three times costs less than making one long key for each reading.
  #sites: Sites = new Map();
  /** What has not been looked up since the last turn; a sensor that speaks comes over from here. */
  #resting: Sites = new Map();
  #remembered = 0;
  #generation = 0;
  /** One addition after the other, so that each counts those before it; those that wait meanwhile are made together. */
  #adding: Promise<unknown> = Promise.resolve();
  readonly #nextAdditions = new Map<string, Addition>();

  /** `onReturned` is told of sensors that had been removed and report again. */
  constructor(db: Queryable, onReturned: (sensors: readonly SensorKey[]) => void = () => undefined) {
    this.#db = db;
    this.#onReturned = onReturned;
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

  /** The database may be another one from now on, or sensors were removed: those have to be looked for when they report again. */
  forget(): void {
    this.#clear();
    this.#generation += 1;
  }

  /** After this, `lookUp` finds every given sensor but those that are new, and refused because the allowance is used up. */
  async learn(
    keys: readonly SensorKey[],
    allowance: NewSensorAllowance = unlimited,
    db: Queryable = this.#db,
  ): Promise<Learned> {
    const missing = new Map<string, SensorKey>();
    for (const key of keys) if (this.lookUp(key) === undefined) missing.set(nameOf(key), key);
    if (missing.size === 0) return allKnown;
    if (this.#remembered + missing.size > maxRemembered) {
      this.#clear();
      return this.learn(keys, allowance, db);
    }
    const generation = this.#generation;
    const found = await findSensors(db, [...missing.values()]);
    for (const sensor of found) missing.delete(nameOf(sensor));
    const added = missing.size === 0 ? [] : await this.#add(db, [...missing.values()], allowance);
    if (generation !== this.#generation) return this.learn(keys, allowance, db);
    for (const sensor of [...found, ...added]) {
      missing.delete(nameOf(sensor));
      this.#remember(sensor, { sensorId: sensor.sensorId, shardNo: shardOf(sensor) });
    }
    return missing.size === 0 ? allKnown : { isRefused: (key) => missing.has(nameOf(key)) };
  }

  /** What was found may be more than was asked for: requests of one sender that wait are added together. */
  #add(db: Queryable, keys: readonly SensorKey[], allowance: NewSensorAllowance): Promise<readonly FoundSensor[]> {
    let addition = this.#nextAdditions.get(allowance.addedBy);
    if (addition === undefined || addition.db !== db || addition.keys.size + keys.length > maxBatchReadings) {
      addition = this.#nextAddition(db, allowance);
      this.#nextAdditions.set(allowance.addedBy, addition);
    }
    for (const key of keys) addition.keys.set(nameOf(key), key);
    return addition.found;
  }

  #nextAddition(db: Queryable, allowance: NewSensorAllowance): Addition {
    const keys = new Map<string, SensorKey>();
    const found = this.#adding.then(async () => {
      if (this.#nextAdditions.get(allowance.addedBy)?.keys === keys) this.#nextAdditions.delete(allowance.addedBy);
      const added = await addSensors(db, [...keys.values()], allowance);
      if (added.returned.length > 0) this.#onReturned(added.returned);
      return added.found;
    });
    this.#adding = found.catch(() => undefined); // whoever waits for it is told
    return { db, keys, found };
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

function nameOf({ siteId, equipmentId, sensorType }: SensorKey): string {
  return JSON.stringify([siteId, equipmentId, sensorType]);
}

function entry<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
