/** Computes one slice of history anew from bronze, in one transaction. */
import type pg from 'pg';
import { readLatestTimes } from '../../db/pipeline/stored-sensor-state.ts';
import type { QuarantinedReading } from '../../db/quarantine/quarantine-write.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { isDataError } from '../../db/query/sql-state.ts';
import { inTransactionOn } from '../../db/query/transaction.ts';
import { lockShard } from '../../db/rebuild/rebuild-read.ts';
import {
  forgetPipelineMemory,
  replaceAnomalies,
  replaceBadMinutes,
  replaceCounterMinutes,
  replaceGold,
  replaceQuarantine,
  replaceSilver,
} from '../../db/rebuild/rebuild-write.ts';
import { addRestatement, type RestatedWindow } from '../../db/rebuild/restatement-rows.ts';
import type { DayPartitions } from '../../db/upkeep/day-partitions.ts';
import type { BronzeHistory, StoredReading } from '../../domain/readings/bronze-log.ts';
import { minuteMs, windowStartMs } from '../../domain/window.ts';
import { StartupError } from '../../errors.ts';
import { type BatchRules, processBatch } from '../process-batch.ts';
import { findRefused } from '../refused-readings.ts';
import { Definitions } from '../sensor-definitions.ts';
import { baselineWindows } from '../sensor-state.ts';
import { anomalyColumns } from '../write-batch.ts';
import { takeLeadIn } from './lead-in.ts';
import type { PastStates } from './past-states.ts';
import type { Slice } from './slices.ts';

const dayMs = 86_400_000;
/** Beyond any batch of the live pipeline; a longer wait means that something is wrong, and the slice is tried again. */
const lockTimeoutMs = 20_000;
/** The live pipeline waits for this transaction: a rebuild that freezes in it is ended by the database. */
const maxSilenceMs = 5_000;

/** Rows that really changed, appeared or went; what came out as it was is untouched. */
export interface SliceChanges {
  readonly silver: number;
  readonly windows: number;
  readonly anomalies: number;
  readonly quarantine: number;
}

export interface SliceContext {
  readonly bronze: BronzeHistory<Queryable>;
  readonly dayPartitions: DayPartitions;
  readonly states: PastStates;
  readonly rules: BatchRules;
}

/**
 * Computes a slice of history anew from bronze, in one transaction. It holds the shard's checkpoint, which the live pipeline moves
 * in its own transaction, and so sees how far the log has been taken; what lies beyond is the live pipeline's work, as are
 * recommendations and the current status, which tell of the present.
 */
export async function rebuildSlice(client: pg.Client, slice: Slice, context: SliceContext): Promise<SliceChanges> {
  await context.dayPartitions.ensure(['telemetry_silver', 'performance_1min'], [slice.fromMs]);
  return inTransactionOn(client, async () => {
    await client.query(
      `SET LOCAL lock_timeout = ${lockTimeoutMs}; SET LOCAL idle_in_transaction_session_timeout = ${maxSilenceMs}`,
    );
    const upToBatchNo = await lockShard(client, slice.shardNo);
    const stored = await context.bronze.readSpan(client, slice);
    // Fewer than were counted: retention has dropped the day, and an empty bronze must not empty gold.
    if (stored.length < slice.readings && !(await hasBronze(client, slice, context))) {
      throw new StartupError(droppedMeanwhile(slice));
    }
    const definitions = new Definitions(client);
    await definitions.load(slice.sensorIds);
    const work = new SliceWork(client, slice, context, definitions);
    return work.run(stored.filter(({ batchNo }) => batchNo <= upToBatchNo));
  });
}

class SliceWork {
  readonly #client: pg.Client;
  readonly #slice: Slice;
  readonly #context: SliceContext;
  readonly #definitions: Definitions;

  constructor(client: pg.Client, slice: Slice, context: SliceContext, definitions: Definitions) {
    this.#client = client;
    this.#slice = slice;
    this.#context = context;
    this.#definitions = definitions;
  }

