/** A model behind MLflow's or Databricks' scoring protocol: rows by POST to `invocations`, predictions back. */
import { z } from 'zod';
import { CircuitBreaker, type EndpointState } from '../circuit-breaker.ts';
import { ModelFailure } from '../model-failure.ts';
import { askModel, type ModelAddress } from '../model-request.ts';
import type { Score, ScoredRows, Scorer } from './scorer.ts';

/** `dataframe_split` names the columns; `inputs` is one tensor of rows, in the order of the columns' names. */
export const invocationForms = ['dataframe_split', 'inputs'] as const;
export type InvocationForm = (typeof invocationForms)[number];

export interface InvocationSettings extends ModelAddress {
  readonly form: InvocationForm;
}

/** A score of each row, by itself or in an object that may also name the column. */
const prediction = z.union([
  z.number(),
  z.tuple([z.number()]),
  z.object({ score: z.number(), column: z.string().max(200).nullish() }),
]);
const answerForm = z.object({ predictions: z.array(prediction) });
const mostBytesOfRow = 1_000;
const mostBytesAround = 10_000;

export class InvocationsScorer implements Scorer {
  readonly name = 'outside_model';
  readonly #settings: InvocationSettings;
  readonly #breaker: CircuitBreaker;

  constructor(settings: InvocationSettings, { now }: { readonly now: () => number }) {
    this.#settings = settings;
    this.#breaker = new CircuitBreaker(now);
  }

  state(): EndpointState {
    return this.#breaker.state();
  }

  start(): void {
    // It is asked when there are rows.
  }

  async close(): Promise<void> {
    // Each request ends by the signal it was given.
  }

  async score({ columns, rows }: ScoredRows, signal: AbortSignal): Promise<readonly Score[]> {
    this.#breaker.enter();
    try {
      const body = this.#settings.form === 'inputs' ? { inputs: rows } : { dataframe_split: { columns, data: rows } };
      const mostBytes = mostBytesAround + rows.length * mostBytesOfRow;
      const wanted = 'application/json';
      const text = await textOf(askModel(this.#settings, { body, accept: wanted, wanted, mostBytes, signal }));
      const scores = scoresOf(text, columns, rows.length);
      this.#breaker.succeeded();
      return scores;
    } catch (error) {
      if (error instanceof ModelFailure) this.#breaker.failed(error);
      else this.#breaker.leftAlone();
      throw error;
    }
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function scoresOf(text: string, columns: readonly string[], count: number): Score[] {
  const answer = answerForm.safeParse(jsonOf(text));
  if (!answer.success) throw new ModelFailure('unexpected_answer', 'the answer holds no predictions that are scores');
  const { predictions } = answer.data;
  if (predictions.length !== count) {
    throw new ModelFailure('unexpected_answer', `${count} rows were sent, ${predictions.length} predictions came`);
  }
  return predictions.map((one) => {
    if (typeof one === 'number') return { score: one, column: null, columns: columns.length };
    if (Array.isArray(one)) return { score: one[0], column: null, columns: columns.length };
    const column = columns.find((name) => name === one.column) ?? null;
    return { score: one.score, column, columns: columns.length };
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
