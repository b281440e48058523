/** The chain of the audit: its entries and its ends. */

/** A place in the chain, with the hash that the entry there has. */
export interface AuditHead {
  readonly chainNo: number;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
}

/** The old end of the chain that was removed; the chain goes on from its hash. */
export interface AuditCut extends AuditHead {
  readonly cutAt: Date;
  readonly entries: number;
}

export interface AuditEntry {
  /** Null while it is not chained. */
  readonly chainNo: number | null;
  /** The table that it is in, and its key there. */
  readonly log: 'recommendation_audit' | 'alarm_journal' | 'audit';
  readonly entryId: number;
  readonly occurredAt: Date;
  readonly hash: string | null;
  /** The text that is hashed: JSON. */
  readonly text: string;
}

/** Before the first entry. */
export const beginning: AuditHead = { chainNo: 0, hash: '0'.repeat(64) };
