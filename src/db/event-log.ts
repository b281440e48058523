import type { RecommendationEvent, RecommendationEventKind, RecommendationStatus } from '../domain/recommendation.ts';
import type { Queryable } from './queryable.ts';
import { type RecommendationSnapshot, recommendationFromSnapshot } from './recommendations.ts';
import { run, statement } from './sql.ts';

const read = statement('event-read');

/** Which log it is, and the numbers of its oldest and newest event; oldest is newest + 1 when the log is empty. */
export interface LogExtent {
  readonly epoch: string;
  readonly head: number;
  readonly oldest: number;
}

export async function readLogExtent(db: Queryable): Promise<LogExtent> {
  const { rows } = await db.query<{ epoch: string; number: number; oldest: number | null }>(
    'SELECT epoch, number, (SELECT min(number) FROM andon.recommendation_event) AS oldest FROM andon.event_head',
  );
  const row = rows[0];
  if (row === undefined) throw new Error('andon.event_head has lost its row');
  return { epoch: row.epoch, head: row.number, oldest: row.oldest ?? row.number + 1 };
}

/** Events after the given number, in order, without a gap. */
export async function readEvents(db: Queryable, after: number, limit: number): Promise<RecommendationEvent[]> {
  const rows = await run<{
    number: number;
    kind: RecommendationEventKind;
    occurred_at: Date;
    old_status: RecommendationStatus | null;
    new_status: RecommendationStatus | null;
    operator_id: string | null;
    operator_notes: string | null;
    recommendation: RecommendationSnapshot;
    reading_received_at: string | null;
  }>(db, read, [after, limit]);
  return rows.map((row) => ({
    number: row.number,
    kind: row.kind,
    occurredAt: row.occurred_at,
    oldStatus: row.old_status,
    newStatus: row.new_status,
    operatorId: row.operator_id,
    operatorNotes: row.operator_notes,
    recommendation: recommendationFromSnapshot(row.recommendation),
    readingReceivedAt: timeOrNull(row.reading_received_at),
  }));
}

/** Evidence is the writer's own: another program may keep anything under this name. */
function timeOrNull(text: string | null): Date | null {
  const timeMs = Date.parse(text ?? '');
  return Number.isNaN(timeMs) ? null : new Date(timeMs);
}
