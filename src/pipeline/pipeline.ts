/** Drives the log of bronze through the stages: which batches come next, for which shards, and what follows a failure. */
import type pg from 'pg';
import { readCheckpoints } from '../db/pipeline/pipeline-write.ts';
import { isTransient } from '../db/query/sql-state.ts';
import { shardCount } from '../domain/equipment/shard.ts';
import type { BronzeBatch, ComingBatch } from '../domain/readings/reading.ts';
import { Backoff } from '../timing/backoff.ts';
import { Sleeper } from '../timing/sleeper.ts';
import { within } from '../timing/within.ts';
import { BatchTransaction, OvertakenError } from './batch-transaction.ts';
import { LogTail } from './log-tail.ts';
import type { PipelineOptions } from './pipeline-options.ts';
import type { PipelineState } from './pipeline-state.ts';
import type { BatchOutcome } from './process-batch.ts';
import { readLog } from './read-log.ts';
import { Definitions } from './sensor-definitions.ts';
import { SensorStates } from './sensor-states.ts';
import { ShardLeases } from './shard-leases.ts';

/** Memory for batches that the pipeline has not taken yet; what does not fit is read back from bronze. */
const tailReadings = 200_000;
/** How often a server looks whether it could own more shards, or should own fewer. */
const rebalanceMs = 1_000;
const retry = { firstMs: 100, lastMs: 5_000 };
/**
 * A transaction of speculative processing waits so long for its readings to become durable. Its locks could be what their commit waits
 * for, by way of a third session, and the database cannot see such a circle.
 */
const maxSpeculationMs = 250;
/** Speculation pauses after it failed: whoever sends readings again that are stored already is likely to send more of them. */
const speculationPauseMs = 10_000;

