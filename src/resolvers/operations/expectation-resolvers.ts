/** Resolves the query `expectations`. */
import type { ExpectationReport } from '../../services/expectation-service.ts';
import type { Context } from '../context.ts';
import { given } from '../relay/given.ts';
import { timeRange } from '../relay/instant.ts';

interface ExpectationArguments {
  readonly from?: unknown;
  readonly to?: unknown;
  readonly stepMinutes?: number | null | undefined;
}

export async function expectations(
  { from, to, stepMinutes }: ExpectationArguments,
  { services }: Context,
): Promise<ExpectationReport[]> {
  return services.expectations.report({ ...timeRange({ from, to }), ...given({ stepMinutes }) });
}
