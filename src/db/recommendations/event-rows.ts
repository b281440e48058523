/** Reads the event log: its extent, its events and their tokens. */
import type {
  Recommendation,
  RecommendationEvent,
  RecommendationEventKind,
  RecommendationStatus,
} from '../../domain/recommendations/recommendation.ts';
import { numberArray } from '../query/array-literal.ts';
import { oneByPlace } from '../query/by-place.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, type Statement, statement } from '../query/statement.ts';
import { type RecommendationSnapshot, recommendationFromSnapshot } from './recommendation-rows.ts';

const read = statement('event-read');
const extent = statement('event-extent');

/** An event by its number and its token; before the first event number 0 with a token of its own. */
export interface EventPlace {
  readonly number: number;
  readonly token: string;
}

/** Which log it is, and how far it reaches. */
export interface LogExtent {
  readonly epoch: string;
  /** The newest event. */
  readonly head: EventPlace;
  /** The event before the oldest that is kept; the same as the head when none is. */
  readonly beforeOldest: EventPlace;
}

export interface AskedExtent extends LogExtent {
  /** Tokens of the asked numbers, as far as the log still knows them. */
  readonly tokens: ReadonlyMap<number, string>;
}

/** All in one statement, and so of one instant. */
export function readLogExtent(db: Queryable, numbers: Iterable<number> = []): Promise<AskedExtent> {
  return readExtent(db, extent, numbers);
}

/** Where a place of the other stream of the log is in this one, by `asked`; null when what followed it is past retention. */
export async function readPlaceInOther(db: Queryable, asked: Statement, number: number): Promise<EventPlace | null> {
  const [row] = await run<{ number: number; token: string; is_kept: boolean }>(db, asked, [number]);
  return row?.is_kept === true ? { number: row.number, token: row.token } : null;
}

/** The extent of one stream of events, by its own statement. */
export async function readExtent(db: Queryable, asked: Statement, numbers: Iterable<number>): Promise<AskedExtent> {
  const rows = await run<{
    epoch: string;
    number: number;
    token: string;
    oldest: number | null;
    before_oldest: string | null;
    asked_number: number | null;
    asked_token: string | null;
  }>(db, asked, [numberArray([...numbers])]);
  const [row] = rows;
  if (row === undefined) throw new Error('andon.event_head has lost its row');
  const head = { number: row.number, token: row.token };
  const beforeOldest =
    row.oldest === null || row.before_oldest === null ? head : { number: row.oldest - 1, token: row.before_oldest };
  const tokens = new Map<number, string>();
  for (const { asked_number: number, asked_token: token } of rows) {
    if (number !== null && token !== null) tokens.set(number, token);
  }
  return { epoch: row.epoch, head, beforeOldest, tokens: tokens.set(head.number, head.token) };
}

/** Events after the given number, in order, without a gap. */
export async function readEvents(db: Queryable, after: number, limit: number): Promise<RecommendationEvent[]> {
  const rows = await run<{
    number: number;
    token: string;
    previous_token: string;
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
    token: row.token,
    previousToken: row.previous_token,
    kind: row.kind,
    occurredAt: row.occurred_at,
    oldStatus: row.old_status,
    newStatus: row.new_status,
    operatorId: row.operator_id,
    operatorNotes: row.operator_notes,
    recommendation: recommendationFromSnapshot(row.recommendation, { number: row.number, token: row.token }),
    readingReceivedAt: timeOrNull(row.reading_received_at),
  }));
}

/** Snapshots of these events, in the order of the numbers; null for an event that is not kept. */
export async function readSnapshots(db: Queryable, numbers: readonly number[]): Promise<(Recommendation | null)[]> {
  const { rows } = await db.query<EventPlace & { recommendation: RecommendationSnapshot; place: number }>(
    `SELECT number, token, recommendation, wanted.place::int AS place
     FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (number, place) JOIN andon.recommendation_event USING (number)`,
    [numberArray(numbers)],
  );
  return oneByPlace(rows, numbers.length, ({ recommendation, number, token }) =>
    recommendationFromSnapshot(recommendation, { number, token }),
  );
}

/** Evidence is the writer's own: another program may keep anything under this name. */
function timeOrNull(text: string | null): Date | null {
  const timeMs = Date.parse(text ?? '');
  return Number.isNaN(timeMs) ? null : new Date(timeMs);
}
