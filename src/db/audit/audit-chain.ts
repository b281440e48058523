/** Chains the entries of the audit, and reads the chain back for whoever checks or exports it. */
import type { AuditCut, AuditEntry, AuditHead } from '../../domain/audit-chain.ts';
import type { Queryable } from '../query/queryable.ts';
import { dateFromDatabase } from '../query/timestamps.ts';

/** Chains at most so many entries; returns how many. 0 as well while another server does so. */
export async function chainAudit(db: Queryable, atMost: number): Promise<number> {
  const { rows } = await db.query<{ chained: number }>('SELECT andon.chain_audit($1) AS chained', [atMost]);
  return rows[0]?.chained ?? 0;
}

export async function readAuditHead(db: Queryable): Promise<AuditHead> {
  const { rows } = await db.query<{ chain_no: number; hash: string }>(
    `SELECT chain_no, encode(chain_hash, 'hex') AS hash FROM andon.audit_head`,
  );
  const row = rows[0];
  if (row === undefined) throw new Error('andon.audit_head has lost its row');
  return { chainNo: row.chain_no, hash: row.hash };
}

/** Where the chain begins: after what was cut off last. Null where nothing was. */
export async function readLastCut(db: Queryable): Promise<AuditCut | null> {
  const { rows } = await db.query<{ chain_no: number; hash: string; cut_at: Date; entries: number }>(
    `SELECT through_chain_no AS chain_no, encode(through_hash, 'hex') AS hash, cut_at, entries
     FROM andon.audit_cut ORDER BY through_chain_no DESC LIMIT 1`,
  );
  const row = rows[0];
  return row === undefined ? null : { chainNo: row.chain_no, hash: row.hash, cutAt: row.cut_at, entries: row.entries };
}

/** The text that was hashed, as `andon.audit_text` makes it, but without asking that function, which an owner may have replaced. */
const textOf = (log: string) =>
  `(SELECT (jsonb_object_agg(field.key, field.value) || jsonb_build_object('log', '${log}', 'chain_no', one.chain_no))::text
    FROM jsonb_each(to_jsonb(one) - '{chain_no,chain_hash}'::text[]) AS field WHERE field.value <> 'null')`;
/** The tables whose entries are chained, each with its key. */
const logs = [
  ['recommendation_audit', 'audit_id'],
  ['alarm_journal', 'journal_id'],
  ['audit', 'audit_id'],
] as const;
const chained = logs.map(
  ([log, id]) => `(SELECT one.chain_no, '${log}' AS log, one.${id} AS entry_id, one.occurred_at,
      encode(one.chain_hash, 'hex') AS hash, ${textOf(log)} AS text
    FROM andon.${log} AS one WHERE one.chain_no > $1 ORDER BY one.chain_no LIMIT $2)`,
);
const unchained = logs.map(([log]) => `SELECT occurred_at FROM andon.${log} WHERE chain_no IS NULL`);
interface EntryRow {
  readonly chain_no: number | null;
  readonly log: AuditEntry['log'];
  readonly entry_id: number;
  readonly occurred_at: Date | number;
  readonly hash: string | null;
  readonly text: string;
}

const entryFromRow = ({ chain_no, log, entry_id, occurred_at, hash, text }: EntryRow): AuditEntry => ({
  chainNo: chain_no,
  log,
  entryId: entry_id,
  occurredAt: dateFromDatabase(occurred_at),
  hash,
  text,
});

/** Entries of the chain after a place in it, in its order. */
export async function readChained(db: Queryable, afterNo: number, atMost: number): Promise<AuditEntry[]> {
  const { rows } = await db.query<EntryRow>(`${chained.join(' UNION ALL ')} ORDER BY chain_no, log LIMIT $2`, [
    afterNo,
    atMost,
  ]);
  return rows.map(entryFromRow);
}

/** How many entries wait for their place, and since when the oldest does. */
export async function readUnchained(db: Queryable): Promise<{ readonly entries: number; readonly since: Date | null }> {
  const { rows } = await db.query<{ entries: number; since: Date | null }>(
    `SELECT count(*)::int AS entries, min(occurred_at) AS since FROM (${unchained.join(' UNION ALL ')}) AS unchained`,
  );
  return rows[0] ?? { entries: 0, since: null };
}

/** Removes entries that are older, as far as they are the old end of the chain, and keeps the hash from which it goes on. */
export async function cutAudit(db: Queryable, olderThan: Date): Promise<number> {
  const { rows } = await db.query<{ gone: number }>('SELECT andon.cut_audit($1) AS gone', [olderThan]);
  return rows[0]?.gone ?? 0;
}
