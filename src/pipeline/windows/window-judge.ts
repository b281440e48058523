/** Follows the log of completed windows of this server's shards and has detectors judge them, behind the pipeline. */
import type { SteadyConnection } from '../../db/connection/steady-connection.ts';
import {
  advanceWindowCheckpoint,
  forgetCompletedWindows,
  type LoggedWindow,
  readCompletedWindows,
  readWindowCheckpoint,
  shardsWithCompletedWindows,
} from '../../db/pipeline/completed-windows.ts';
import { readMasterDataVersion } from '../../db/pipeline/sensor-definitions.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { isTransient } from '../../db/query/sql-state.ts';
import type { Logger } from '../../log.ts';
import { Backoff } from '../../timing/backoff.ts';
import { Sleeper } from '../../timing/sleeper.ts';
import type { WindowDetector } from '../detect/window-detector.ts';
import { Definitions } from '../sensor-definitions.ts';
import { DetectorMemories } from './detector-memories.ts';
import type { Judgement } from './judgement.ts';
import { commitFindings, type TellingRules, WindowsOvertakenError } from './window-transaction.ts';

/** Windows of one step. Judging them takes some milliseconds, in which the server does nothing else. */
const stepWindows = 1_000;
/** A checkpoint with which nothing was found is moved so often only: windows that are judged again find nothing again. */
const idleCheckpointMs = 60_000;
/** What detectors remember is stored so often; after a restart the windows since are taken in again. */
const storeEveryMs = 6 * 3_600_000;
const retry = { firstMs: 200, lastMs: 10_000 };

export interface WindowJudgeOptions {
  readonly pool: Queryable;
  readonly connection: SteadyConnection;
  readonly detectors: readonly WindowDetector[];
  readonly telling: TellingRules;
  /** The shards that this server works on. */
  readonly owned: () => Iterable<number>;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

/** What the judge knows of one shard. */
interface Shard {
  readonly shardNo: number;
  readonly memories: DetectorMemories;
  /** Windows up to this batch are judged. */
  batchNo: number;
  /** What the database knows of that. */
  checkpointBatchNo: number;
  checkpointMs: number;
  storedMs: number;
}

export interface WindowJudgeState {
  /** Shards with windows that wait to be judged. */
  readonly waitingShards: number;
  readonly lastError: string | null;
}

export class WindowJudge {
  readonly #options: WindowJudgeOptions;
  readonly #definitions: Definitions;
  readonly #shards = new Map<number, Shard>();
  readonly #waiting = new Set<number>();
  readonly #sleeper = new Sleeper();
  /** Shards of which the database is being asked whether they have windows. */
  #asked = 0;
  #isAwake = false;
  #isClosed = false;
  #lastError: string | null = null;
  #loop: Promise<void> | null = null;

