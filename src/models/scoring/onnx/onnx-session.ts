/**
 * A model in a file, loaded by onnxruntime-node. That package is no dependency: who has such a model installs it, and what is used of it is described
 * here. Its calls hold up the thread that makes them, so this runs in a process of its own (model-process.ts).
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { maxModelBytes } from '../../../limits.ts';
import { ModelFailure } from '../../model-failure.ts';
import type { Answer, Loaded, LoadQuestion, ScoreQuestion } from './messages.ts';
import { type ModelForm, modelForm, type TensorForm, valuesOf } from './model-form.ts';

interface OnnxTensor {
  readonly data: ArrayLike<number | bigint>;
}

interface Session {
  readonly inputMetadata: readonly TensorForm[];
  readonly outputMetadata: readonly TensorForm[];
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
}

/** What is used of onnxruntime-node. */
interface Runtime {
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<Session> };
  readonly Tensor: new (type: string, data: Float32Array | Float64Array, dims: readonly number[]) => OnnxTensor;
  readonly env: { readonly versions?: { readonly node?: string } };
}

const packageName = 'onnxruntime-node';
/** One core at most: the others are the server's. */
const sessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  logSeverityLevel: 4,
};
const columnsForm = z.object({ columns: z.array(z.string().min(1).max(200)).min(1).max(500) });

export class OnnxSession {
  readonly #runtime: Runtime;
  readonly #session: Session;
  readonly #form: ModelForm;

  private constructor(runtime: Runtime, session: Session, form: ModelForm) {
    this.#runtime = runtime;
    this.#session = session;
    this.#form = form;
  }

  /** Throws a ModelFailure that says what is missing or wrong. */
  static async load({ file, runtimeDir }: LoadQuestion): Promise<{ session: OnnxSession; loaded: Loaded }> {
    const runtime = loadRuntime(runtimeDir);
    // From memory, so that a model cannot have further files read, and a file that is being replaced is one or the other.
    const model = await readModel(file);
    const named = await readColumns(`${file}.json`);
    const session = await runtime.InferenceSession.create(model, sessionOptions).catch((error: unknown) => {
      throw new ModelFailure('refused', `the model cannot be loaded: ${reasonOf(error)}`, { cause: error });
    });
    const form = modelForm(session.inputMetadata, session.outputMetadata, named);
    return {
      session: new OnnxSession(runtime, session, form),
      loaded: {
        kind: 'loaded',
        columns: [...form.columns],
        digest: createHash('sha256').update(model).digest('hex'),
        bytes: model.length,
        runtime: runtime.env.versions?.node ?? 'of an unknown version',
      },
    };
  }

  /** Throws a ModelFailure. */
  async score({ count, values }: ScoreQuestion): Promise<Answer> {
    const width = this.#form.columns.length;
    if (!this.#form.isOneByOne) return this.#run(values, count);
    const scores = new Float64Array(count);
    const columns = this.#form.columnName === null ? null : new Float64Array(count);
    for (let row = 0; row < count; row += 1) {
      const one = await this.#run(values.slice(row * width, (row + 1) * width), 1);
      scores[row] = one.scores[0] ?? Number.NaN;
      if (columns !== null) columns[row] = one.columns?.[0] ?? -1;
    }
    return { kind: 'scored', scores, columns };
  }

  async #run(values: Float64Array, count: number) {
    const { columns, inputs, scoreName, columnName } = this.#form;
    let place = 0;
    const feeds: Record<string, OnnxTensor> = {};
    for (const input of inputs) {
      const data = valuesOf(input, place, values, columns.length);
      const dims = input.rank === 1 ? [count] : [count, input.width];
      feeds[input.name] = new this.#runtime.Tensor(input.type, data, dims);
      place += input.width;
    }
    const outputs = await this.#session.run(feeds).catch((error: unknown) => {
      throw new ModelFailure('unexpected_answer', `the model cannot be run: ${reasonOf(error)}`, { cause: error });
    });
    return {
      kind: 'scored' as const,
      scores: numbersOf(outputs[scoreName], count),
      columns: columnName === null ? null : numbersOf(outputs[columnName], count),
    };
  }
}

function numbersOf(tensor: OnnxTensor | undefined, count: number) {
  if (tensor?.data.length !== count) {
    const came = tensor?.data.length ?? 0;
    throw new ModelFailure('unexpected_answer', `the model was given ${count} rows, and gave ${came} numbers`);
  }
  return Float64Array.from(tensor.data, Number);
}

/** As `require` does from that folder, or from this file. */
function loadRuntime(runtimeDir: string | null): Runtime {
  const from = runtimeDir === null ? import.meta.url : path.resolve(runtimeDir, 'from-here.js');
  let loaded: unknown;
  try {
    loaded = createRequire(from)(packageName);
  } catch (error) {
    const place = runtimeDir === null ? 'beside this server' : `in ${runtimeDir}`;
    throw new ModelFailure(
      'unreachable',
      `a model in a file is run by the package ${packageName}, which ${isMissing(error) ? `is not installed ${place}: npm install ${packageName}` : `cannot be loaded: ${reasonOf(error)}`}`,
      { cause: error },
    );
  }
  if (isRuntime(loaded)) return loaded;
  throw new ModelFailure('unreachable', `what is installed as ${packageName} has not what is used of it`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
}

function isRuntime(loaded: unknown): loaded is Runtime {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'InferenceSession' in loaded &&
    'Tensor' in loaded &&
    'env' in loaded
  );
}

async function readModel(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > maxModelBytes) {
      const most = maxModelBytes / 1024 ** 2;
      throw new ModelFailure(
        'too_large',
        `the model is a file of ${Math.ceil(size / 1024 ** 2)} MB; ${most} MB is the most`,
      );
    }
    return await readFile(file);
  } catch (error) {
    if (error instanceof ModelFailure) throw error;
    throw new ModelFailure('refused', `the model cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

/** Null: there is no file beside the model. */
async function readColumns(file: string): Promise<readonly string[] | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new ModelFailure('refused', `${file} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
  try {
    return columnsForm.parse(JSON.parse(text)).columns;
  } catch (error) {
    throw new ModelFailure('refused', `${file} has to name the columns, as {"columns": ["flow", "pressure"]}`, {
      cause: error,
    });
  }
}

/** One line, not too long: messages of onnxruntime hold what stands in the file. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, 300);
}
