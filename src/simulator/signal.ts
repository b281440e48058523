/** The building blocks of simulated signals: noise, lag, ramps, steps. */
import type { Random } from '../client/random.ts';

const squash = 1.2;
/** Standard deviation of tanh(squash · z) for standard normal z, so that `spread` below is a true standard deviation. */
const squashedDeviation = 0.6789;

/**
 * First-order autoregressive noise, one value a second: `spread` is its standard deviation, `correlationS` the time over which it forgets.
 * It stays within ±1.5 spreads, as a healthy machine stays within its band: with the tails of a normal distribution,
 * a hundred tags at a value a second would be "beyond three standard deviations" every few minutes, and an operator would rightly stop looking.
 */
export function createNoise(random: Random, spread: number, correlationS: number): () => number {
  const kept = Math.exp(-1 / correlationS);
  const fresh = Math.sqrt(1 - kept * kept);
  let state = random.normal();
  return () => {
    state = kept * state + fresh * random.normal();
    return (spread * Math.tanh(squash * state)) / squashedDeviation;
  };
}

/** First-order lag (thermal inertia, a spinning mass): each second the value covers its part of the way to the target. */
export function createLag(start: number, timeConstantS: number): (target: number) => number {
  const share = 1 - Math.exp(-1 / timeConstantS);
  let value = start;
  return (target) => {
    value += (target - value) * share;
    return value;
  };
}

/** Moves towards the target by no more than `maxStep` a second (a vehicle's acceleration). */
export function createRamp(start: number, maxStep: number): (target: number) => number {
  let value = start;
  return (target) => {
    value += Math.min(maxStep, Math.max(-maxStep, target - value));
    return value;
  };
}

/** The nearest value an instrument with this resolution can show, without binary dust behind the decimals. */
export function quantise(value: number, resolution: number): number {
  const decimals = Math.max(0, Math.ceil(-Math.log10(resolution)));
  return Number((Math.round(value / resolution) * resolution).toFixed(decimals));
}
