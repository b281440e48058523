/** Makes and revokes API keys for tests. */
import { createHash, randomBytes } from 'node:crypto';
import { httpClient } from '../clients/clients-http.ts';
import type { SqlClient } from '../clients/clients-sql.ts';
import { CallerQuery } from '../clients/operations.ts';
import { until } from '../until.ts';

export interface Key {
  readonly id: string;
  /** What its holder sends. */
  readonly token: string;
}

export interface KeyGrant {
  readonly name?: string;
  readonly scopes?: readonly ('read' | 'decide' | 'ingest' | 'configure' | 'act_as')[];
  /** Absent: every site. */
  readonly siteIds?: readonly string[];
  /** From now; absent: never. */
  readonly expiresInMs?: number;
}

/** One that no server knows yet. */
export function newKey(): Key {
  const id = randomBytes(6).toString('hex');
  return { id, token: `andon_${id}_${randomBytes(32).toString('base64url')}` };
}

/** Puts a key into the database as another program does: the form is documented. */
export async function createKey(
  sql: SqlClient,
  { name = 'maria', scopes = ['read'], siteIds, expiresInMs }: KeyGrant = {},
  key: Key = newKey(),
): Promise<Key> {
  const seconds = expiresInMs === undefined ? null : expiresInMs / 1_000;
  await sql.rows(
    `INSERT INTO andon.api_key (key_id, name, secret_hash, scopes, site_ids, expires_timestamp)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6))`,
    [key.id, name, createHash('sha256').update(key.token).digest('hex'), scopes, siteIds ?? null, seconds],
  );
  return key;
}

/** Waits until each of the servers takes the key. */
export async function untilKnown(key: Key, ...servers: readonly { readonly graphqlUrl: string }[]): Promise<void> {
  for (const { graphqlUrl } of servers) {
    const holder = httpClient(graphqlUrl, { key });
    await until('the server takes the key', async () => (await holder.execute(CallerQuery, {})).errors === undefined);
  }
}

/** A key that the server takes. */
export async function knownKey(
  { sql, server }: { readonly sql: SqlClient; readonly server: { readonly graphqlUrl: string } },
  grant?: KeyGrant,
  key?: Key,
): Promise<Key> {
  const created = await createKey(sql, grant, key);
  await untilKnown(created, server);
  return created;
}

export async function revokeKeys(sql: SqlClient, ...keys: readonly Key[]): Promise<void> {
  await sql.rows('UPDATE andon.api_key SET revoked_timestamp = clock_timestamp() WHERE key_id = ANY($1)', [
    keys.map(({ id }) => id),
  ]);
}
