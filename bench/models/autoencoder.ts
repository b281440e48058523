/**
 * A small autoencoder over the sensors of a machine, trained on rows of health: what it cannot rebuild is out of the ordinary. Plain TypeScript,
 * the same result for the same rows and seed.
 */
import { type Random, seededRandom } from '../../src/client/random.ts';

export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** outputs × inputs, row by row. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

export interface Autoencoder {
  readonly columns: readonly string[];
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  /** tanh after each but the last. */
  readonly layers: readonly Layer[];
  /** What a column's squared residual is divided by: its mean over rows of health that were not trained on. */
  readonly residual: readonly number[];
  /** Quantile of those rows' mean divided residuals: it scores 1. */
  readonly scale: number;
}

export interface TrainingOptions {
  /** How often all rows are gone through. */
  readonly epochs: number;
  readonly seed: number;
}

export const usualTraining: TrainingOptions = { epochs: 20, seed: 1 };
/** Of each four blocks of rows the last is held back: by it the score is scaled. Blocks, since a row is much like the one before it. */
const blockRows = 60;
const heldBackEach = 4;

const batchRows = 32;
const rate = 0.003;
/** Added to the inputs, in standard deviations: a network that sees noise learns how sensors stand to each other instead of each by itself. */
const noise = 0.1;
const quantile = 0.995;
/** So that some are held back. */
const leastRows = blockRows * heldBackEach;

/** Throws a RangeError for too few rows. Rows have a number for each column. */
export function trainAutoencoder(
  columns: readonly string[],
  rows: readonly (readonly number[])[],
  { epochs, seed }: TrainingOptions = usualTraining,
): Autoencoder {
  if (rows.length < leastRows) throw new RangeError(`an autoencoder is trained on ${leastRows} rows at least`);
  const random = seededRandom(seed);
  const isHeldBack = (place: number) => Math.floor(place / blockRows) % heldBackEach === heldBackEach - 1;
  const trained = rows.filter((_, place) => !isHeldBack(place));
  const mean = columns.map((_, i) => average(trained.map((row) => row[i] ?? 0)));
  const deviation = columns.map((_, i) => {
    const variance = average(trained.map((row) => ((row[i] ?? 0) - (mean[i] ?? 0)) ** 2));
    return variance > 0 ? Math.sqrt(variance) : 1;
  });
  const scaled = (row: readonly number[]) => row.map((value, i) => (value - (mean[i] ?? 0)) / (deviation[i] ?? 1));
  const layers = layersFor(columns.length, random);
  new Training(layers, random).run(trained.map(scaled), epochs);

  const residuals = rows.filter((_, place) => isHeldBack(place)).map((row) => squaredResiduals(layers, scaled(row)));
  const residual = columns.map((_, i) => Math.max(average(residuals.map((row) => row[i] ?? 0)), 1e-6));
  const errors = residuals.map((row) => average(row.map((value, i) => value / (residual[i] ?? 1))));
  errors.sort((a, b) => a - b);
  const scale = Math.max(errors[Math.min(errors.length - 1, Math.floor(errors.length * quantile))] ?? 1, 1e-6);
  return { columns, mean, deviation, layers, residual, scale };
}

/** 1: as far out as the furthest rows of health. `column` is the place of the sensor that contributes most. */
export function scoreRow(model: Autoencoder, row: readonly number[]): { score: number; column: number } {
  const scaled = row.map((value, i) => (value - (model.mean[i] ?? 0)) / (model.deviation[i] ?? 1));
  const parts = squaredResiduals(model.layers, scaled).map((value, i) => value / (model.residual[i] ?? 1));
  return { score: average(parts) / model.scale, column: parts.indexOf(Math.max(...parts)) };
}

function layersFor(width: number, random: Random): Layer[] {
  const hidden = Math.max(4, width * 2);
  const narrow = Math.max(1, Math.floor(width / 2));
  const widths = [width, hidden, narrow, hidden, width];
  return widths.slice(1).map((outputs, i) => {
    const inputs = widths[i] ?? width;
    // Glorot and Bengio, 2010.
    const reach = Math.sqrt(6 / (inputs + outputs));
    const weights = Float64Array.from({ length: inputs * outputs }, () => (2 * random.next() - 1) * reach);
    return { inputs, outputs, weights, biases: new Float64Array(outputs) };
  });
}

