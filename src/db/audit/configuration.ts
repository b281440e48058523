/** Tells the audit with which settings a server has started. */
import type { Queryable } from '../query/queryable.ts';

/** What differs from the last start of this server is an entry of the audit; of a server that is new, all of it. */
export async function recordConfiguration(
  db: Queryable,
  serverName: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  await db.query('SELECT andon.record_configuration($1, $2::jsonb)', [serverName, JSON.stringify(settings)]);
}
