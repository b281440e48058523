/** Expires what a detector told and says to be over. */
import { textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import type { IssueKey } from './recommendation-write.ts';

export interface EndedIssue extends Omit<IssueKey, 'issueType'> {
  /** The issue at every level. */
  readonly issueTypes: readonly string[];
  readonly detector: string;
  readonly note: string;
}

/** Unless somebody has decided on it, or something that another detector found has joined it and still stands. */
export async function expireEnded(
  db: Queryable,
  { siteId, equipmentId, issueTypes, detector, note }: EndedIssue,
): Promise<void> {
  await db.query({
    name: 'recommendation-ended',
    text: `UPDATE agentic_hmi.agent_recommendations
      SET status = 'expired', operator_notes = coalesce(operator_notes || ' ', '') || $5
      WHERE site_id = $1 AND equipment_id = $2 AND issue_type = ANY ($3::text[]) AND status IN ('pending', 'deferred')
        AND evidence ->> 'detector' = $4
        AND NOT EXISTS (SELECT FROM jsonb_array_elements(findings) AS one WHERE one ->> 'detector' IS DISTINCT FROM $4)`,
    values: [siteId, equipmentId, textArray(issueTypes), detector, note],
  });
}