/** Drives the log through the stages: wakes on new batches, takes them in order, never twice, and goes on after any failure. */
export class Pipeline {
  readonly #options: PipelineOptions;
  readonly #tail = new LogTail(tailReadings);
  readonly #leases = new ShardLeases();
  readonly #definitions: Definitions;
  readonly #states: SensorStates;
  readonly #transaction: BatchTransaction;
  /** The last batch that was processed of each owned shard; the next one to take is the one after it. */
  readonly #positions = new Map<number, number>();
  #headBatchNo = 0;
  #processedReadings = 0;
  #workingSinceMs: number | null = null;
  #coming: ComingBatch | null = null;
  #speculateFromMs = Number.NEGATIVE_INFINITY;
  #lastError: string | null = null;
  #lastRebalanceMs = Number.NEGATIVE_INFINITY;
  #client: pg.Client | null = null;
  readonly #sleeper = new Sleeper();
  #awake = false;
  #mustStartAnew = false;
  #closed = false;
  #loop: Promise<void> | null = null;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#definitions = new Definitions(options.pool);
    this.#states = new SensorStates(options.pool, options.elapsedMs);
    this.#transaction = new BatchTransaction({
      ...options,
      definitions: this.#definitions,
      states: this.#states,
      isShared: () => this.#leases.owned.size < shardCount,
    });
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** A batch that this server has just made durable. */
  offer(batch: BronzeBatch): void {
    this.#tail.add(batch);
    this.notice(batch.batchNo);
  }

  /** Tells of a batch that is being written: an idle pipeline processes it meanwhile, and commits right behind it. */
  speculate(batch: ComingBatch): void {
    const isIdle = this.#sleeper.isAsleep && this.#lastError === null && !this.#hasWork();
    if (!isIdle || this.#positions.size < shardCount || this.#options.elapsedMs() < this.#speculateFromMs) return;
    this.#coming = batch;
    this.#wake();
  }

  /** Tells how far the log has come; batches of other servers are read from the database. */
  notice(headBatchNo: number): void {
    if (headBatchNo <= this.#headBatchNo && this.#leases.owned.size === shardCount && !this.#hasWork()) return;
    this.#headBatchNo = Math.max(this.#headBatchNo, headBatchNo);
    this.#wake();
  }

  /** The database went back in time: everything is read from it anew. */
  startAnew(): void {
    this.#mustStartAnew = true;
    this.#wake();
  }

  /** Finishes what is in the log already, as far as the database lets it, within the given time. */
  async close(drainMs: number): Promise<void> {
    const deadline = this.#options.elapsedMs() + drainMs;
    while (this.#hasWork() && this.#lastError === null && this.#options.elapsedMs() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    this.#closed = true;
    this.#wake();
    await this.#loop;
  }

  /** Tells the database that this server is not frozen: a silent one loses its shards. Resolves once the database has answered. */
  async showLife(): Promise<void> {
    try {
      await this.#client?.query('');
    } catch {
      // The connection is gone, perhaps while nothing was to do: the loop takes another one, and the shards anew.
      this.#wake();
    }
  }

  /** Lets go what is remembered of silent sensors; what a batch under way needs has been asked for just now, and stays. */
  putOutIdle(): void {
    this.#definitions.forgetThose(this.#states.putOutIdle());
  }

  /** The shards that this server works on, with the last batch processed of each. */
  get positions(): ReadonlyMap<number, number> {
    return this.#positions;
  }

  state(): PipelineState {
    const slowest = Math.min(...this.#positions.values(), this.#headBatchNo);
    return {
      enabled: true,
      ownedShards: this.#leases.owned.size,
      backlogBatches: this.#positions.size === 0 ? 0 : Math.max(0, this.#headBatchNo - slowest),
      queuedReadings: this.#tail.readings,
      processedReadings: this.#processedReadings,
      sensorsInMemory: this.#states.size,
      lagMs: this.#workingSinceMs === null ? 0 : Math.max(0, this.#options.now() - this.#workingSinceMs),
      lastError: this.#lastError,
      ignoredSettings: this.#definitions.ignoredSettings,
    };
  }

  async #run(): Promise<void> {
    const backoff = new Backoff(retry);
    while (!this.#closed) {
      try {
        await this.#workUntilIdle();
        this.#lastError = null;
        backoff.reset();
        if (!this.#awake) await this.#sleeper.sleep(this.#leases.owned.size === shardCount ? null : rebalanceMs);
      } catch (error) {
        if (this.#closed) return;
        await this.#recover(error);
        await this.#sleeper.sleep(backoff.next());
      }
    }
  }

  async #workUntilIdle(): Promise<void> {
    for (;;) {
      this.#awake = false;
      if (this.#mustStartAnew) await this.#options.connection.discard();
      this.#mustStartAnew = false;
      const client = await this.#options.connection.get();
      if (client !== this.#client) await this.#rebalance(client);
      const coming = this.#coming;
      this.#coming = null;
      const worked =
        coming !== null && !this.#hasWork() ? await this.#stepSpeculatively(client, coming) : await this.#step(client);
      // After the work, not before it: sharing with other servers can wait, an alert cannot.
      const taken = await this.#rebalance(client);
      if (this.#closed || (!worked && !this.#awake && taken === 0)) return;
    }
  }

  /** Returns how many shards are new. */
  async #rebalance(client: pg.Client): Promise<number> {
    if (client === this.#client && this.#options.elapsedMs() - this.#lastRebalanceMs < rebalanceMs) return 0;
    if (client !== this.#client) {
      this.#forget();
      this.#client = client;
    }
    const taken = await this.#leases.rebalance(client);
    this.#lastRebalanceMs = this.#options.elapsedMs();
    for (const shard of this.#positions.keys()) {
      if (!this.#leases.owned.has(shard)) this.#positions.delete(shard);
    }
    if (taken.length === 0) return 0;
    this.#states.forget(); // the server that had these shards before has processed readings of their sensors
    for (const [shard, batchNo] of await readCheckpoints(client, taken)) {
      this.#positions.set(shard, batchNo);
      this.#headBatchNo = Math.max(this.#headBatchNo, batchNo);
    }
    this.#headBatchNo = Math.max(this.#headBatchNo, await this.#options.bronze.head(client));
    this.#options.onShardsTaken(taken);
    return taken.length;
  }

  /** A new connection may lead to a database of an earlier time, where batches and sensors of the same numbers are others. */
  #forget(): void {
    this.#positions.clear();
    this.#tail.clear();
    this.#coming = null;
    this.#headBatchNo = 0;
    this.#definitions.forget();
    this.#states.forget();
  }

  /** Processes the next batch range of the shards that are furthest behind; false when all stand at the head. */
  async #step(client: pg.Client): Promise<boolean> {
    const { pool, bronze, now, observe } = this.#options;
    if (!this.#hasWork()) return false;
    const from = Math.min(...this.#positions.values());
    const shards = [...this.#positions].filter(([, position]) => position === from).map(([shard]) => shard);
    const others = [...this.#positions.values()].filter((position) => position > from);
    const upTo = Math.min(this.#headBatchNo, ...others);
    const pickedAtMs = now();
    const range = await readLog({ db: pool, bronze }, this.#tail, from, upTo, new Set(shards));
    // The head was told of before its rows could be read here; the reconciliation poll comes back to it.
    if (range === null) return false;
    this.#workingSinceMs ??= range.committedAtMs ?? pickedAtMs;
    if (range.committedAtMs !== null) observe('queued', pickedAtMs - range.committedAtMs, range.readings.length);
    const outcome = await this.#transaction.process(client, {
      shards,
      from,
      to: range.upToBatchNo,
      readings: range.readings,
    });
    this.#committed(shards, range.upToBatchNo, range.readings.length, outcome);
    return true;
  }

  /** Speculative processing of a batch; false when it failed. A batch that is stored after all is then taken like any other. */
  async #stepSpeculatively(client: pg.Client, { receivedAtMs, readings, durable }: ComingBatch): Promise<boolean> {
    const { observe } = this.#options;
    const [from = 0, ...others] = new Set(this.#positions.values());
    if (others.length > 0 || this.#positions.size < shardCount) return false;
    const shards = [...this.#positions.keys()];
    const to = from + 1;
    const outcome = await this.#transaction.processAhead(client, {
      shards,
      from,
      to,
      readings: readings.map((reading) => ({ reading, receivedAtMs })),
      isDurable: within(
        maxSpeculationMs,
        durable.then((batchNo) => batchNo === to),
      ),
    });
    if (outcome === null) {
      this.#speculateFromMs = this.#options.elapsedMs() + speculationPauseMs;
      return false;
    }
    observe('queued', 0, readings.length);
    this.#headBatchNo = Math.max(this.#headBatchNo, to);
    this.#committed(shards, to, readings.length, outcome);
    return true;
  }

  #committed(shards: readonly number[], upToBatchNo: number, readings: number, outcome: BatchOutcome): void {
    const { onCommitted, log } = this.#options;
    for (const shard of shards) this.#positions.set(shard, upToBatchNo);
    this.#processedReadings += readings;
    this.#tail.forgetUpTo(Math.min(...this.#positions.values()));
    if (!this.#hasWork()) this.#workingSinceMs = null;
    try {
      onCommitted(outcome, (sensorId) => this.#definitions.of(sensorId));
    } catch (error) {
      log.error({ event: 'pipeline.publish_failed', err: error }, 'live updates could not be handed on');
    }
  }

  #hasWork(): boolean {
    return this.#positions.size > 0 && Math.min(...this.#positions.values()) < this.#headBatchNo;
  }

  async #recover(error: unknown): Promise<void> {
    const { log, connection } = this.#options;
    this.#lastError = error instanceof Error ? error.message : String(error);
    if (error instanceof OvertakenError || isTransient(error))
      log.warn({ event: 'pipeline.batch_retried', err: error }, 'a batch is taken again');
    else
      log.error(
        { event: 'pipeline.batch_failed', err: error },
        'a batch failed; the pipeline begins anew from its checkpoint and tries until it goes through',
      );
    // A new connection holds no leases and an old one may hold an open transaction: begin anew from the checkpoints.
    this.#states.forget();
    this.#client = null;
    await connection.discard();
  }

  #wake(): void {
    this.#awake = true;
    this.#sleeper.wake();
  }
}
