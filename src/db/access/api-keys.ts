/** Reads, adds and revokes API keys in the database. */
import type { ApiKey, ApiKeys, KeyLimits, Scope } from '../../domain/access.ts';
import type { Queryable } from '../query/queryable.ts';

interface ApiKeyRow {
  readonly key_id: string;
  readonly name: string;
  readonly secret_hash: string;
  readonly scopes: readonly Scope[];
  readonly site_ids: readonly string[] | null;
  readonly created_ms: number;
  readonly expires_ms: number | null;
  readonly revoked_ms: number | null;
  readonly readings_per_second: number | null;
  readonly operations_per_second: number | null;
}

const epochMs = (column: string) => `floor(extract(epoch FROM ${column}) * 1000)::float8`;

const columns = `key_id, name, secret_hash, scopes, site_ids, ${epochMs('created_timestamp')} AS created_ms,
  ${epochMs('expires_timestamp')} AS expires_ms, ${epochMs('revoked_timestamp')} AS revoked_ms,
  readings_per_second, operations_per_second`;

/** All keys and the version of their table, as of one instant; the oldest key first. */
export async function readApiKeys(db: Queryable): Promise<ApiKeys> {
  const { rows } = await db.query<{ version: number } & (ApiKeyRow | { readonly key_id: null })>(
    `SELECT head.version, key.* FROM andon.api_key_head AS head
     LEFT JOIN (SELECT ${columns} FROM andon.api_key) AS key ON true ORDER BY created_ms, key_id`,
  );
  return {
    version: rows[0]?.version ?? 0,
    keys: rows.flatMap((row) => (row.key_id === null ? [] : [keyFromRow(row)])),
  };
}

export async function insertApiKey(
  db: Queryable,
  key: Pick<ApiKey, 'id' | 'name' | 'secretHash' | 'scopes' | 'siteIds' | 'expiresAtMs'>,
): Promise<void> {
  await db.query('SELECT andon.add_api_key($1, $2, $3, $4::text[], $5::text[], to_timestamp($6::float8 / 1000))', [
    key.id,
    key.name,
    key.secretHash,
    key.scopes,
    key.siteIds,
    key.expiresAtMs,
  ]);
}

/** Those of the keys that were good until now, revoked; an unknown id gives nothing. */
export async function revokeApiKeys(db: Queryable, ids: readonly string[]): Promise<ApiKey[]> {
  const { rows } = await db.query<ApiKeyRow>(`SELECT ${columns} FROM andon.revoke_api_keys($1)`, [ids]);
  return rows.map(keyFromRow);
}

/** Sets those limits that are given, null for the default; an unknown or revoked id gives nothing. */
export async function limitApiKeys(
  db: Queryable,
  ids: readonly string[],
  limits: Partial<KeyLimits>,
): Promise<ApiKey[]> {
  const { readingsPerSecond, operationsPerSecond } = limits;
  const { rows } = await db.query<ApiKeyRow>(`SELECT ${columns} FROM andon.limit_api_keys($1, $2, $3, $4, $5)`, [
    ids,
    readingsPerSecond !== undefined,
    readingsPerSecond ?? null,
    operationsPerSecond !== undefined,
    operationsPerSecond ?? null,
  ]);
  return rows.map(keyFromRow);
}

function keyFromRow(row: ApiKeyRow): ApiKey {
  return {
    id: row.key_id,
    name: row.name,
    secretHash: row.secret_hash,
    scopes: row.scopes,
    siteIds: row.site_ids,
    createdAtMs: row.created_ms,
    expiresAtMs: row.expires_ms,
    revokedAtMs: row.revoked_ms,
    limits: { readingsPerSecond: row.readings_per_second, operationsPerSecond: row.operations_per_second },
  };
}
