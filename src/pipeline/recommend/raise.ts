/** Decides which candidates become recommendations, and writes them. */
import type pg from 'pg';
import { sentTogether } from '../../db/query/sent-together.ts';
import {
  insertRecommendation,
  type RecommendationContext,
  readDue,
  supersedeRecommendations,
} from '../../db/recommendations/recommendation-write.ts';
import { draftRecommendation } from './alarm-wording.ts';
import type { Candidate } from './candidate.ts';

/** A candidate that an operator has to be told of, with what speaks for it. */
export interface DueCandidate {
  readonly candidate: Candidate;
  readonly context: RecommendationContext;
  readonly replacesMilder: boolean;
}

/**
 * What an operator has before them, or has just decided, is not said again; the database's own rule stands behind that for every
 * writer. Sorted: two transactions that raise the same issues take their slots in the same order.
 */
export async function findDue(client: pg.Client, candidates: readonly Candidate[]): Promise<DueCandidate[]> {
  if (candidates.length === 0) return [];
  const answers = await readDue(
    client,
    candidates.map(({ reading, issueType, coveringIssueTypes, milderIssueTypes, troubledSinceMs }) => ({
      siteId: reading.definition.siteId,
      equipmentId: reading.definition.equipmentId,
      sensorId: reading.sensorId,
      eventTimeMs: reading.eventTimeMs,
      issueType,
      coveringIssueTypes,
      milderIssueTypes,
      troubledSinceMs,
    })),
  );
  return answers
    .flatMap(({ ordinal, ...answer }) => {
      const candidate = candidates[ordinal];
      return candidate === undefined ? [] : [{ candidate, ...answer }];
    })
    .sort((a, b) => (orderOf(a.candidate) < orderOf(b.candidate) ? -1 : 1));
}

/**
 * Candidates → the operators' queue, inside the batch's transaction. The statements are sent when this returns: the caller may send
 * its COMMIT behind them.
 */
export async function raiseRecommendations(client: pg.Client, due: readonly DueCandidate[]): Promise<void> {
  const statements = due.flatMap(({ candidate, context, replacesMilder }) => {
    const draft = draftRecommendation(candidate, context);
    if (draft === null) return [];
    const inserted = insertRecommendation(client, draft);
    if (!replacesMilder) return [inserted];
    const note = `Superseded: the problem is now ${draft.severity}.`;
    return [inserted, supersedeRecommendations(client, draft, candidate.milderIssueTypes, note)];
  });
  await sentTogether(statements);
}

function orderOf({ reading, issueType }: Candidate): string {
  return JSON.stringify([reading.definition.siteId, reading.definition.equipmentId, issueType]);
}
