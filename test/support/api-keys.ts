import { createHash, randomBytes } from 'node:crypto';
import type { SqlClient } from './clients-sql.ts';

export interface KeyGrant {
  readonly name?: string;
  readonly scopes?: readonly ('read' | 'decide' | 'ingest' | 'configure' | 'act_as')[];
  /** Absent: every site. */
  readonly siteIds?: readonly string[];
  /** From now; absent: never. */
  readonly expiresInMs?: number;
}

export interface Key {
  readonly id: string;
  /** What its holder sends. */
  readonly token: string;
}

/** A key as a program with rights on the database writes one: the form is documented. */
export async function createKey(
  sql: SqlClient,
  { name = 'maria', scopes = ['read'], siteIds, expiresInMs }: KeyGrant = {},
): Promise<Key> {
  const id = randomBytes(6).toString('hex');
  const token = `andon_${id}_${randomBytes(32).toString('base64url')}`;
  await sql.rows(
    `INSERT INTO andon.api_key (key_id, name, secret_hash, scopes, site_ids, expires_timestamp)
     VALUES ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(secs => $6))`,
    [id, name, createHash('sha256').update(token).digest('hex'), scopes, siteIds ?? null, seconds(expiresInMs)],
  );
  return { id, token };
}

export async function revokeKeys(sql: SqlClient, ...keys: readonly Key[]): Promise<void> {
  await sql.rows('UPDATE andon.api_key SET revoked_timestamp = clock_timestamp() WHERE key_id = ANY($1)', [
    keys.map(({ id }) => id),
  ]);
}

function seconds(ms: number | undefined): number | null {
  return ms === undefined ? null : ms / 1_000;
}
