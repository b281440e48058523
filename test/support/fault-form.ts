/** What the tests of faults share: how many rounds there are, random delays, and the note of a result. */
import { inject, type TestContext } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A few rounds of each fault, or as many as it takes to be believed. */
    faultForm: 'short' | 'long';
  }
  interface TaskMeta {
    fault?: FaultResult;
  }
}

/** One line of the table that a long run leaves behind. */
export interface FaultResult {
  /** What was done, and how often. */
  readonly done: string;
  /** What was seen: losses, gaps, delays, memory. */
  readonly seen: string;
}

/** The value for the form in which the faults are run now. */
export function byForm<Value>(values: { readonly short: Value; readonly long: Value }): Value {
  return values[inject('faultForm')];
}

/** Hands the result of a test to the report of the run. */
export function noteFault({ task }: TestContext, result: FaultResult): void {
  task.meta.fault = result;
}

/** Numbers that look random and are the same in every run, so that a failure can be had again. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The value below which this share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** "median 12 ms, worst 40 ms" */
export function delays(valuesMs: readonly number[]): string {
  const worst = Math.max(...valuesMs);
  return `median ${Math.round(quantile(valuesMs, 0.5))} ms, worst ${Math.round(worst)} ms`;
}

export const count = (value: number): string => value.toLocaleString('en-US');
