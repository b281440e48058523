import type pg from 'pg';
import {
  type IssueKey,
  insertRecommendation,
  quietIssues,
  readContext,
  supersedeRecommendations,
} from '../../db/recommendation-write.ts';
import { sentTogether } from '../../db/sent-together.ts';
import type { Candidate } from './candidate.ts';
import { draftRecommendation } from './draft.ts';

/** The inserts are on their way, and done when `written` resolves: the caller may send its COMMIT behind them. */
export interface RaisedRecommendations {
  readonly written: Promise<void>;
}

/**
 * What an operator has before him, or has just decided, is not said again; the database's own rule stands behind that for every
 * writer. Sorted: two transactions that raise the same issues take their slots in the same order.
 */
export async function withoutQuiet(client: pg.Client, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const covering = candidates.flatMap((candidate) =>
    candidate.coveringIssueTypes.map((type) => issue(candidate, type)),
  );
  const quiet = new Set((await quietIssues(client, covering)).map(keyOf));
  return candidates
    .filter((candidate) => !candidate.coveringIssueTypes.some((type) => quiet.has(keyOf(issue(candidate, type)))))
    .sort((a, b) => (keyOf(issue(a, a.issueType)) < keyOf(issue(b, b.issueType)) ? -1 : 1));
}

/** Candidates → the operators' queue, inside the batch's transaction. */
export async function raiseRecommendations(
  client: pg.Client,
  due: readonly Candidate[],
  anomalyIdOf: (candidate: Candidate) => number | null,
): Promise<RaisedRecommendations> {
  const contexts = await Promise.all(
    due.map((candidate) => {
      const { reading, issueType } = candidate;
      return readContext(client, reading.sensorId, issue(candidate, issueType), new Date(reading.eventTimeMs));
    }),
  );
  const statements = due.flatMap((candidate, i) => {
    const context = contexts[i];
    const draft = context === undefined ? null : draftRecommendation(candidate, context, anomalyIdOf(candidate));
    if (draft === null) return [];
    const inserted = insertRecommendation(client, draft);
    const { milderIssueTypes } = candidate;
    if (milderIssueTypes.length === 0) return [inserted];
    const note = `Superseded: the problem is now ${draft.severity}.`;
    return [inserted, supersedeRecommendations(client, draft, milderIssueTypes, note)];
  });
  return { written: sentTogether(statements).then(() => undefined) };
}

function issue({ reading }: Candidate, issueType: string): IssueKey {
  return { siteId: reading.definition.siteId, equipmentId: reading.definition.equipmentId, issueType };
}

function keyOf({ siteId, equipmentId, issueType }: IssueKey): string {
  return JSON.stringify([siteId, equipmentId, issueType]);
}
