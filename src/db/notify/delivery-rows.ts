/** What is to be sent, was sent, or could not be: claimed by one server, settled, listed, sent again. */
import type { Page, PageRequest } from '../../domain/page.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import { Conditions, matchable } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const claim = statement('notify-claim');

export interface NewDelivery {
  readonly sinkId: number;
  /** The alarm that it is about, or the recommendation; the other is null. */
  readonly alarmId: number | null;
  readonly recommendationId: string | null;
  readonly messageId: string;
  /** JSON. */
  readonly message: string;
}

/** In their order. What a sink has under the same id already is left as it is. */
export async function insertDeliveries(
  db: Queryable,
  deliveries: readonly NewDelivery[],
  giveUpAfterMs: number,
): Promise<void> {
  await db.query({
    name: 'notify-insert',
    text: `INSERT INTO andon.notify_delivery (sink_id, alarm_id, message_id, message, recommendation_id, give_up_at)
      SELECT sink_id, nullif(alarm_id, 0), message_id, message, nullif(recommendation_id, ''), now() + $6::float8 * interval '1 millisecond'
      FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
        AS given (sink_id, alarm_id, message_id, message, recommendation_id, place)
      ORDER BY place ON CONFLICT (sink_id, message_id) DO NOTHING`,
    values: [
      numberArray(deliveries.map(({ sinkId }) => sinkId)),
      numberArray(deliveries.map(({ alarmId }) => alarmId ?? 0)),
      textArray(deliveries.map(({ messageId }) => messageId)),
      textArray(deliveries.map(({ message }) => message)),
      textArray(deliveries.map(({ recommendationId }) => recommendationId ?? '')),
      giveUpAfterMs,
    ],
  });
}

/** A delivery that this server has taken. */
export interface ClaimedDelivery {
  readonly deliveryId: number;
  readonly message: string;
  /** This one included. */
  readonly attempts: number;
  /** A failure now is the last one. */
  readonly isLast: boolean;
}

/** At most `most`, the oldest first, and of each alarm or recommendation one; for `forMs` no other server takes them. */
export async function claimDeliveries(
  db: Queryable,
  sinkId: number,
  most: number,
  forMs: number,
): Promise<ClaimedDelivery[]> {
  const rows = await run<{ delivery_id: number; message: string; attempts: number; is_last: boolean }>(db, claim, [
    sinkId,
    most,
    forMs,
  ]);
  return rows
    .map((row) => ({
      deliveryId: row.delivery_id,
      message: row.message,
      attempts: row.attempts,
      isLast: row.is_last,
    }))
    .sort((a, b) => a.deliveryId - b.deliveryId);
}

/** What came of an attempt: nothing is noted where another server has tried it since. */
export interface Settlement {
  readonly deliveryId: number;
  readonly attempts: number;
  readonly state: 'waiting' | 'sent' | 'dead';
  readonly status: number | null;
  readonly error: string | null;
  /** Of one that still waits. */
  readonly retryInMs: number;
}

export async function settleDelivery(db: Queryable, settled: Settlement): Promise<void> {
  await db.query({
    name: 'notify-settle',
    text: `UPDATE andon.notify_delivery SET state = $3, last_status = $4, last_error = $5, claimed = false,
        next_at = now() + $6::float8 * interval '1 millisecond',
        settled_at = CASE WHEN $3 <> 'waiting' THEN clock_timestamp() END
      WHERE delivery_id = $1 AND attempts = $2 AND state = 'waiting'`,
    values: [settled.deliveryId, settled.attempts, settled.state, settled.status, settled.error, settled.retryInMs],
  });
}

/** The sink has taken something. After many failures what waited for later attempts is due at once. */
export async function noteSuccess(db: Queryable, sinkId: number, manyFailures: number): Promise<void> {
  await db.query({
    name: 'notify-success',
    text: `WITH before AS (SELECT failures FROM andon.notify_sink_state WHERE sink_id = $1 FOR UPDATE),
      noted AS (
        INSERT INTO andon.notify_sink_state AS state (sink_id, last_success_at)
        SELECT sink_id, clock_timestamp() FROM andon.notify_sink WHERE sink_id = $1
        ON CONFLICT (sink_id) DO UPDATE SET failures = 0, failing_since = NULL, not_before = '-infinity', last_error = NULL,
          last_success_at = excluded.last_success_at)
      UPDATE andon.notify_delivery SET next_at = now()
      WHERE sink_id = $1 AND state = 'waiting' AND last_error IS NOT NULL AND NOT claimed AND (SELECT failures FROM before) >= $2`,
    values: [sinkId, manyFailures],
  });
}

/** The sink has failed; it is left alone for so long. Returns how often it has failed, one after the other. */
export async function noteFailure(db: Queryable, sinkId: number, error: string): Promise<number> {
  const { rows } = await db.query<{ failures: number }>({
    name: 'notify-failure',
    text: `INSERT INTO andon.notify_sink_state AS state (sink_id, failures, failing_since, last_error)
      SELECT sink_id, 1, clock_timestamp(), $2 FROM andon.notify_sink WHERE sink_id = $1
      ON CONFLICT (sink_id) DO UPDATE SET failures = state.failures + 1,
        failing_since = coalesce(state.failing_since, excluded.failing_since), last_error = excluded.last_error
      RETURNING failures`,
    values: [sinkId, error],
  });
  return rows[0]?.failures ?? 1;
}

