/** Resolves the evidence behind a recommendation, each kind of piece only where it is asked for, at the price of its rows. */
import type {
  ExplainedFinding,
  ExplainedLimit,
  ExplainedNeighbour,
  ExplainedSeries,
  SimilarCase,
} from '../../domain/recommendations/explanation.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import { maxExplainedCases, maxExplainedNeighbours, maxExplainedPoints } from '../../limits.ts';
import type { Context } from '../context.ts';
import { sensorsOf } from '../equipment/equipment-resolvers.ts';

export function explainedFindings(recommendation: Recommendation, { services }: Context): readonly ExplainedFinding[] {
  return services.explanations.findings(recommendation);
}

export async function explainedLimits(
  recommendation: Recommendation,
  context: Context,
): Promise<readonly ExplainedLimit[]> {
  return context.services.explanations.limits(recommendation, await sensorsOf(recommendation, context));
}

export async function explainedSeries(
  recommendation: Recommendation,
  context: Context,
): Promise<readonly ExplainedSeries[]> {
  context.budget.take(maxExplainedPoints);
  return context.services.explanations.series(recommendation, await sensorsOf(recommendation, context));
}

export async function explainedNeighbours(
  recommendation: Recommendation,
  { services, budget }: Context,
): Promise<readonly ExplainedNeighbour[]> {
  budget.take(maxExplainedNeighbours);
  return services.explanations.neighbours(recommendation);
}

export async function similarCases(
  recommendation: Recommendation,
  { services, budget }: Context,
): Promise<readonly SimilarCase[]> {
  budget.take(maxExplainedCases);
  return services.explanations.similarCases(recommendation);
}
