/** Checks the chain of the audit from its first entry to its newest. */
import { readAuditHead, readChained, readLastCut } from '../../db/audit/audit-chain.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { type AuditCut, type AuditEntry, type AuditHead, beginning } from '../../domain/audit-chain.ts';
import { ChainCheck } from './chain-check.ts';

const readAtOnce = 2_000;

/** `known` are places of the chain that were kept elsewhere. Servers may go on meanwhile. */
export async function checkAudit(
  db: Queryable,
  known: readonly AuditHead[] = [],
): Promise<{ readonly check: ChainCheck; readonly cut: AuditCut | null }> {
  const cut = await readLastCut(db);
  const check = new ChainCheck(cut ?? beginning, [...known, await readAuditHead(db)]);
  for await (const entries of auditEntries(db, check.last.chainNo)) for (const entry of entries) check.take(entry);
  check.end(await readAuditHead(db));
  return { check, cut };
}

/** The entries after a place in the chain, in its order, some at a time. */
export async function* auditEntries(db: Queryable, after: number): AsyncGenerator<AuditEntry[]> {
  let last = after;
  for (;;) {
    const entries = await readChained(db, last, readAtOnce);
    if (entries.length === 0) return;
    yield entries;
    last = entries.at(-1)?.chainNo ?? last;
  }
}
