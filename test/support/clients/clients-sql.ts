/** Clients that know PostgreSQL alone: statements, and LISTEN. */
import pg from 'pg';
import { until } from '../until.ts';

export interface Notification {
  readonly channel: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Listener {
  readonly notifications: readonly Notification[];
  notification(what: string, matches: (notification: Notification) => boolean): Promise<Notification>;
  close(): Promise<void>;
}

/** A program that knows nothing but PostgreSQL's LISTEN. */
export async function listen(databaseUrl: string, channels: readonly string[]): Promise<Listener> {
  const client = new pg.Client({ connectionString: databaseUrl });
  const notifications: Notification[] = [];
  client.on('notification', ({ channel, payload }) => {
    notifications.push({ channel, payload: JSON.parse(payload ?? '{}') });
  });
  await client.connect();
  for (const channel of channels) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
  return {
    notifications,
    notification: (what, matches) => until(what, () => notifications.find(matches), { state: () => notifications }),
    close: () => client.end(),
  };
}

export interface SqlClient {
  rows<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The first column of the first row, as a number. */
  number(text: string, values?: readonly unknown[]): Promise<number>;
  close(): Promise<void>;
}

/** Another program at the same database: psql, JDBC, a notebook. */
export function sqlClient(databaseUrl: string, connections = 4): SqlClient {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections, application_name: 'psql' });
  // A server that is killed with its embedded database also cuts these connections; the next statement says so.
  pool.on('error', (error) => console.warn(`SQL client: ${error.message}`));
  const rows = async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await pool.query<Row>(text, [...values])).rows;
  return {
    rows,
    number: async (text, values) => {
      const [row] = await rows<Record<string, unknown>>(text, values);
      return Number(Object.values(row ?? {})[0]);
    },
    close: () => pool.end(),
  };
}

/** A recommendation as another program would insert it; answers its id. */
export async function insertRecommendation(
  sql: SqlClient,
  equipmentId: string,
  options: { readonly issueType?: string; readonly severity?: string } = {},
): Promise<string> {
  const [row] = await sql.rows<{ recommendation_id: string }>(
    `INSERT INTO agentic_hmi.agent_recommendations
       (equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score)
     VALUES ($1, $2, $3, 'found by another program', 'look at it', 0.8)
     RETURNING recommendation_id`,
    [equipmentId, options.issueType ?? 'inspection', options.severity ?? 'high'],
  );
  if (row === undefined) throw new Error(`a recommendation for ${equipmentId} is already pending`);
  return row.recommendation_id;
}
