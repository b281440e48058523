/**
 * Has a model from outside judge the rows of machines, beside the pipeline and behind its commits: no alarm of a built-in detector waits for
 * it, and what it says too late is recorded and not told.
 */
import type { SteadyConnection } from '../../db/connection/steady-connection.ts';
import type { CompletedWindowRow } from '../../db/pipeline/completed-windows.ts';
import { runsIn } from '../../domain/detection/catalogue.ts';
import { minuteMs } from '../../domain/window.ts';
import type { Logger } from '../../log.ts';
import { ModelFailure } from '../../models/model-failure.ts';
import type { Score, Scorer, Unscored } from '../../models/scoring/scorer.ts';
import { PeriodicTask } from '../../timing/periodic-task.ts';
import type { Definition } from '../sensor-definition.ts';
import { type MachineRow, MachineRows } from './machine-rows.ts';
import { commitScores, type OutsideTelling, type ScoredRow } from './outside-transaction.ts';

/** Rows of one request. */
const mostRowsOfRequest = 500;
/** A row waits so long for the other sensors of its machine. */
const settleMs = 5_000;
/** Most rows in memory: an hour of some eighty machines. */
const mostRows = 5_000;
const everyMs = 500;
/** What is said of a minute longer after its end is recorded only. */
export const tellingWithinMs = 180_000;

export interface OutsideJudgeOptions {
  readonly connection: SteadyConnection;
  readonly scorer: Scorer;
  readonly telling: Omit<OutsideTelling, 'isInTime'>;
  /** Epoch ms. */
  readonly now: () => number;
  readonly log: Logger;
}

export interface OutsideJudgeState {
  readonly waitingRows: number;
  /** Rows that were not judged: too many waited, the model failed, or what it gave was no number. */
  readonly unjudgedRows: number;
  /** Rows that have a score. */
  readonly judgedRows: number;
}

export class OutsideJudge {
  readonly #options: OutsideJudgeOptions;
  readonly #rows = new MachineRows({ settleMs, mostRows });
  readonly #ticks: PeriodicTask;
  readonly #closing = new AbortController();
  #judged = 0;
  #failed = 0;

  constructor(options: OutsideJudgeOptions) {
    this.#options = options;
    this.#ticks = new PeriodicTask('judgement by a model from outside', everyMs, () => this.judgeDue(), options.log);
  }

  start(): void {
    this.#options.scorer.start();
    this.#ticks.start();
  }

  /** Windows that a committed batch completed. */
  take(completed: readonly CompletedWindowRow[], definitionOf: (sensorId: number) => Definition): void {
    for (const { sensorId, windowMs, mean, completedMs, isPresent } of completed) {
      const definition = definitionOf(sensorId);
      if (definition.kind !== 'gauge' || !runsIn(definition.detection, 'outside_model')) continue;
      this.#rows.add({ windowMs, mean, completedMs, isPresent, definition });
    }
  }

  /** The database went back in time. */
  startAnew(): void {
    this.#rows.clear();
  }

  state(): OutsideJudgeState {
    return {
      waitingRows: this.#rows.waiting,
      unjudgedRows: this.#failed + this.#rows.leftOut,
      judgedRows: this.#judged,
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#ticks.close();
    await this.#options.scorer.close();
  }

  /** Has what is due judged, and tells of it. */
  async judgeDue(): Promise<void> {
    const due = this.#rows.takeDue(this.#options.now(), mostRowsOfRequest);
    for (const rows of byColumns(due)) {
      if (this.#closing.signal.aborted) return;
      await this.#judge(rows);
    }
  }

  async #judge(rows: readonly MachineRow[]): Promise<void> {
    const scores = await this.#scoresOf(rows);
    if (scores === null) return;
    const { connection, telling, now } = this.#options;
    const scored = rows.flatMap((row, index): ScoredRow[] => {
      const score = scores[index];
      return typeof score === 'object' ? [{ row, score }] : [];
    });
    this.#judged += scored.length;
    this.#failed += scores.filter((score) => score === 'no_number').length;
    const isInTime = ({ windowMs }: MachineRow) => now() - (windowMs + minuteMs) <= tellingWithinMs;
    try {
      await commitScores(await connection.get(), scored, { ...telling, isInTime });
    } catch (error) {
      await connection.discard();
      throw error;
    }
  }

  async #scoresOf(rows: readonly MachineRow[]): Promise<readonly (Score | Unscored)[] | null> {
    const [first] = rows;
    if (first === undefined) return null;
    const { scorer, log } = this.#options;
    const wasFailing = scorer.state().failingSince;
    try {
      const values = rows.map((row) => [...row.values.values()].map(({ mean }) => mean));
      const scores = await scorer.score({ columns: [...first.values.keys()], rows: values }, this.#closing.signal);
      if (wasFailing !== null && scorer.state().failingSince === null) {
        log.info({ event: 'model.answers_again', since: wasFailing }, `${scorer.name} answers again`);
      }
      return scores;
    } catch (error) {
      if (this.#closing.signal.aborted) return null;
      if (!(error instanceof ModelFailure)) throw error;
      this.#failed += rows.length;
      if (wasFailing === null) {
        log.warn({ event: 'model.failed', kind: error.kind }, `${scorer.name} failed: ${error.message}`);
      }
      return null;
    }
  }
}

/** Rows of the same columns go together. */
function byColumns(rows: readonly MachineRow[]): Iterable<readonly MachineRow[]> {
  const groups = new Map<string, MachineRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([...row.values.keys()]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups.values();
}
