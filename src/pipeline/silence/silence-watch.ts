/**
 * Watches the sensors of this server's shards for silence. Looks are comparisons in memory; the database is asked when a silence is due
 * to be told, may have ended, or when what is remembered of pauses has changed, and once a minute for states that last.
 */

import { readSuppressed } from '../../db/alarms/suppressions.ts';
import type { SteadyConnection } from '../../db/connection/steady-connection.ts';
import { readMasterDataVersion } from '../../db/pipeline/sensor-definitions.ts';
import { type LastWord, readLastWords, readVanishedSilences } from '../../db/pipeline/silences.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import type { Logger } from '../../log.ts';
import { PeriodicTask } from '../../timing/periodic-task.ts';
import type { Heard } from '../process-batch.ts';
import type { Definition } from '../sensor-definition.ts';
import { Definitions } from '../sensor-definitions.ts';
import { Attention, type AttentionOptions, type Hearing } from './attention.ts';
import { dueSilences, type Silence, type SilentSensor } from './due-silences.ts';
import { type LastingStatesOptions, quietMs, tellLastingStates } from './lasting-states.ts';
import { commitSilences, endSilences } from './silence-transaction.ts';
import { timeText } from './silence-wording.ts';
import type { Moment } from './speech.ts';
import { type Returned, WatchedSensors } from './watched-sensors.ts';

const tickMs = 2_000; // How often the clock is looked at, which may be handed in: nothing but a comparison.
/** How often it is looked whether what is told is still to be watched, and memory of tags that hardly ever reported is let go. */
const reviewMs = 60_000;
/** How often it is looked whether a sensor of which only changes are reported stays in a state for too long. */
const statesMs = 60_000;

export interface SilenceWatchOptions extends AttentionOptions, Omit<LastingStatesOptions, 'definitions' | 'now'> {
  readonly pool: Queryable;
  readonly connection: SteadyConnection;
  /** The shards that this server works on. */
  readonly owned: () => Iterable<number>;
  readonly log: Logger;
}

export interface SilenceState {
  /** Told of and not heard again since. */
  readonly silentSensors: number;
  /** Whether everything that was sent is known here; where it is not, nobody is told of silence. */
  readonly hearing: Hearing;
  readonly isBusy: boolean;
}

