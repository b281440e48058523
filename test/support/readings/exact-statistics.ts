/** Computes statistics of doubles without rounding, to compare gold with. */

/** Doubles are whole multiples of 2⁻³⁶⁰ as far as silver lets them pass, so sums and squares of them are whole numbers, without rounding. */
const scaleBits = 1_200n;

export interface ExactStatistics {
  readonly count: number;
  readonly mean: number;
  readonly m2: number;
  /** Sample standard deviation (n − 1); 0 for a single value. */
  readonly stddev: number;
  readonly min: number;
  readonly max: number;
}

/** Statistics of the values as rational arithmetic gives them, rounded once at the end. */
export function exactStatistics(values: readonly number[]): ExactStatistics {
  const scaled = values.map(scaledInteger);
  const count = BigInt(values.length);
  const sum = scaled.reduce((total, value) => total + value, 0n);
  const squares = scaled.reduce((total, value) => total + value * value, 0n);
  // M2 = Σx² − (Σx)²/n, where nothing cancels because nothing is rounded.
  const m2 = quotient(count * squares - sum * sum, count << (2n * scaleBits));
  return {
    count: values.length,
    mean: quotient(sum, count << scaleBits),
    m2,
    stddev: values.length < 2 ? 0 : Math.sqrt(m2 / (values.length - 1)),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

function scaledInteger(value: number): bigint {
  if (value === 0) return 0n;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  // Two steps, because 2 to the power of a large exponent is itself no double.
  const shift = 60 - exponent;
  const whole = BigInt(value * 2 ** Math.min(shift, 500) * 2 ** Math.max(0, shift - 500));
  return shift <= Number(scaleBits) ? whole << (scaleBits - BigInt(shift)) : whole >> (BigInt(shift) - scaleBits);
}

/** The double nearest to the quotient, but for its last digit. */
function quotient(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -quotient(-numerator, denominator);
  const bits = BigInt(denominator.toString(2).length - numerator.toString(2).length + 64);
  const whole = bits >= 0n ? (numerator << bits) / denominator : numerator / (denominator << -bits);
  return Number(whole) * 2 ** -Number(bits);
}

/** How far `actual` is from `expected`, as a share of `expected`; 0 where both are 0. */
export function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}
