/** The sensors of this server's shards, with what is known of their reports: heard from the pipeline, read from and stored in the database. */
import { readSpeeches, storeRhythms } from '../../db/pipeline/rhythms.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import type { DetectionSettings } from '../../domain/detection/catalogue.ts';
import { defaultDetection } from '../../domain/detection/resolution.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import { alarmableAgeMs } from '../../domain/equipment/lagging-equipment.ts';
import { shardOf } from '../../domain/equipment/shard.ts';
import type { Heard } from '../process-batch.ts';
import type { Definition } from '../sensor-definition.ts';
import type { Watched } from './due-silences.ts';
import type { StoredRhythm } from './rhythm.ts';
import { type Moment, Speech } from './speech.ts';

/** A tag that has reported once and not again within half an hour was a mistake, or reports too seldom to be watched. */
const forgetOnceMs = 1_860_000;
/** One that is not regular, and has been silent for so long. */
const forgetIrregularMs = 86_400_000;
/** One that had been silent for so long when its shard came here belongs to the past. */
const forgetPastMs = 14 * 86_400_000;

/** A sensor whose silence is over, and where it is. */
export interface Returned extends EquipmentKey {
  readonly sensorId: number;
  /** Of its first report, epoch ms. */
  readonly receivedAtMs: number;
}

export class WatchedSensors {
  readonly #sensors = new Map<number, Watched>();
  readonly #returned = new Map<number, Returned>();
  /** Those that have been heard once, and when: most of them are tags that were a mistake, of which there may be many. */
  readonly #once = new Map<number, number>();

  get all(): ReadonlyMap<number, Watched> {
    return this.#sensors;
  }

  get returned(): readonly Returned[] {
    return [...this.#returned.values()];
  }

  get isAnyTold(): boolean {
    for (const { speech } of this.#sensors.values()) if (speech.isTold) return true;
    return false;
  }

  hear(heard: readonly Heard[], definitionOf: (sensorId: number) => Definition, moment: Moment): void {
    for (const { sensorId, value, ...when } of heard) {
      const known = this.#sensors.get(sensorId);
      if (known === undefined && !this.#once.delete(sensorId)) {
        this.#once.set(sensorId, moment.nowMs);
        continue;
      }
      const { siteId, equipmentId, detection, kind } = definitionOf(sensorId);
      const watched = known ?? this.#added(sensorId, { siteId, equipmentId }, detection, moment);
      watched.settings = detection.silent;
      const isByChange = kind !== 'gauge' || (value !== null && typeof value !== 'number');
      if (watched.speech.hear({ ...when, value, isByChange }, moment)) this.noteReturned(sensorId);
    }
  }

  /** Its silence was told, and it has reported since. */
  noteReturned(sensorId: number): void {
    const watched = this.#sensors.get(sensorId);
    if (watched === undefined) return;
    const { siteId, equipmentId, speech } = watched;
    speech.isTold = false;
    this.#returned.set(sensorId, { sensorId, siteId, equipmentId, receivedAtMs: speech.lastWordMs ?? 0 });
  }

  /** It is committed that they are silent no more. */
  forgetReturned(returned: readonly Returned[]): void {
    for (const one of returned) {
      if (this.#returned.get(one.sensorId) === one) this.#returned.delete(one.sensorId);
    }
  }

  listenAnew(moment: Moment): void {
    for (const { speech } of this.#sensors.values()) speech.listenAnew(moment);
  }

  /** Reads what is remembered of the sensors of shards that came to this server; what was heard of them meanwhile stays. */
  async load(db: Queryable, shards: readonly number[], nowMs: number, momentOf: () => Moment): Promise<void> {
    const wanted = new Set(shards);
    const known = await readSpeeches(db, shards);
    const moment = momentOf();
    for (const { sensorId, siteId, equipmentId, memory, lastWordMs, lastEventMs, toldSinceMs } of known) {
      const place = { siteId, equipmentId };
      const shardNo = shardOf(place);
      if (!wanted.has(shardNo)) continue;
      const heard = this.#sensors.get(sensorId);
      const wasHeard = this.#once.delete(sensorId) || heard !== undefined;
      const isPast = lastWordMs === null || nowMs - lastWordMs > forgetPastMs;
      if (!wasHeard && toldSinceMs === null && isPast) continue;
      const speech = new Speech(moment, (memory ?? undefined) as StoredRhythm | undefined);
      speech.lastWordMs = heard?.speech.lastWordMs ?? lastWordMs;
      speech.isTold = toldSinceMs !== null;
      this.#sensors.set(sensorId, { ...place, shardNo, speech, settings: heard?.settings ?? defaultDetection.silent });
      const isLate = lastWordMs !== null && lastEventMs !== null && lastWordMs - lastEventMs > alarmableAgeMs;
      const spoke = wasHeard || (lastWordMs !== null && !isLate && lastWordMs > (toldSinceMs ?? 0) + 1_000);
      // A server that died heard it, and could not say so.
      if (speech.isTold && spoke) this.noteReturned(sensorId);
    }
  }

  /** Keeps the sensors of these shards only. */
  keep(owned: ReadonlySet<number>): void {
    for (const [sensorId, { shardNo }] of this.#sensors) if (!owned.has(shardNo)) this.forget(sensorId);
  }

  forget(sensorId: number): void {
    this.#sensors.delete(sensorId);
    this.#returned.delete(sensorId);
  }

  clear(): void {
    this.#sensors.clear();
    this.#once.clear();
    this.#returned.clear();
  }

  /** Lets go those that have hardly ever reported. */
  putOutIdle(nowMs: number): void {
    for (const [sensorId, { speech }] of this.#sensors) {
      if (!speech.isTold && speech.silentMs(nowMs) > forgetIrregularMs && !speech.rhythm.isRegular)
        this.forget(sensorId);
    }
    for (const [sensorId, heardMs] of this.#once) if (nowMs - heardMs > forgetOnceMs) this.#once.delete(sensorId);
  }

  get isStoreDue(): boolean {
    for (const { speech } of this.#sensors.values()) if (speech.rhythm.isWorthStoring) return true;
    return false;
  }

  /** `all`: also what would tell nearly the same. */
  async store(db: Queryable, all: boolean): Promise<void> {
    const due = [...this.#sensors].filter(
      ([
        ,
        {
          speech: { rhythm },
        },
      ]) => rhythm.isWorthStoring || (all && !rhythm.isStored),
    );
    if (due.length === 0) return;
    const rows = due.map(
      ([
        sensorId,
        {
          shardNo,
          speech: { rhythm },
        },
      ]) => {
        return { sensorId, shardNo, memory: rhythm.stored() };
      },
    );
    for (const [, { speech }] of due) speech.rhythm.noteStored();
    await storeRhythms(db, rows);
  }

  #added(sensorId: number, place: EquipmentKey, detection: DetectionSettings, moment: Moment): Watched {
    const watched = { ...place, shardNo: shardOf(place), speech: new Speech(moment), settings: detection.silent };
    this.#sensors.set(sensorId, watched);
    return watched;
  }
}
