/**
 * A model in a file, run in a process of its own. The file may be replaced while the server runs: the new one is taken with the next rows, and where it
 * cannot be, the one before goes on and health tells.
 */
import { stat } from 'node:fs/promises';
import type { Logger } from '../../../log.ts';
import { CircuitBreaker, type EndpointState } from '../../circuit-breaker.ts';
import { ModelFailure } from '../../model-failure.ts';
import type { Score, ScoredRows, Scorer, Unscored } from '../scorer.ts';
import type { Loaded } from './messages.ts';
import { ModelHandle } from './model-handle.ts';

export interface OnnxSettings {
  /** Path of the model. */
  readonly file: string;
  /** In its node_modules onnxruntime-node is; null: where the server's own packages are. */
  readonly runtimeDir: string | null;
  /** For the rows of one question, in ms. */
  readonly timeoutMs: number;
}

/** A large model is prepared for as long. */
const loadWithinMs = 60_000;

export interface RunningModel {
  readonly handle: ModelHandle;
  readonly loaded: Loaded;
}

/** What is amiss while the model goes on. */
interface Notice {
  readonly failure: ModelFailure;
  readonly since: Date;
}

export class OnnxScorer implements Scorer {
  readonly name = 'outside_model';
  readonly #settings: OnnxSettings;
  readonly #now: () => number;
  readonly #log: Logger;
  readonly #breaker: CircuitBreaker;
  readonly #closing = new AbortController();
  #running: RunningModel | null = null;
  /** The file as it was when it was last tried. */
  #tried: string | null = null;
  #refusedFile: Notice | null = null;
  #noNumbers: Notice | null = null;
  #making: Promise<unknown> = Promise.resolve();

  constructor(settings: OnnxSettings, { now, log }: { readonly now: () => number; readonly log: Logger }) {
    this.#settings = settings;
    this.#now = now;
    this.#log = log;
    this.#breaker = new CircuitBreaker(now);
  }

  /** Of the model that is loaded; undefined while none is. */
  get processId(): number | undefined {
    return this.#running?.handle.processId;
  }

  state(): EndpointState {
    const state = this.#breaker.state();
    const notice = this.#refusedFile ?? this.#noNumbers;
    if (state.lastFailure !== null || notice === null) return state;
    const { failure, since } = notice;
    const { kind, message } = failure;
    return { ...state, lastFailure: { kind, message, at: since }, failingSince: since };
  }

  start(): void {
    this.#making = this.#ready().catch((error: unknown) => {
      if (this.#closing.signal.aborted) return;
      const kind = error instanceof ModelFailure ? error.kind : 'unreachable';
      const message = error instanceof Error ? error.message : String(error);
      this.#log.warn({ event: 'model.failed', kind }, `${this.name} failed: ${message}`);
    });
  }

  async score({ columns, rows }: ScoredRows, signal: AbortSignal): Promise<readonly (Score | Unscored)[]> {
    await this.#making;
    const { handle, loaded } = await this.#ready();
    const places = loaded.columns.map((name) => columns.indexOf(name));
    if (places.includes(-1)) return rows.map(() => 'other_columns');
    const values = Float64Array.from(rows.flatMap((row) => places.map((place) => row[place] ?? Number.NaN)));
    this.#breaker.enter();
    try {
      const options = { withinMs: this.#settings.timeoutMs, signal: AbortSignal.any([signal, this.#closing.signal]) };
      const answer = await handle.ask({ kind: 'score', count: rows.length, values }, options);
      if (answer.kind !== 'scored') throw new ModelFailure('unexpected_answer', 'the model gave something else');
      const scores = rows.map((_, i): Score | Unscored => {
        const score = answer.scores[i] ?? Number.NaN;
        if (!Number.isFinite(score)) return 'no_number';
        return { score, column: loaded.columns[answer.columns?.[i] ?? -1] ?? null, columns: places.length };
      });
      this.#lookAt(scores);
      this.#breaker.succeeded();
      return scores;
    } catch (error) {
      if (error instanceof ModelFailure) this.#breaker.failed(error);
      else this.#breaker.leftAlone();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#making;
    await this.#running?.handle.close();
    this.#running = null;
  }

  /** What has no number at all is a failure; where some rows have none, the others are told all the same. */
  #lookAt(scores: readonly (Score | Unscored)[]): void {
    const none = scores.filter((score) => score === 'no_number').length;
    if (none === 0) {
      this.#noNumbers = null;
      return;
    }
    const message = `of ${scores.length} rows the model gave ${none} a score that is no number`;
    const failure = new ModelFailure('unexpected_answer', message);
    if (none === scores.length) throw failure;
    if (this.state().failingSince === null)
      this.#log.warn({ event: 'model.failed', kind: failure.kind }, `${this.name} failed: ${message}`);
    this.#noNumbers = { failure, since: this.#noNumbers?.since ?? new Date(this.#now()) };
  }

  /** The model as its file is now; else the one before. Throws a ModelFailure where there is none. */
  async #ready(): Promise<RunningModel> {
    const signature = await signatureOf(this.#settings.file);
    const isNew = signature !== this.#tried;
    if (this.#running?.handle.isGone === true) this.#running = null;
    if (this.#running !== null && !isNew) return this.#running;
    if (this.#running === null) {
      // What was in the way may be gone with the file that was replaced.
      if (isNew) this.#breaker.reset();
      this.#breaker.enter();
    }
    this.#tried = signature;
    try {
      const next = await loadModel(this.#settings, this.#closing.signal);
      await this.#running?.handle.close();
      this.#running = next;
      this.#refusedFile = null;
      // Whether it is any good its first rows say.
      this.#breaker.leftAlone();
      const { columns, digest, bytes, runtime } = next.loaded;
      this.#log.info(
        { event: 'model.loaded', file: this.#settings.file, columns, digest, bytes, runtime },
        `${this.name} is a model in a file, of ${columns.length} columns, run by onnxruntime-node ${runtime}`,
      );
      return next;
    } catch (error) {
      return this.#goOn(error);
    }
  }

  #goOn(error: unknown): RunningModel {
    if (!(error instanceof ModelFailure)) {
      if (this.#running === null) this.#breaker.leftAlone();
      throw error;
    }
    if (this.#running === null) {
      this.#breaker.failed(error);
      throw error;
    }
    const { kind, message } = error;
    const failure = new ModelFailure(kind, `the changed file is not taken, the model before it goes on: ${message}`);
    this.#refusedFile = { failure, since: new Date(this.#now()) };
    this.#log.warn({ event: 'model.not_loaded', kind, file: this.#settings.file }, `${this.name}: ${failure.message}`);
    return this.#running;
  }
}

/** Throws a ModelFailure, or the signal's reason. */
export async function loadModel(
  { file, runtimeDir }: Pick<OnnxSettings, 'file' | 'runtimeDir'>,
  signal: AbortSignal,
): Promise<RunningModel> {
  const handle = new ModelHandle();
  try {
    const loaded = await handle.ask({ kind: 'load', file, runtimeDir }, { withinMs: loadWithinMs, signal });
    if (loaded.kind !== 'loaded') throw new ModelFailure('unexpected_answer', 'the model was not loaded');
    return { handle, loaded };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Changes with the file, or with the one beside it that names its columns; a file that is not there has a signature too. */
async function signatureOf(file: string): Promise<string> {
  const looks = [file, `${file}.json`].map(async (name) => {
    const seen = await stat(name).catch(() => null);
    return seen === null ? 'none' : `${seen.ino} ${seen.size} ${seen.mtimeMs}`;
  });
  return (await Promise.all(looks)).join(', ');
}
