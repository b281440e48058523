/** The check of the audit's chain, which finds what was changed, removed or inserted. */
import { createHash } from 'node:crypto';
import type { AuditEntry, AuditHead } from '../../domain/audit-chain.ts';

/** Entries come into the chain when their transaction has committed; hardly one is open for longer. */
const longTransactionMs = 3_600_000;

/** The hash of an entry: of the bytes of the hash before it, and of its text in UTF-8. */
export function chainHash(before: string, text: string): string {
  return createHash('sha256').update(Buffer.from(before, 'hex')).update(text, 'utf8').digest('hex');
}

/**
 * Follows the chain from an end. Each entry is checked against the hash that the one before it has in the database, so that one changed
 * entry is one finding. The whole chain can be made anew by whoever owns the database: against that, heads that were kept elsewhere are given.
 */
export class ChainCheck {
  /** What is wrong, a sentence each. */
  readonly findings: string[] = [];
  /** What a long transaction or a clock that was set explains as well. */
  readonly remarks: string[] = [];
  #newestMs = Number.NEGATIVE_INFINITY;
  readonly #known: readonly AuditHead[];
  #last: AuditHead;
  /** Null: the entry before is missing, so the next one cannot be checked. */
  #hashBefore: string | null;
  #entries = 0;

  /** `known` are places that have to be there: the end of the chain from before it was read, and those that were kept elsewhere. */
  constructor(from: AuditHead, known: readonly AuditHead[]) {
    this.#last = from;
    this.#hashBefore = from.hash;
    this.#known = known;
    this.#compareWithKnown(from);
  }

  get entries(): number {
    return this.#entries;
  }

  get last(): AuditHead {
    return this.#last;
  }

  /** In the order of their places. */
  take({ chainNo, log, entryId, occurredAt, hash, text }: AuditEntry): void {
    if (chainNo === null || hash === null) throw new TypeError('only chained entries can be checked');
    const name = `entry ${chainNo} (andon.${log}, no. ${entryId})`;
    this.#entries += 1;
    if (chainNo === this.#last.chainNo) {
      this.findings.push(`${name} was inserted: its place is taken`);
      return;
    }
    if (chainNo > this.#last.chainNo + 1) this.#missing(this.#last.chainNo + 1, chainNo - 1);
    if (this.#hashBefore !== null && chainHash(this.#hashBefore, text) !== hash) {
      this.findings.push(`${name} was changed or put in another one's place: its hash is not that of what it says`);
    }
    const atMs = occurredAt.getTime();
    if (atMs < this.#newestMs - longTransactionMs) {
      const newest = new Date(this.#newestMs).toISOString();
      this.remarks.push(`${name} tells of ${occurredAt.toISOString()} and came into the chain after one of ${newest}`);
    }
    this.#newestMs = Math.max(this.#newestMs, atMs);
    this.#last = { chainNo, hash };
    this.#hashBefore = hash;
    this.#compareWithKnown(this.#last);
  }

  /** To be called after the last entry, with the end of the chain as the database has it by now. */
  end(head: AuditHead): void {
    if (head.chainNo < this.#last.chainNo) {
      this.findings.push(
        `entries ${head.chainNo + 1} to ${this.#last.chainNo} were inserted behind the end of the chain`,
      );
    }
    const newestKnown = Math.max(...this.#known.map(({ chainNo }) => chainNo));
    if (newestKnown > this.#last.chainNo) this.#missing(this.#last.chainNo + 1, newestKnown);
  }

  #missing(from: number, to: number): void {
    this.findings.push(from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`);
    this.#hashBefore = null;
  }

  #compareWithKnown({ chainNo, hash }: AuditHead): void {
    if (this.#known.some((known) => known.chainNo === chainNo && known.hash !== hash)) {
      this.findings.push(`entry ${chainNo} has another hash than the one that is known of it: the chain was made anew`);
    }
  }
}
