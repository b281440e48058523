/** Measures how far the sensors of a machine are from normal, by Hotelling's T². */

/** Distance of a smoothed row from its training mean, with the covariance of the training rows: Hotelling's T² of a moving average. */

/** The smoothed value begins at zero; what it shows of its first rows is that start. */
const settlingRows = 50;
/** Added to the variances, as a share of their mean, so that sensors that move together leave the matrix solvable. */
const ridge = 0.01;
const quantile = 0.999;

export interface StoredHotelling {
  readonly mean: readonly number[];
  readonly center: readonly number[];
  /** Lower triangle of the Cholesky factor, row by row. */
  readonly factor: readonly (readonly number[])[];
  readonly highest: number;
  readonly drift: readonly number[];
}

/** One statistic over some columns of standardised rows. */
export class Hotelling {
  readonly #smoothing: number;
  readonly #columns: readonly number[];
  readonly #mean: number[];
  readonly #center: readonly number[];
  readonly #factor: readonly (readonly number[])[];
  readonly #highest: number;
  readonly #drift: number[];
  #distance: number[];

  private constructor(smoothing: number, columns: readonly number[], stored: StoredHotelling) {
    this.#smoothing = smoothing;
    this.#columns = columns;
    this.#mean = [...stored.mean];
    this.#center = stored.center;
    this.#factor = stored.factor;
    this.#highest = stored.highest;
    this.#drift = [...stored.drift];
    this.#distance = columns.map(() => 0);
  }

  static load(smoothing: number, columns: readonly number[], stored: StoredHotelling): Hotelling {
    return new Hotelling(smoothing, columns, stored);
  }

  /** From standardised rows that are known to be good, at least 100 of them. */
  static train(smoothing: number, columns: readonly number[], rows: readonly (readonly number[])[]): Hotelling {
    const mean = columns.map(() => 0);
    const settled: number[][] = [];
    rows.forEach((row, i) => {
      smooth(mean, row, columns, smoothing);
      if (i >= settlingRows) settled.push([...mean]);
    });
    const center = columns.map((_, i) => average(settled.map((row) => row[i] ?? 0)));
    const covariance = covarianceOf(settled, center);
    const added = ridge * average(covariance.map((row, i) => row[i] ?? 0));
    covariance.forEach((row, i) => {
      row[i] = (row[i] ?? 0) + Math.max(added, Number.EPSILON);
    });
    const factor = cholesky(covariance);
    const distances = settled.map((row) =>
      squared(
        solve(
          factor,
          row.map((value, i) => value - (center[i] ?? 0)),
        ),
      ),
    );
    const highest = Math.max(quantileOf(distances, quantile), Number.EPSILON);
    return new Hotelling(smoothing, columns, { mean, center, factor, highest, drift: columns.map(() => 0) });
  }

  /** The squared distance in parts of the highest that training showed. */
  observe(row: readonly number[]): number {
    smooth(this.#mean, row, this.#columns, this.#smoothing);
    const solved = solve(
      this.#factor,
      this.#mean.map((value, i) => value - (this.#center[i] ?? 0)),
    );
    this.#distance = solved.map((value, i) => value - (this.#drift[i] ?? 0));
    return squared(this.#distance) / this.#highest;
  }

  /**
   * The column that contributes most to the distance, by its share d·(C⁻¹d) of the quadratic form; and how far its smoothed value lies from
   * the training mean, in its own standard deviations, with its sign.
   */
  furthest(): { readonly column: number; readonly deviations: number } {
    const difference = this.#mean.map((value, i) => value - (this.#center[i] ?? 0));
    const weighted = solveTransposed(this.#factor, solve(this.#factor, difference));
    let most = 0;
    weighted.forEach((weight, i) => {
      if (weight * (difference[i] ?? 0) > (weighted[most] ?? 0) * (difference[most] ?? 0)) most = i;
    });
    const deviation = Math.sqrt(Math.max(squared(this.#factor[most] ?? []), Number.MIN_VALUE));
    return { column: this.#columns[most] ?? 0, deviations: (difference[most] ?? 0) / deviation };
  }

  /** Lets the center follow what the last row showed, slowly: a plant changes, and its machine with it. */
  follow(share: number): void {
    this.#distance.forEach((value, i) => {
      this.#drift[i] = (this.#drift[i] ?? 0) + share * value;
    });
  }

  stored(): StoredHotelling {
    return {
      mean: [...this.#mean],
      center: this.#center,
      factor: this.#factor,
      highest: this.#highest,
      drift: [...this.#drift],
    };
  }
}

function smooth(mean: number[], row: readonly number[], columns: readonly number[], share: number): void {
  columns.forEach((column, i) => {
    const before = mean[i] ?? 0;
    mean[i] = before + share * ((row[column] ?? 0) - before);
  });
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function covarianceOf(rows: readonly (readonly number[])[], center: readonly number[]): number[][] {
  return center.map((meanI, i) =>
    center.map((meanJ, j) => average(rows.map((row) => ((row[i] ?? 0) - meanI) * ((row[j] ?? 0) - meanJ)))),
  );
}

function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const factor: number[][] = [];
  matrix.forEach((row, i) => {
    const line: number[] = [];
    for (let j = 0; j <= i; j++) {
      let rest = row[j] ?? 0;
      const above = j === i ? line : (factor[j] ?? []);
      for (let k = 0; k < j; k++) rest -= (line[k] ?? 0) * (above[k] ?? 0);
      line.push(j === i ? Math.sqrt(Math.max(rest, Number.EPSILON)) : rest / (factor[j]?.[j] ?? 1));
    }
    factor.push(line);
  });
  return factor;
}

/** The vector that the factor times it gives `right`. */
function solve(factor: readonly (readonly number[])[], right: readonly number[]): number[] {
  const solved: number[] = [];
  factor.forEach((line, i) => {
    let rest = right[i] ?? 0;
    for (let k = 0; k < i; k++) rest -= (line[k] ?? 0) * (solved[k] ?? 0);
    solved.push(rest / (line[i] ?? 1));
  });
  return solved;
}

/** The vector that the transposed factor times it gives `right`. */
function solveTransposed(factor: readonly (readonly number[])[], right: readonly number[]): number[] {
  const solved = [...right];
  for (let i = factor.length - 1; i >= 0; i--) {
    let rest = solved[i] ?? 0;
    for (let k = i + 1; k < factor.length; k++) rest -= (factor[k]?.[i] ?? 0) * (solved[k] ?? 0);
    solved[i] = rest / (factor[i]?.[i] ?? 1);
  }
  return solved;
}

function squared(vector: readonly number[]): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return sum;
}

/** Linear between the ranks. */
function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}
