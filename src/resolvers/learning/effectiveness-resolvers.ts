/** Resolves what became of recommendations, and how well their confidence told it. */
import { effectivenessQualityRows } from '../../limits.ts';
import {
  type ConfidenceQuality,
  type LearntSilence,
  nothingDecided,
  type TrendStep,
} from '../../services/learning/learning-service.ts';
import type { Effectiveness } from '../../services/queries.ts';
import { permittedSites } from '../access/permitted.ts';
import type { Context } from '../context.ts';
import { given } from '../relay/given.ts';
import { timeRange } from '../relay/instant.ts';

interface EffectivenessArguments {
  readonly from?: unknown;
  readonly to?: unknown;
  readonly siteIds?: readonly string[] | null | undefined;
  readonly issueTypes?: readonly string[] | null | undefined;
}

/** With what further fields ask for; a statement each serves all issue types of one answer. */
export interface ToldEffectiveness extends Effectiveness {
  readonly withheld: number;
  quality(step: TrendStep): Promise<ConfidenceQuality>;
  silences(): Promise<readonly LearntSilence[]>;
}

export async function recommendationEffectiveness(
  args: EffectivenessArguments,
  context: Context,
): Promise<ToldEffectiveness[]> {
  const { recommendations, learning } = context.services;
  const filter = filterOf(args, context);
  const [raised, withheld] = await Promise.all([
    recommendations.effectiveness(filter),
    learning.withheldCounts(filter),
  ]);
  const qualities = new Map<TrendStep, Promise<Map<string, ConfidenceQuality>>>();
  let silences: Promise<LearntSilence[]> | undefined;
  const known = new Set(raised.map(({ issueType }) => issueType));
  const unraised = [...withheld.keys()].filter((issueType) => !known.has(issueType)).map(nothingRaised);
  return [...raised, ...unraised].map((row) => ({
    ...row,
    withheld: withheld.get(row.issueType) ?? 0,
    quality: async (step) => {
      const all = qualities.get(step) ?? learning.quality(filter, step, true);
      qualities.set(step, all);
      return (await all).get(row.issueType) ?? nothingDecided;
    },
    silences: async () => {
      silences ??= learning.silences(filter.siteIds);
      return (await silences).filter(({ issueType }) => issueType === row.issueType);
    },
  }));
}

export async function confidenceOfIssue(
  { quality }: ToldEffectiveness,
  { step }: { readonly step: TrendStep },
  { budget }: Context,
): Promise<ConfidenceQuality> {
  budget.take(effectivenessQualityRows);
  return quality(step);
}

export async function silencesOfIssue(
  { silences }: ToldEffectiveness,
  { budget }: Context,
): Promise<readonly LearntSilence[]> {
  budget.take(1);
  return silences();
}

/** Of all issue types together. */
export async function confidenceQuality(
  { step, ...args }: EffectivenessArguments & { readonly step: TrendStep },
  context: Context,
): Promise<ConfidenceQuality> {
  const all = await context.services.learning.quality(filterOf(args, context), step, false);
  return all.get('') ?? nothingDecided;
}

function filterOf({ from, to, siteIds, issueTypes }: EffectivenessArguments, context: Context) {
  return { ...timeRange({ from, to }), ...given({ siteIds: permittedSites(siteIds, context), issueTypes }) };
}

function nothingRaised(issueType: string): Effectiveness {
  return {
    issueType,
    raised: 0,
    pending: 0,
    approved: 0,
    rejected: 0,
    deferred: 0,
    executed: 0,
    expired: 0,
    resolved: 0,
    approvalRate: null,
    resolutionRate: null,
    medianDecisionMs: null,
  };
}
