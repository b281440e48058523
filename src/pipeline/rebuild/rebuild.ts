/** Runs the slices of a rebuild one after the other, and tries one again after a transient failure. */
import type pg from 'pg';
import type { Queryable } from '../../db/query/queryable.ts';
import { isTransient } from '../../db/query/sql-state.ts';
import type { DayPartitions } from '../../db/upkeep/day-partitions.ts';
import { isKeptByRebuild } from '../../domain/detection/catalogue.ts';
import type { BronzeHistory } from '../../domain/readings/bronze-log.ts';
import type { BatchRules } from '../process-batch.ts';
import { PastStates } from './past-states.ts';
import type { RebuildPlan } from './plan.ts';
import { rebuildSlice, type SliceChanges, type SliceContext } from './slice-transaction.ts';
import type { Slice } from './slices.ts';

/** A deadlock or a lock that did not come in time; more than these in a row are no coincidence. */
const attempts = 4;

export interface RebuildProgress extends SliceChanges {
  readonly readings: number;
  readonly slices: number;
  /** False when it was stopped before the end. */
  readonly finished: boolean;
}

export interface RebuildOptions {
  /** A connection of its own, with no other statements on it. */
  readonly client: pg.Client;
  readonly bronze: BronzeHistory<Queryable>;
  readonly dayPartitions: DayPartitions;
  readonly rules: BatchRules;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RebuildProgress) => void;
}

/** Slice after slice, each a transaction of its own: stopped or killed at any instant, what was done is whole and the rest as it was. */
export async function runRebuild(plan: RebuildPlan, options: RebuildOptions): Promise<RebuildProgress> {
  const { client, bronze, dayPartitions, signal, onProgress } = options;
  const rules = withoutKept(options.rules);
  const states = new PastStates();
  let shardNo: number | null = null;
  let progress: RebuildProgress = {
    readings: 0,
    slices: 0,
    silver: 0,
    windows: 0,
    anomalies: 0,
    quarantine: 0,
    finished: plan.slices.length === 0,
  };
  for (const slice of plan.slices) {
    if (signal.aborted) return progress;
    if (slice.shardNo !== shardNo) states.forget();
    shardNo = slice.shardNo;
    const changes = await withRetries(client, slice, { bronze, dayPartitions, states, rules });
    progress = {
      readings: progress.readings + slice.readings,
      slices: progress.slices + 1,
      silver: progress.silver + changes.silver,
      windows: progress.windows + changes.windows,
      anomalies: progress.anomalies + changes.anomalies,
      quarantine: progress.quarantine + changes.quarantine,
      finished: progress.slices + 1 === plan.slices.length,
    };
    onProgress(progress);
  }
  return progress;
}

/** What these found stays: a rebuild cannot bring back what they remembered. */
function withoutKept(rules: BatchRules): BatchRules {
  return { ...rules, detectors: rules.detectors.filter(({ name }) => !isKeptByRebuild(name)) };
}

async function withRetries(client: pg.Client, slice: Slice, context: SliceContext): Promise<SliceChanges> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rebuildSlice(client, slice, context);
    } catch (error) {
      context.states.forget();
      if (!isTransient(error) || attempt === attempts) throw error;
    }
  }
}