export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  readonly #definitions: Definitions;
  readonly #sensors = new WatchedSensors();
  readonly #shards = new Set<number>();
  readonly #ticks: PeriodicTask;
  readonly #attention: Attention;
  #lastReviewMs: number;
  #lastStatesMs: number;
  #work: Promise<void> | null = null;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
    this.#definitions = new Definitions(options.pool);
    this.#attention = new Attention(options);
    this.#lastReviewMs = options.elapsedMs();
    this.#lastStatesMs = this.#lastReviewMs;
    this.#ticks = new PeriodicTask('watch for silent sensors', tickMs, async () => this.#lookIfDue(), options.log);
  }

  start(): void {
    this.#ticks.start();
  }

  /** What a committed batch has brought. */
  hear(heard: readonly Heard[], definitionOf: (sensorId: number) => Definition): void {
    if (heard.length === 0) return;
    this.#sensors.hear(heard, definitionOf, this.#attention.moment);
    this.#attention.noteHeard();
    this.#lookIfDue();
  }

  /** The database went back in time, or is another one. */
  startAnew(): void {
    this.#sensors.clear();
    this.#shards.clear();
    this.#definitions.forget();
    this.#listenAnew();
  }

  state(): SilenceState {
    let silentSensors = 0;
    for (const { speech } of this.#sensors.all.values()) if (speech.isTold) silentSensors += 1;
    return { silentSensors, hearing: this.#options.hearing(), isBusy: this.#work !== null };
  }

  async close(): Promise<void> {
    await this.#ticks.close();
    await this.#work;
    if (this.#attention.isBroken) return;
    await this.#sensors.store(this.#options.pool, true).catch((error: unknown) => this.#failed(error));
  }

  #lookIfDue(): void {
    if (this.#work !== null || !this.#attention.isLookDue) return;
    if (!this.#attention.look()) this.#listenAnew();
    this.#sensors.putOutIdle(this.#attention.moment.nowMs);
    // The database may be away.
    if (this.#attention.isBroken) return;
    if (!this.#needsDatabase()) return;
    this.#work = this.#run()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#work = null;
      });
  }

  #needsDatabase(): boolean {
    const owned = new Set(this.#options.owned());
    if (owned.size !== this.#shards.size || [...owned].some((shardNo) => !this.#shards.has(shardNo))) return true;
    if (this.#sensors.returned.length > 0 || this.#sensors.isStoreDue || this.#isReviewDue()) return true;
    if (this.#areStatesDue()) return true;
    return this.#attention.mayTell && dueSilences(this.#sensors.all, this.#attention.moment).length > 0;
  }

  #isReviewDue(): boolean {
    return this.#options.elapsedMs() - this.#lastReviewMs >= reviewMs && this.#sensors.isAnyTold;
  }

  async #run(): Promise<void> {
    const { pool } = this.#options;
    await this.#takeShards();
    await this.#tellReturns(this.#sensors.returned);
    if (this.#attention.mayTell) await this.#tell(this.#attention.moment);
    if (this.#isReviewDue()) await this.#review();
    if (this.#areStatesDue()) await this.#tellStates();
    await this.#sensors.store(pool, false);
  }

  #areStatesDue(): boolean {
    return this.#options.elapsedMs() - this.#lastStatesMs >= statesMs && this.#attention.hasListenedFor(quietMs);
  }

  async #tellStates(): Promise<void> {
    this.#lastStatesMs = this.#options.elapsedMs();
    await this.#loadDefinitions([]);
    await tellLastingStates(await this.#options.connection.get(), this.#shards, {
      ...this.#options,
      definitions: this.#definitions,
    });
  }

  /** Another server may have died, and who sent to it comes here only now: that is nobody's silence. */
  async #takeShards(): Promise<void> {
    const { pool, now, owned: ownedShards } = this.#options;
    const owned = new Set(ownedShards());
    this.#sensors.keep(owned);
    for (const shardNo of this.#shards) if (!owned.has(shardNo)) this.#shards.delete(shardNo);
    const taken = [...owned].filter((shardNo) => !this.#shards.has(shardNo));
    if (taken.length === 0) return;
    await this.#sensors.load(pool, taken, now(), () => this.#attention.moment);
    this.#listenAnew();
    for (const shardNo of taken) this.#shards.add(shardNo);
    const vanished = await readVanishedSilences(pool);
    if (vanished.length > 0) await this.#end('', vanished, 'Expired: its sensor was removed.');
  }

  async #tellReturns(returned: readonly Returned[]): Promise<void> {
    for (const siteId of new Set(returned.map((one) => one.siteId))) {
      const its = returned.filter((one) => one.siteId === siteId);
      const sinceMs = Math.max(...its.map(({ receivedAtMs }) => receivedAtMs));
      const note = `Expired: ${its.length === 1 ? 'it reports' : 'they report'} again since ${timeText(sinceMs)}.`;
      await this.#end(
        siteId,
        its.map(({ sensorId }) => sensorId),
        note,
      );
      this.#sensors.forgetReturned(its);
    }
  }

  /** Ends what was told of sensors that are not to be watched any more. */
  async #review(): Promise<void> {
    this.#lastReviewMs = this.#options.elapsedMs();
    const told = [...this.#sensors.all].filter(([, { speech }]) => speech.isTold);
    const sensorIds = told.map(([sensorId]) => sensorId);
    await this.#loadDefinitions(sensorIds);
    const words = await this.#lastWords(sensorIds);
    for (const [sensorId, watched] of told) {
      const why = words.has(sensorId) ? this.#excuseOf(sensorId) : 'its sensor was removed';
      if (why === null || !watched.speech.isTold) continue;
      await this.#end(watched.siteId, [sensorId], `Expired: ${why}.`);
      watched.speech.isTold = false;
      watched.speech.listenAnew(this.#attention.moment);
      if (!words.has(sensorId)) this.#sensors.forget(sensorId);
    }
  }

  /** Of those that were not removed. */
  async #lastWords(sensorIds: readonly number[]): Promise<Map<number, LastWord>> {
    return new Map((await readLastWords(this.#options.pool, sensorIds)).map((word) => [word.sensorId, word]));
  }

  /** Why nobody is to be told of its silence; null where somebody is. */
  #excuseOf(sensorId: number): string | null {
    const { isActive, detection } = this.#definitions.of(sensorId);
    if (!isActive) return 'its machine is out of service';
    return detection.silent.enabled ? null : 'its silence is not watched any more';
  }

  async #loadDefinitions(sensorIds: readonly number[]): Promise<void> {
    if ((await readMasterDataVersion(this.#options.pool)) !== this.#definitions.version) this.#definitions.forget();
    await this.#definitions.load(sensorIds);
  }

  async #tell(moment: Moment): Promise<void> {
    const due = dueSilences(this.#sensors.all, moment).flat();
    if (due.length === 0) return;
    const sensorIds = due.map(({ sensorId }) => sensorId);
    await this.#loadDefinitions(sensorIds);
    const words = await this.#lastWords(sensorIds);
    const isHidden = await readSuppressed(this.#options.pool);
    const told = due.filter((sensor) => !isHidden(sensor) && this.#isSilent(sensor, words, moment));
    const silent = new Set(told.map(({ sensorId }) => sensorId));
    // What is removed, out of service, set otherwise, or heard meanwhile is none of it: what is left is folded anew.
    const silences = dueSilences(this.#sensors.all, moment)
      .map((silence) => silence.filter(({ sensorId }) => silent.has(sensorId)))
      .filter((silence) => silence.length > 0);
    for (const siteId of new Set(silences.flatMap(([first]) => (first === undefined ? [] : [first.siteId])))) {
      await this.#commit(
        siteId,
        silences.filter(([first]) => first?.siteId === siteId),
        words,
        moment,
      );
    }
  }

  /** Whether the sensor is what it was taken for; brings what is known of it up to date. */
  #isSilent({ sensorId, sinceMs }: SilentSensor, words: ReadonlyMap<number, LastWord>, moment: Moment): boolean {
    const watched = this.#sensors.all.get(sensorId);
    if (watched === undefined) return false;
    const word = words.get(sensorId);
    if (word === undefined) {
      this.#sensors.forget(sensorId);
      return false;
    }
    watched.settings = this.#definitions.of(sensorId).detection.silent;
    const heardMs = word.receivedAtMs;
    if (heardMs <= sinceMs && this.#excuseOf(sensorId) === null) return true;
    // Another server has heard it, or its silence is meant: from here on it counts anew.
    watched.speech.lastWordMs = Math.max(heardMs, sinceMs);
    watched.speech.listenAnew(moment);
    return false;
  }

  async #commit(
    siteId: string,
    silences: readonly Silence[],
    lastWords: ReadonlyMap<number, LastWord>,
    moment: Moment,
  ): Promise<void> {
    const { connection, minSeverityRank, now, log } = this.#options;
    const definitionOf = (sensorId: number) =>
      this.#definitions.knows(sensorId) ? this.#definitions.of(sensorId) : null;
    const step = { siteId, silences, nowMs: now(), minSeverityRank, definitionOf, lastWords };
    await commitSilences(await connection.get(), step);
    const sensorIds = silences.flat().map(({ sensorId }) => sensorId);
    for (const sensorId of sensorIds) {
      const speech = this.#sensors.all.get(sensorId)?.speech;
      if (speech === undefined) continue;
      speech.isTold = true;
      // It reported while this was committed.
      if (speech.silentMs(moment.nowMs) <= 0) this.#sensors.noteReturned(sensorId);
    }
    log.info(
      { event: 'detection.sensors_silent', siteId, sensors: sensorIds.length },
      'sensors that report regularly have fallen silent',
    );
  }

  async #end(siteId: string, sensorIds: readonly number[], note: string): Promise<void> {
    await endSilences(await this.#options.connection.get(), { siteId, sensorIds, note, nowMs: this.#options.now() });
  }

  /** Something could not be heard for a while: silence begins to count anew, so that nobody is blamed for it. */
  #listenAnew(): void {
    this.#sensors.listenAnew(this.#attention.moment);
    this.#attention.beginAnew();
  }

  async #failed(error: unknown): Promise<void> {
    const { log, connection } = this.#options;
    log.warn(
      { event: 'detection.silence_retried', err: error },
      'silent sensors could not be looked at or told of; it is tried again',
    );
    this.#definitions.forget();
    await connection.discard();
  }
}
