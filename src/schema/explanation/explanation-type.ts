/** The type RecommendationExplanation, and the field of a recommendation that leads to it. */
import { momentOf } from '../../domain/recommendations/explanation.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import {
  explainedFindings,
  explainedLimits,
  explainedNeighbours,
  explainedSeries,
  similarCases,
} from '../../resolvers/recommendations/explanation-resolvers.ts';
import { builder } from '../builder.ts';
import { recommendationType } from '../recommendations/recommendation-type.ts';
import {
  explainedFindingType,
  explainedLimitType,
  explainedNeighbourType,
  explainedSeriesType,
  similarCaseType,
} from './piece-types.ts';

export const explanationType = builder.objectRef<Recommendation>('RecommendationExplanation').implement({
  description:
    'The evidence behind a recommendation, in pieces with ids. Each list is read when it is asked for, and costs the rows that it can hold.',
  fields: (t) => ({
    moment: t.field({
      type: 'DateTime',
      description:
        'What the evidence is about: the time of the newest finding; when another program raised it, its creation.',
      resolve: momentOf,
    }),
    findings: t.field({
      type: [explainedFindingType],
      description: 'What was found, first in time first: F1, F2, …',
      resolve: (recommendation, _, context) => explainedFindings(recommendation, context),
    }),
    limits: t.field({
      type: [explainedLimitType],
      description: 'The limits of the sensors that were found, as they hold now: L1, L2, …',
      resolve: (recommendation, _, context) => explainedLimits(recommendation, context),
    }),
    series: t.field({
      type: [explainedSeriesType],
      description:
        'What the first 4 sensors that were found measured up to `moment`: for each an hour by minutes and a day by hours: S1, S2, … Costs 336 rows.',
      resolve: (recommendation, _, context) => explainedSeries(recommendation, context),
    }),
    neighbours: t.field({
      type: [explainedNeighbourType],
      description:
        'The machine’s other sensors at `moment`, at most 32, the most unusual for the day before first: N1, N2, … Costs 32 rows.',
      resolve: (recommendation, _, context) => explainedNeighbours(recommendation, context),
    }),
    similarCases: t.field({
      type: [similarCaseType],
      description:
        'Earlier recommendations for the same issue at machines of the same type and site that were approved, rejected or executed, at most 10, newest first: C1, C2, … Costs 10 rows.',
      resolve: (recommendation, _, context) => similarCases(recommendation, context),
    }),
  }),
});

builder.objectField(recommendationType, 'explanation', (t) =>
  t.field({
    type: explanationType,
    description: 'The evidence behind it as structure, as of this query.',
    resolve: (recommendation) => recommendation,
  }),
);