/** An earlier and longer pause stays. */
export async function leaveAlone(db: Queryable, sinkId: number, forMs: number): Promise<void> {
  await db.query({
    name: 'notify-leave-alone',
    text: `UPDATE andon.notify_sink_state SET not_before = greatest(not_before, now() + $2::float8 * interval '1 millisecond')
      WHERE sink_id = $1`,
    values: [sinkId, forMs],
  });
}

export type DeliveryState = 'waiting' | 'sent' | 'dead';

export interface ListedDelivery {
  readonly deliveryId: number;
  readonly sink: string;
  /** The other one is null. */
  readonly alarmId: number | null;
  readonly recommendationId: string | null;
  readonly messageId: string;
  readonly message: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAt: Date;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
}

/** Absent members do not restrict. */
export interface DeliveryFilter {
  readonly states?: readonly DeliveryState[];
  readonly sinks?: readonly string[];
  readonly alarmId?: number;
  readonly recommendationId?: string;
}

/** Newest first. */
export async function listDeliveries(
  db: Queryable,
  { states, sinks, alarmId, recommendationId }: DeliveryFilter,
  page: PageRequest<number>,
): Promise<Page<ListedDelivery>> {
  const conditions = new Conditions();
  conditions.oneOf('delivery.state', states);
  conditions.oneOf('sink.name', sinks);
  if (alarmId !== undefined) conditions.and(`delivery.alarm_id = ${conditions.parameter(alarmId)}`);
  if (recommendationId !== undefined) {
    conditions.and(`delivery.recommendation_id = ${conditions.parameter(matchable(recommendationId))}`);
  }
  if (page.after !== null) conditions.and(`delivery.delivery_id < ${conditions.parameter(page.after)}`);
  const { rows } = await db.query<{
    delivery_id: number;
    sink: string;
    alarm_id: number | null;
    recommendation_id: string | null;
    message_id: string;
    message: string;
    state: DeliveryState;
    attempts: number;
    next_at: Date;
    created_at: Date;
    settled_at: Date | null;
    last_status: number | null;
    last_error: string | null;
  }>(
    `SELECT delivery.*, sink.name AS sink FROM andon.notify_delivery AS delivery JOIN andon.notify_sink AS sink USING (sink_id)
     ${conditions.where} ORDER BY delivery.delivery_id DESC LIMIT ${conditions.parameter(page.first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, page.first, (row) => ({
    deliveryId: row.delivery_id,
    sink: row.sink,
    alarmId: row.alarm_id,
    recommendationId: row.recommendation_id,
    messageId: row.message_id,
    message: row.message,
    state: row.state,
    attempts: row.attempts,
    nextAt: row.next_at,
    createdAt: row.created_at,
    settledAt: row.settled_at,
    lastStatus: row.last_status,
    lastError: row.last_error,
  }));
}

/**
 * Given up ones wait again, with their ids; all of a sink where no ids are given. Returns how many. Where PagerDuty has taken something later about
 * the same alarm or recommendation, the newest of that goes again behind them: else an incident that is long over would be opened for good.
 */
export async function resendDeliveries(
  db: Queryable,
  { ids, sink }: { readonly ids: readonly number[] | null; readonly sink: string | null },
  giveUpAfterMs: number,
): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `WITH again AS (
       UPDATE andon.notify_delivery AS delivery SET state = 'waiting', next_at = now(), settled_at = NULL,
         give_up_at = now() + $3::float8 * interval '1 millisecond'
       FROM andon.notify_sink AS sink
       WHERE sink.sink_id = delivery.sink_id AND delivery.state = 'dead'
         AND ($1::bigint[] IS NULL OR delivery.delivery_id = ANY ($1)) AND ($2::text IS NULL OR sink.name = $2)
       RETURNING delivery.delivery_id, delivery.sink_id, delivery.alarm_id, delivery.recommendation_id, sink.kind),
     newest AS (
       SELECT DISTINCT ON (later.sink_id, later.alarm_id, later.recommendation_id) later.delivery_id
       FROM again JOIN andon.notify_delivery AS later ON later.sink_id = again.sink_id AND later.delivery_id > again.delivery_id
         AND later.state = 'sent' AND (later.alarm_id = again.alarm_id OR later.recommendation_id = again.recommendation_id)
       WHERE again.kind = 'pagerduty'
       ORDER BY later.sink_id, later.alarm_id, later.recommendation_id, later.delivery_id DESC),
     behind AS (
       UPDATE andon.notify_delivery AS later SET state = 'waiting', next_at = now(), settled_at = NULL,
         give_up_at = now() + $3::float8 * interval '1 millisecond'
       FROM newest WHERE later.delivery_id = newest.delivery_id)
     SELECT count(*)::int AS count FROM again`,
    [ids === null ? null : numberArray(ids), sink, giveUpAfterMs],
  );
  return rows[0]?.count ?? 0;
}