  async run(stored: readonly StoredReading[]): Promise<SliceChanges> {
    try {
      return await this.#attempt(stored, [], true);
    } catch (error) {
      if (!isDataError(error)) throw error;
      const refused = await findRefused(this.#client, stored, (readings) =>
        this.#attempt(
          stored.filter((one) => readings.includes(one)),
          [],
          false,
        ),
      );
      const bad = new Set(refused.map(({ received }) => received));
      return this.#attempt(
        stored.filter((one) => !bad.has(one)),
        refused.map(({ quarantine }) => quarantine),
        true,
      );
    }
  }

  /** Leaves no trace when it fails, or unless it is to be kept. */
  async #attempt(
    stored: readonly StoredReading[],
    refused: readonly QuarantinedReading[],
    keep: boolean,
  ): Promise<SliceChanges> {
    await this.#client.query('SAVEPOINT attempt');
    try {
      const changes = await this.#write(stored, refused);
      await this.#client.query('SET CONSTRAINTS ALL IMMEDIATE');
      await this.#client.query(keep ? 'RELEASE attempt' : 'ROLLBACK TO attempt');
      if (!keep) this.#context.states.forget();
      return changes;
    } catch (error) {
      this.#context.states.forget();
      if (isDataError(error)) await this.#client.query('ROLLBACK TO attempt');
      throw error;
    }
  }

  async #write(stored: readonly StoredReading[], refused: readonly QuarantinedReading[]): Promise<SliceChanges> {
    const { states, rules } = this.#context;
    const client = this.#client;
    const slice = this.#slice;
    const fresh = await states.load(client, slice.sensorIds, slice.fromMs);
    await takeLeadIn({
      client,
      bronze: this.#context.bronze,
      detectors: rules.detectors,
      sensorIds: fresh,
      beforeMs: slice.fromMs,
      definitionOf: (sensorId) => this.#definitions.of(sensorId),
      stateOf: (sensorId) => states.of(sensorId),
    });
    const outcome = processBatch(
      stored,
      (sensorId) => this.#definitions.of(sensorId),
      (sensorId) => states.of(sensorId),
      rules,
    );
    const batchNos = new Map(stored.map(({ reading, batchNo }) => [keyOf(reading), batchNo]));
    const silver = await replaceSilver(
      client,
      slice,
      outcome.silver.map((reading) => ({ ...reading, batchNo: batchNos.get(keyOf(reading)) ?? 0 })),
    );
    const windows = await replaceGold(client, slice, outcome.windows);
    await replaceBadMinutes(client, slice, outcome.badMinutes);
    const counted = await replaceCounterMinutes(client, slice, outcome.counterMinutes);
    const anomalies = await replaceAnomalies(client, slice, outcome.anomalies.map(anomalyColumns));
    const quarantine = await replaceQuarantine(client, slice, [...outcome.quarantine, ...refused]);
    if (await this.#isRemembered(windows)) await forgetPipelineMemory(client);
    const known = new Set(windows.map(windowKey));
    const restated = [...windows, ...counted.filter((window) => !known.has(windowKey(window)))];
    if (restated.length > 0) await addRestatement(client, restated);
    return { silver, windows: windows.length, anomalies, quarantine };
  }

  /** Whether a live pipeline may hold one of these windows in memory, as part of a sensor's baseline. */
  async #isRemembered(windows: readonly RestatedWindow[]): Promise<boolean> {
    const sensorIds = [...new Set(windows.map(({ sensorId }) => sensorId))];
    if (sensorIds.length === 0) return false;
    const latest = await readLatestTimes(this.#client, sensorIds);
    return windows.some(({ sensorId, windowMs }) => {
      const latestMs = latest.get(sensorId)?.eventMs;
      return latestMs !== undefined && windowMs >= windowStartMs(latestMs) - (baselineWindows + 1) * minuteMs;
    });
  }
}

async function hasBronze(client: pg.Client, { fromMs }: Slice, { bronze }: SliceContext): Promise<boolean> {
  return (await bronze.days(client)).includes(Math.floor(fromMs / dayMs) * dayMs);
}

function windowKey({ sensorId, windowMs }: RestatedWindow): string {
  return `${sensorId} ${windowMs}`;
}

function keyOf({ sensorId, eventTimeMs }: { sensorId: number; eventTimeMs: number }): string {
  return `${sensorId} ${eventTimeMs}`;
}

function droppedMeanwhile({ fromMs }: Slice): string {
  const day = new Date(fromMs).toISOString().slice(0, 10);
  return `Bronze of ${day} was dropped while its turn came: it is past its retention. What was rebuilt before it stays; windows without bronze are kept as they are.`;
}
