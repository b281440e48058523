/** Reads and writes sinks, their secrets, and how they do. */
import type { Sink, SinkAddress, SinkKind, SinkState, SinkToSend } from '../../domain/notify/sink.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const dueSinks = statement('notify-due-sinks');

interface SinkRow {
  readonly sink_id: number;
  readonly name: string;
  readonly kind: SinkKind;
  readonly settings: SinkAddress['settings'];
}

/** The kind and the settings belong together by the service that writes them. */
function addressOf({ kind, settings }: Pick<SinkRow, 'kind' | 'settings'>): SinkAddress {
  return { kind, settings } as SinkAddress;
}

export interface ListedSink {
  readonly sink: Sink;
  readonly state: SinkState;
}

/** By their names, or that of one name. */
export async function listSinks(db: Queryable, name: string | null = null): Promise<ListedSink[]> {
  const { rows } = await db.query<
    SinkRow & {
      enabled: boolean;
      changed_at: Date;
      changed_by: string;
      failures: number;
      failing_since: Date | null;
      retry_at: Date | null;
      last_error: string | null;
      last_success_at: Date | null;
      waiting: number;
      dead: number;
      oldest_waiting_at: Date | null;
      secrets: { made_at: string; ends_at: string | null }[];
    }
  >(
    `SELECT sink.*, coalesce(state.failures, 0) AS failures, state.failing_since, state.last_error, state.last_success_at,
       CASE WHEN state.not_before > now() THEN state.not_before END AS retry_at, waits.waiting, waits.oldest_waiting_at,
       (SELECT count(*)::int FROM andon.notify_delivery AS dead WHERE dead.state = 'dead' AND dead.sink_id = sink.sink_id) AS dead,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('made_at', secret.made_at, 'ends_at', secret.ends_at) ORDER BY secret.secret_id DESC), '[]')
        FROM andon.notify_secret AS secret
        WHERE secret.sink_id = sink.sink_id AND coalesce(secret.ends_at > now(), true)) AS secrets
     FROM andon.notify_sink AS sink LEFT JOIN andon.notify_sink_state AS state USING (sink_id)
     CROSS JOIN LATERAL (SELECT count(*)::int AS waiting, min(delivery.created_at) AS oldest_waiting_at FROM andon.notify_delivery AS delivery
       WHERE delivery.sink_id = sink.sink_id AND delivery.state = 'waiting') AS waits
     WHERE $1::text IS NULL OR sink.name = $1 ORDER BY sink.name`,
    [name],
  );
  return rows.map((row) => ({
    sink: {
      ...addressOf(row),
      sinkId: row.sink_id,
      name: row.name,
      enabled: row.enabled,
      changedAt: row.changed_at,
      changedBy: row.changed_by,
    },
    state: {
      failures: row.failures,
      failingSince: row.failing_since,
      retryAt: row.retry_at,
      lastError: row.last_error,
      lastSuccessAt: row.last_success_at,
      waiting: row.waiting,
      dead: row.dead,
      oldestWaitingAt: row.oldest_waiting_at,
      secrets: row.secrets.map(({ made_at, ends_at }) => ({
        madeAt: new Date(made_at),
        endsAt: ends_at === null ? null : new Date(ends_at),
      })),
    },
  }));
}

/** The kinds of those that are enabled. */
export async function readSinkKinds(db: Queryable): Promise<ReadonlyMap<number, SinkKind>> {
  const { rows } = await db.query<{ sink_id: number; kind: SinkKind }>({
    name: 'notify-sink-kinds',
    text: 'SELECT sink_id, kind FROM andon.notify_sink WHERE enabled',
  });
  return new Map(rows.map(({ sink_id, kind }) => [sink_id, kind]));
}

/** Those that something is due for. */
export async function readDueSinks(db: Queryable): Promise<SinkToSend[]> {
  const rows = await run<SinkRow & { secrets: string[] }>(db, dueSinks, []);
  return rows.map((row) => ({ ...addressOf(row), sinkId: row.sink_id, name: row.name, secrets: row.secrets }));
}

/** One by its name, enabled or not; null when there is none. */
export async function readSinkToSend(db: Queryable, name: string): Promise<SinkToSend | null> {
  const { rows } = await db.query<SinkRow & { secrets: string[] }>(
    `SELECT sink.sink_id, sink.name, sink.kind, sink.settings,
       ARRAY(SELECT secret FROM andon.notify_secret AS each
             WHERE each.sink_id = sink.sink_id AND coalesce(each.ends_at > now(), true) ORDER BY each.secret_id DESC) AS secrets
     FROM andon.notify_sink AS sink WHERE sink.name = $1`,
    [name],
  );
  const [row] = rows;
  return row === undefined ? null : { ...addressOf(row), sinkId: row.sink_id, name: row.name, secrets: row.secrets };
}

/** Adds it or changes the one of its name; returns its number. A sink that is changed is tried again at once. */
export async function writeSink(
  db: Queryable,
  { kind, settings, name, enabled }: SinkAddress & Pick<Sink, 'name' | 'enabled'>,
  changedBy: string,
): Promise<number> {
  const { rows } = await db.query<{ sink_id: number }>(
    `INSERT INTO andon.notify_sink (name, kind, enabled, settings, changed_by) VALUES ($1, $2, $3, $4::jsonb, $5)
     ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, enabled = excluded.enabled, settings = excluded.settings,
       changed_by = excluded.changed_by, changed_at = clock_timestamp()
     RETURNING sink_id`,
    [name, kind, enabled, JSON.stringify(settings), changedBy],
  );
  const sinkId = rows[0]?.sink_id;
  if (sinkId === undefined) throw new Error('an insert or update of one row returns it');
  await db.query('UPDATE andon.notify_sink_state SET not_before = now() WHERE sink_id = $1', [sinkId]);
  return sinkId;
}

/** The new one is the newest; those before it end after so many seconds, at once where that is 0. */
export async function addSecret(db: Queryable, sinkId: number, secret: string, othersEndInS: number): Promise<void> {
  await db.query(
    `UPDATE andon.notify_secret SET ends_at = least(ends_at, now() + $2::int * interval '1 second') WHERE sink_id = $1`,
    [sinkId, othersEndInS],
  );
  await db.query('DELETE FROM andon.notify_secret WHERE sink_id = $1 AND ends_at <= now()', [sinkId]);
  await db.query('INSERT INTO andon.notify_secret (sink_id, secret) VALUES ($1, $2)', [sinkId, secret]);
}

/** False when there is none of this name. Throws a foreign key violation while a route has a step for it. */
export async function deleteSink(db: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM andon.notify_sink WHERE name = $1', [name]);
  return (rowCount ?? 0) > 0;
}
