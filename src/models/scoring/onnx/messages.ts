/** What the server and the process of a model in a file say to each other. One question at a time, and one answer to each. */
import { z } from 'zod';
import { modelFailures } from '../../model-failure.ts';

export interface LoadQuestion {
  readonly kind: 'load';
  /** Path of the model. */
  readonly file: string;
  /** In its node_modules onnxruntime-node is looked for; null: where the server's own packages are. */
  readonly runtimeDir: string | null;
}

export interface ScoreQuestion {
  readonly kind: 'score';
  readonly count: number;
  /** Row after row, the columns as the model has them. */
  readonly values: Float64Array;
}

export type Question = LoadQuestion | ScoreQuestion;

const failed = z.object({ kind: z.literal('failed'), failure: z.enum(modelFailures), message: z.string() });

/** What was loaded. */
export const loadedForm = z.object({
  kind: z.literal('loaded'),
  columns: z.array(z.string()),
  /** SHA-256 of the file, so that two servers can be seen to have the same. */
  digest: z.string(),
  bytes: z.number(),
  /** Version of onnxruntime-node. */
  runtime: z.string(),
});
export type Loaded = z.infer<typeof loadedForm>;

export const scoredForm = z.object({
  kind: z.literal('scored'),
  scores: z.instanceof(Float64Array),
  /** Places of the columns that contributed most; null: the model does not say. */
  columns: z.instanceof(Float64Array).nullable(),
});

export const answerForm = z.discriminatedUnion('kind', [failed, loadedForm, scoredForm]);
export type Answer = z.infer<typeof answerForm>;
