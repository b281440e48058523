/** Audits exports and refusals: each export, and refusals counted, so that whoever is refused cannot fill the audit. */
import { type AccessEntry, recordAccess } from '../../db/audit/access-entries.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import type { ProvenCredential } from '../../domain/access.ts';
import { AndonError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { FlushTimer } from '../flush-timer.ts';

const flushMs = 5_000;
const minuteMs = 60_000;
/** Kinds of refusals that are told apart in a minute; further ones are counted together, by code. */
const mostKindsAMinute = 20;
/** Messages may repeat what the caller sent. */
const maxReasonLength = 500;

/** Who was refused or given something, as far as that is known. */
export interface AuditedCaller {
  readonly operatorId: string | null;
  readonly credential: ProvenCredential | null;
}

export const nobodyKnown: AuditedCaller = { operatorId: null, credential: null };

interface Refused extends AuditedCaller {
  readonly code: string;
  /** Null: of several. */
  readonly reason: string | null;
  readonly operation: string | null;
  times: number;
}

export interface AccessAuditOptions {
  readonly pool: Queryable;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

export class AccessAudit {
  readonly #options: AccessAuditOptions;
  readonly #timer = new FlushTimer(flushMs, () => this.#write());
  #refused = new Map<string, Refused>();
  #kindsSinceMs = Number.NEGATIVE_INFINITY;
  #kinds = 0;

  constructor(options: AccessAuditOptions) {
    this.#options = options;
  }

  /** Counts an UNAUTHENTICATED or FORBIDDEN; other errors are no refusals of access. `operation` is what was asked for. */
  refused(error: unknown, caller: AuditedCaller, operation: string | null): void {
    if (!(error instanceof AndonError) || (error.code !== 'UNAUTHENTICATED' && error.code !== 'FORBIDDEN')) return;
    const { code } = error;
    const kind = { ...caller, code, reason: error.message.slice(0, maxReasonLength), operation };
    const known = this.#refused.get(nameOf(kind));
    if (known !== undefined) known.times += 1;
    else if (this.#mayTellApart()) this.#refused.set(nameOf(kind), { ...kind, times: 1 });
    else this.#countTogether(code);
    this.#timer.changed();
  }

  /** Resolves once it is in the audit: nothing is handed out before. */
  async exported(
    object: Readonly<Record<string, unknown>>,
    siteId: string | null,
    caller: AuditedCaller,
  ): Promise<void> {
    await recordAccess(this.#options.pool, [{ action: 'exported', object, siteId, outcome: null, ...caller }]);
  }

  flush(): Promise<void> {
    return this.#timer.flush();
  }

  #mayTellApart(): boolean {
    const nowMs = this.#options.elapsedMs();
    if (nowMs - this.#kindsSinceMs >= minuteMs) {
      this.#kindsSinceMs = nowMs;
      this.#kinds = 0;
    }
    this.#kinds += 1;
    return this.#kinds <= mostKindsAMinute;
  }

  #countTogether(code: string): void {
    const together: Refused = { ...nobodyKnown, code, reason: null, operation: null, times: 0 };
    const counted = this.#refused.get(nameOf(together)) ?? together;
    counted.times += 1;
    this.#refused.set(nameOf(together), counted);
  }

  async #write(): Promise<void> {
    const refused = this.#refused;
    if (refused.size === 0) return;
    this.#refused = new Map();
    try {
      await recordAccess(this.#options.pool, [...refused.values()].map(entryOf));
    } catch (error) {
      // Without a database they wait, and those of one kind take no more room than one.
      for (const [name, one] of refused) {
        const since = this.#refused.get(name);
        this.#refused.set(name, since === undefined ? one : { ...one, times: one.times + since.times });
      }
      this.#timer.changed();
      this.#options.log.warn(
        { event: 'audit.refusals_not_written', err: error, kinds: refused.size },
        'refusals of access could not be written into the audit and are tried again in 5 s',
      );
    }
  }
}

function nameOf({ code, reason, operation, operatorId, credential }: Omit<Refused, 'times'>): string {
  return JSON.stringify([code, reason, operation, operatorId, credential]);
}

function entryOf({ code, reason, operation, times, operatorId, credential }: Refused): AccessEntry {
  return {
    action: 'refused',
    object: operation === null ? null : { operation },
    siteId: null,
    outcome: { code, reason, times },
    operatorId,
    credential,
  };
}
