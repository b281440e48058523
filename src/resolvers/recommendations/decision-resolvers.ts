/** Resolves the mutations by which operators decide on recommendations. */
import { provenCredential } from '../../auth/identity.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import type { Context } from '../context.ts';
import { given } from '../relay/given.ts';
import { givenRecommendation } from '../relay/given-id.ts';
import { instant } from '../relay/instant.ts';

interface DecisionArguments {
  readonly id: string;
  readonly notes?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
}

/** The operator comes from the connection, never from an argument, so that nobody can decide in another name. */
function decision({ id, notes, expectedVersion }: DecisionArguments, { identity }: Context) {
  const { operatorId, siteIds } = identity;
  const credential = provenCredential(identity);
  return { id: givenRecommendation(id), operatorId, siteIds, credential, ...given({ notes, expectedVersion }) };
}

export async function approveRecommendation(args: DecisionArguments, context: Context): Promise<Recommendation> {
  return context.services.decisions.approve(decision(args, context));
}

export async function rejectRecommendation(
  args: DecisionArguments & { readonly reason: string },
  context: Context,
): Promise<Recommendation> {
  return context.services.decisions.reject({ ...decision(args, context), reason: args.reason });
}

export async function deferRecommendation(
  args: DecisionArguments & { readonly until?: unknown },
  context: Context,
): Promise<Recommendation> {
  return context.services.decisions.defer({ ...decision(args, context), until: instant(args.until, 'until') });
}

export async function completeRecommendation(
  args: { readonly id: string; readonly outcome: string; readonly resolved: boolean },
  context: Context,
): Promise<Recommendation> {
  const { outcome, resolved } = args;
  return context.services.decisions.complete({ ...decision(args, context), outcome, resolved });
}
