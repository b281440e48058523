/** Reads and records the silences that people have lifted. */
import type { ChangeAuthor } from '../../domain/change-author.ts';
import type { Kind } from '../../domain/learning/kind.ts';
import type { Reset } from '../../domain/learning/reset.ts';
import type { Queryable } from '../query/queryable.ts';

export async function readResets(db: Queryable): Promise<Reset[]> {
  const { rows } = await db.query<{
    site_id: string;
    equipment_type: string;
    issue_type: string;
    detector: string;
    after_feedback_id: number;
  }>('SELECT site_id, equipment_type, issue_type, detector, after_feedback_id FROM andon.learning_reset');
  return rows.map((row) => ({
    siteId: row.site_id,
    equipmentType: row.equipment_type,
    issueType: row.issue_type,
    detector: row.detector,
    afterFeedbackId: row.after_feedback_id,
  }));
}

export async function insertReset(
  db: Queryable,
  { siteId, equipmentType, issueType, detector }: Kind,
  afterFeedbackId: number,
  { name, through }: ChangeAuthor,
  reason: string | null,
): Promise<void> {
  await db.query(
    `INSERT INTO andon.learning_reset
       (site_id, equipment_type, issue_type, detector, after_feedback_id, reset_by, reset_through, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [siteId, equipmentType, issueType, detector, afterFeedbackId, name, through, reason],
  );
}
