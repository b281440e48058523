/** The options by which commands set what a key may do in a second, and how it is told. */
import { type Command, InvalidArgumentError } from 'commander';
import type { KeyLimits } from '../../domain/access.ts';
import { wholeNumber } from '../option-values.ts';

const mostPerSecond = 10_000_000;
const count = wholeNumber(1, mostPerSecond);

/** As they were given: commander takes null for nothing. */
export type LimitOptions = { readonly [Name in keyof KeyLimits]?: number | 'default' };

export function withLimitOptions(command: Command): Command {
  return command
    .option(
      '--readings-per-second <number>',
      'how many readings it may send in a second, or default (ANDON_READINGS_PER_SECOND)',
      limit,
    )
    .option(
      '--operations-per-second <number>',
      'how many requests and operations on sockets it may have in a second, each hundred rows asked for being one more, or default (ANDON_OPERATIONS_PER_SECOND)',
      limit,
    );
}

/** Those limits that were given; null for the server's default. */
export function limitsIn({ readingsPerSecond, operationsPerSecond }: LimitOptions): Partial<KeyLimits> {
  return {
    ...(readingsPerSecond === undefined ? {} : { readingsPerSecond: orNull(readingsPerSecond) }),
    ...(operationsPerSecond === undefined ? {} : { operationsPerSecond: orNull(operationsPerSecond) }),
  };
}

function orNull(given: number | 'default'): number | null {
  return given === 'default' ? null : given;
}

/** As in `500 readings/s, default operations/s`. */
export function limitsText({ readingsPerSecond, operationsPerSecond }: KeyLimits): string {
  return `${readingsPerSecond ?? 'default'} readings/s, ${operationsPerSecond ?? 'default'} operations/s`;
}

function limit(text: string): number | 'default' {
  if (text === 'default') return text;
  try {
    return count(text);
  } catch {
    throw new InvalidArgumentError(`want a whole number from 1 to ${mostPerSecond}, or default`);
  }
}
