/** The settings of callers' shares: what the environment may hold, and what becomes of it. */
import { z } from 'zod';
import type { Rates } from './caller-shares.ts';

const perSecond = z.coerce.number().int().min(1).max(10_000_000);

/** Members of the server's environment. */
export const shareEnvironment = {
  ANDON_READINGS_PER_SECOND: perSecond.default(100_000),
  ANDON_OPERATIONS_PER_SECOND: perSecond.default(2_000),
};

export function shareSettings(values: Readonly<Record<keyof typeof shareEnvironment, number>>): Rates {
  return {
    readingsPerSecond: values.ANDON_READINGS_PER_SECOND,
    operationsPerSecond: values.ANDON_OPERATIONS_PER_SECOND,
  };
}
