import type { Queryable } from '../query/queryable.ts';
import { nullableDateFromDatabase } from '../query/timestamps.ts';

/**
 * Gives the longest-due deferred recommendation back to the queue; false when none may return. One a statement, because each holds
 * the slot of its issue until commit, and several held at once could meet the pipeline's in another order. Who had deferred it, and
 * why, stays in the audit; the return itself is nobody's decision. Stricter than the slot's rule (`andon.slot_is_held`): while another
 * one is pending, however old, this one waits.
 */
export async function releaseOneDue(db: Queryable): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE agentic_hmi.agent_recommendations
     SET status = 'pending', operator_id = NULL, operator_notes = NULL, defer_until = NULL
     WHERE status = 'deferred' AND recommendation_id = (
       SELECT due.recommendation_id FROM agentic_hmi.agent_recommendations AS due
       WHERE due.status = 'deferred' AND due.defer_until <= now()
         AND NOT EXISTS (
           SELECT FROM agentic_hmi.agent_recommendations AS other
           WHERE other.site_id = due.site_id AND other.equipment_id = due.equipment_id AND other.issue_type = due.issue_type
             AND other.status = 'pending')
         AND NOT EXISTS (
           SELECT FROM andon.recommendation_slot AS slot
           WHERE slot.site_id = due.site_id AND slot.equipment_id = due.equipment_id AND slot.issue_type = due.issue_type
             AND andon.slot_is_held(slot, due.recommendation_id, now(), (SELECT dedupe_window FROM andon.setting)))
       ORDER BY due.defer_until LIMIT 1 FOR UPDATE SKIP LOCKED)`,
  );
  return (rowCount ?? 0) > 0;
}

/** When to look again; one that is due but held back by another pending one is looked at again after a minute. */
export async function readNextDue(db: Queryable): Promise<Date | null> {
  const { rows } = await db.query<{ next_due_at: Date | number | null }>(
    `SELECT min(CASE WHEN defer_until > now() THEN defer_until ELSE now() + interval '1 minute' END) AS next_due_at
     FROM agentic_hmi.agent_recommendations WHERE status = 'deferred'`,
  );
  return nullableDateFromDatabase(rows[0]?.next_due_at);
}
