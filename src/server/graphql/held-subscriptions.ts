/** Bounds what the open subscriptions of one key hold in memory. */
import type { DocumentNode } from 'graphql';
import type { Identity } from '../../auth/identity.ts';
import { holderOf } from '../../domain/access.ts';
import { AndonError } from '../../errors.ts';
import { maxSubscriptionBytes } from '../../limits.ts';
import type { VariableSize } from './variable-limits.ts';

/** Measured: a parsed document takes up to 125 times its text, those of screens about 40 times. */
const bytesOfDocumentCharacter = 100;
const bytesOfCharacter = 2;
const bytesOfValue = 32;
/** What a subscription takes by itself: its place among the subscribers, and its filter. */
const bytesOfSubscription = 1_000;

/** How long they stay open nobody knows; by then some may have ended. */
const retryAfterMs = 5_000;

interface Holder {
  bytes: number;
  readonly documents: Map<DocumentNode, number>;
}

/**
 * Counts by key, or by the subject of tokens, whatever names it speaks for. Where nobody has to prove anything, all callers are one. A
 * document counts once for all subscriptions of a key that share it, as they do while the server keeps it parsed.
 */
export class HeldSubscriptions {
  readonly #most: number;
  readonly #holders = new Map<string, Holder>();

  constructor(most = maxSubscriptionBytes) {
    this.#most = most;
  }

  /** Returns what gives it back, which may be called more than once. Throws RATE_LIMITED. */
  take({ credential }: Pick<Identity, 'credential'>, document: DocumentNode, variables: VariableSize): () => void {
    const key = credential === null ? '' : holderOf(credential);
    const holder = this.#holders.get(key) ?? { bytes: 0, documents: new Map() };
    const own = bytesOfSubscription + variables.values * bytesOfValue + variables.characters * bytesOfCharacter;
    const uses = holder.documents.get(document) ?? 0;
    const bytesOfDocument = lengthOf(document) * bytesOfDocumentCharacter;
    const added = own + (uses === 0 ? bytesOfDocument : 0);
    if (holder.bytes + added > this.#most) {
      throw new AndonError(
        'RATE_LIMITED',
        `The open subscriptions of one key may hold ${this.#most} bytes together; end some, or use smaller filters.`,
        { limit: this.#most, reason: 'KEY_LIMIT', retryAfterMs },
      );
    }
    this.#holders.set(key, holder);
    holder.bytes += added;
    holder.documents.set(document, uses + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      holder.bytes -= own;
      const left = (holder.documents.get(document) ?? 1) - 1;
      if (left > 0) holder.documents.set(document, left);
      else {
        holder.documents.delete(document);
        holder.bytes -= bytesOfDocument;
      }
      if (holder.documents.size === 0) this.#holders.delete(key);
    };
  }

  /** How many keys hold subscriptions. */
  get holders(): number {
    return this.#holders.size;
  }
}

function lengthOf({ loc }: DocumentNode): number {
  return loc?.source.body.length ?? 0;
}