  constructor(options: WindowJudgeOptions) {
    this.#options = options;
    this.#definitions = new Definitions(options.pool);
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Windows of these shards were completed, or other shards came to this server. */
  notice(shards: Iterable<number>): void {
    for (const shardNo of shards) this.#waiting.add(shardNo);
    if (this.#waiting.size > 0) this.#wake();
  }

  /** The database went back in time. */
  startAnew(): void {
    this.#shards.clear();
    this.#definitions.forget();
    this.notice(this.#options.owned());
  }

  state(): WindowJudgeState {
    return { waitingShards: this.#waiting.size + this.#asked, lastError: this.#lastError };
  }

  /** Judges what is there, and stores what detectors remember, as far as the time goes. */
  async close(drainMs: number): Promise<void> {
    const { elapsedMs } = this.#options;
    const deadline = elapsedMs() + drainMs;
    const isInTime = () => elapsedMs() < deadline;
    while (this.#waiting.size > 0 && this.#lastError === null && isInTime()) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    this.#isClosed = true;
    this.#wake();
    await this.#loop;
    if (this.#lastError !== null) return;
    for (const shard of this.#shards.values()) await this.#store(shard, isInTime);
  }

  async #run(): Promise<void> {
    const backoff = new Backoff(retry);
    while (!this.#isClosed) {
      this.#isAwake = false;
      try {
        await this.#work();
        this.#lastError = null;
        backoff.reset();
        if (!this.#isAwake) await this.#sleeper.sleep(null);
      } catch (error) {
        if (this.#isClosed) return;
        await this.#recover(error);
        await this.#sleeper.sleep(backoff.next());
      }
    }
  }

  async #work(): Promise<void> {
    const owned = new Set(this.#options.owned());
    for (const shardNo of this.#shards.keys()) if (!owned.has(shardNo)) this.#shards.delete(shardNo);
    const asked = [...this.#waiting].filter((shardNo) => owned.has(shardNo));
    this.#waiting.clear();
    this.#asked = asked.length;
    try {
      for (const shardNo of await shardsWithCompletedWindows(this.#options.pool, asked)) this.#waiting.add(shardNo);
    } finally {
      this.#asked = 0;
    }
    for (const shardNo of this.#waiting) {
      while (!this.#isClosed && (await this.#step(shardNo)));
      if (this.#isClosed) return;
      this.#waiting.delete(shardNo);
    }
  }

  /** Judges the next windows of a shard; false when there are none. */
  async #step(shardNo: number): Promise<boolean> {
    const { pool, elapsedMs } = this.#options;
    // What was set before a window was completed holds for it. Definitions in use stay until the step that uses them is over.
    if ((await readMasterDataVersion(pool)) !== this.#definitions.version) this.#definitions.forget();
    const shard = this.#shards.get(shardNo) ?? (await this.#load(shardNo));
    const windows = await readCompletedWindows(pool, shardNo, shard.batchNo, { limit: stepWindows });
    const to = windows.at(-1)?.batchNo;
    if (to === undefined) {
      if (elapsedMs() - shard.storedMs > storeEveryMs) await this.#store(shard, () => !this.#isClosed);
      return false;
    }
    await this.#judge(shard, windows, to);
    return true;
  }

  async #judge(shard: Shard, windows: readonly LoggedWindow[], to: number): Promise<void> {
    const { connection, elapsedMs } = this.#options;
    const { shardNo, memories, checkpointBatchNo } = shard;
    // Memory has the windows from here on: until they are committed, it must not be used for others.
    this.#shards.delete(shardNo);
    const judgement = await memories.take(windows);
    const isSomething = Object.values(judgement).some(({ length }) => length > 0);
    const isDue = elapsedMs() - shard.checkpointMs > idleCheckpointMs;
    if (isSomething || isDue) {
      await this.#commit({ shardNo, from: checkpointBatchNo, to, ...judgement }, await connection.get());
      shard.checkpointBatchNo = to;
      shard.checkpointMs = elapsedMs();
    }
    shard.batchNo = to;
    this.#shards.set(shardNo, shard);
  }

  async #commit(
    step: { shardNo: number; from: number; to: number } & Judgement,
    client: Awaited<ReturnType<SteadyConnection['get']>>,
  ): Promise<void> {
    const named = [...step.judged.map(({ found }) => found), ...step.ended, ...step.restated];
    await this.#definitions.load(new Set(named.map(({ sensorId }) => sensorId)));
    await commitFindings(client, step, (sensorId) => this.#definitions.of(sensorId), this.#options.telling);
  }

  /** The memories of a shard as of its checkpoint. */
  async #load(shardNo: number): Promise<Shard> {
    const { pool, detectors, elapsedMs } = this.#options;
    const { batchNo, storedBatchNo } = await readWindowCheckpoint(pool, shardNo);
    const memories = new DetectorMemories({ db: pool, shardNo, detectors, definitions: this.#definitions, elapsedMs });
    let at = storedBatchNo;
    while (at < batchNo && !this.#isClosed) {
      const windows = await readCompletedWindows(pool, shardNo, at, { upToBatchNo: batchNo, limit: stepWindows });
      await memories.repeat(windows);
      at = windows.at(-1)?.batchNo ?? batchNo;
    }
    const nowMs = elapsedMs();
    return { shardNo, memories, batchNo, checkpointBatchNo: batchNo, checkpointMs: nowMs, storedMs: nowMs };
  }

  async #store(shard: Shard, mayGoOn: () => boolean): Promise<void> {
    const { pool, elapsedMs } = this.#options;
    const { shardNo, batchNo, checkpointBatchNo } = shard;
    if (batchNo > checkpointBatchNo) {
      const isMine = await advanceWindowCheckpoint(pool, shardNo, checkpointBatchNo, batchNo);
      if (!isMine) throw new WindowsOvertakenError(`another server has judged windows of shard ${shardNo}`);
      shard.checkpointBatchNo = batchNo;
    }
    if (!(await shard.memories.store(mayGoOn))) return;
    await forgetCompletedWindows(pool, shardNo, batchNo);
    shard.storedMs = elapsedMs();
  }

  async #recover(error: unknown): Promise<void> {
    const { log, connection, owned } = this.#options;
    this.#lastError = error instanceof Error ? error.message : String(error);
    if (error instanceof WindowsOvertakenError || isTransient(error))
      log.warn({ event: 'detection.windows_retried', err: error }, 'completed windows are judged again');
    else
      log.error(
        { event: 'detection.windows_failed', err: error },
        'completed windows could not be judged; their detectors begin anew from their checkpoint and try until it goes through',
      );
    this.#shards.clear();
    this.#definitions.forget();
    for (const shardNo of owned()) this.#waiting.add(shardNo);
    await connection.discard();
  }

  #wake(): void {
    this.#isAwake = true;
    this.#sleeper.wake();
  }
}
