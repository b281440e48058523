import type pg from 'pg';
import {
  type IssueKey,
  insertRecommendation,
  quietIssues,
  readContext,
  supersedeRecommendations,
} from '../../db/recommendation-write.ts';
import type { Candidate } from './candidate.ts';
import { draftRecommendation } from './draft.ts';

/**
 * Candidates → the operators' queue, inside the batch's transaction. What an operator has before him, or has just decided, is not said
 * again; the database's own rule stands behind that for every writer.
 */
export async function raiseRecommendations(
  client: pg.Client,
  candidates: readonly Candidate[],
  anomalyIdOf: (candidate: Candidate) => number | null,
): Promise<void> {
  const covering = candidates.flatMap((candidate) =>
    candidate.coveringIssueTypes.map((type) => issue(candidate, type)),
  );
  const quiet = new Set((await quietIssues(client, covering)).map(keyOf));
  // Sorted: two transactions that raise the same issues take their slots in the same order.
  const due = candidates
    .filter((candidate) => !candidate.coveringIssueTypes.some((type) => quiet.has(keyOf(issue(candidate, type)))))
    .sort((a, b) => (keyOf(issue(a, a.issueType)) < keyOf(issue(b, b.issueType)) ? -1 : 1));
  for (const candidate of due) {
    const { reading, issueType, milderIssueTypes, finding } = candidate;
    const key = issue(candidate, issueType);
    const context = await readContext(client, reading.sensorId, key, new Date(reading.eventTimeMs));
    const draft = draftRecommendation(candidate, context, anomalyIdOf(candidate));
    if (draft === null || !(await insertRecommendation(client, draft)) || milderIssueTypes.length === 0) continue;
    await supersedeRecommendations(
      client,
      key,
      milderIssueTypes,
      `Superseded: the problem is now ${finding.severity}.`,
    );
  }
}

function issue({ reading }: Candidate, issueType: string): IssueKey {
  return { siteId: reading.definition.siteId, equipmentId: reading.definition.equipmentId, issueType };
}

function keyOf({ siteId, equipmentId, issueType }: IssueKey): string {
  return JSON.stringify([siteId, equipmentId, issueType]);
}
