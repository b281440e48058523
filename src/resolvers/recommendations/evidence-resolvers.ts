/** Resolves what stands in the evidence of a recommendation. */
import { adviceFrom, type GivenAdvice } from '../../domain/recommendations/given-advice.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import { remainingFrom, type ToldRemainingTime } from '../../domain/recommendations/remaining-evidence.ts';
import type { Context } from '../context.ts';

export async function remainingTimeOf({ id }: Recommendation, { loaders }: Context): Promise<ToldRemainingTime | null> {
  return remainingFrom(await loaders.evidence.load(id));
}

export async function adviceOf({ id }: Recommendation, { loaders }: Context): Promise<GivenAdvice | null> {
  return adviceFrom(await loaders.evidence.load(id));
}