function squaredResiduals(layers: readonly Layer[], input: readonly number[]): number[] {
  let values: ArrayLike<number> = input;
  layers.forEach((layer, i) => {
    values = applied(layer, values, i < layers.length - 1);
  });
  return input.map((value, i) => (value - (values[i] ?? 0)) ** 2);
}

function applied({ inputs, outputs, weights, biases }: Layer, values: ArrayLike<number>, bends: boolean): Float64Array {
  const result = new Float64Array(outputs);
  for (let out = 0; out < outputs; out++) {
    let sum = biases[out] ?? 0;
    for (let i = 0; i < inputs; i++) sum += (weights[out * inputs + i] ?? 0) * (values[i] ?? 0);
    result[out] = bends ? Math.tanh(sum) : sum;
  }
  return result;
}

/** Adam (Kingma and Ba, 2015) on the mean squared error. */
class Training {
  readonly #layers: readonly Layer[];
  readonly #random: Random;
  readonly #moments: readonly { readonly first: Float64Array; readonly second: Float64Array }[];
  #step = 0;

  constructor(layers: readonly Layer[], random: Random) {
    this.#layers = layers;
    this.#random = random;
    this.#moments = layers.map(({ weights, biases }) => ({
      first: new Float64Array(weights.length + biases.length),
      second: new Float64Array(weights.length + biases.length),
    }));
  }

  run(rows: readonly (readonly number[])[], epochs: number): void {
    const order = rows.map((_, i) => i);
    for (let epoch = 0; epoch < epochs; epoch++) {
      shuffle(order, this.#random);
      for (let at = 0; at < order.length; at += batchRows) {
        this.#learn(order.slice(at, at + batchRows).map((i) => rows[i] ?? []));
      }
    }
  }

  #learn(batch: readonly (readonly number[])[]): void {
    const gradients = this.#layers.map(({ weights, biases }) => new Float64Array(weights.length + biases.length));
    for (const row of batch) this.#addGradients(row, gradients, batch.length);
    this.#step += 1;
    for (const [i, layer] of this.#layers.entries()) this.#descend(layer, i, gradients[i] ?? new Float64Array());
  }

  #addGradients(row: readonly number[], gradients: readonly Float64Array[], count: number): void {
    const noisy = row.map((value) => value + noise * this.#random.normal());
    const values: ArrayLike<number>[] = [noisy];
    this.#layers.forEach((layer, i) => {
      values.push(applied(layer, values[i] ?? [], i < this.#layers.length - 1));
    });
    const rebuilt = values[this.#layers.length] ?? [];
    let error = Float64Array.from(row, (value, i) => (2 * ((rebuilt[i] ?? 0) - value)) / (row.length * count));
    for (let at = this.#layers.length - 1; at >= 0; at--) {
      const { inputs, outputs, weights } = this.#layers[at] ?? { inputs: 0, outputs: 0, weights: new Float64Array() };
      const input = values[at] ?? [];
      const gradient = gradients[at] ?? new Float64Array();
      const before = new Float64Array(inputs);
      for (let out = 0; out < outputs; out++) {
        const share = error[out] ?? 0;
        for (let i = 0; i < inputs; i++) {
          gradient[out * inputs + i] = (gradient[out * inputs + i] ?? 0) + share * (input[i] ?? 0);
          before[i] = (before[i] ?? 0) + share * (weights[out * inputs + i] ?? 0);
        }
        const bias = inputs * outputs + out;
        gradient[bias] = (gradient[bias] ?? 0) + share;
      }
      error = before.map((value, i) => (at === 0 ? value : value * (1 - (input[i] ?? 0) ** 2)));
    }
  }

  #descend({ weights, biases }: Layer, at: number, gradient: Float64Array): void {
    const moments = this.#moments[at];
    if (moments === undefined) return;
    const { first, second } = moments;
    const correctFirst = 1 - 0.9 ** this.#step;
    const correctSecond = 1 - 0.999 ** this.#step;
    gradient.forEach((slope, i) => {
      first[i] = 0.9 * (first[i] ?? 0) + 0.1 * slope;
      second[i] = 0.999 * (second[i] ?? 0) + 0.001 * slope * slope;
      const step = (rate * ((first[i] ?? 0) / correctFirst)) / (Math.sqrt((second[i] ?? 0) / correctSecond) + 1e-8);
      if (i < weights.length) weights[i] = (weights[i] ?? 0) - step;
      else biases[i - weights.length] = (biases[i - weights.length] ?? 0) - step;
    });
  }
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function shuffle(order: number[], random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
}
