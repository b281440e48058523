/** The decisions of operators: approve, reject, defer and complete recommendations, with their rules and conflicts. */
import type pg from 'pg';
import { sqlStateOf } from '../db/query/sql-state.ts';
import {
  type CurrentDecision,
  type Decision,
  readCurrentDecision,
  writeDecision,
} from '../db/recommendations/recommendation-decisions.ts';
import { readNextDue, releaseOneDue } from '../db/recommendations/recommendation-deferrals.ts';
import { despiteFullQueue } from '../db/signals/despite-full-queue.ts';
import type { ProvenCredential } from '../domain/access.ts';
import type { Recommendation } from '../domain/recommendations/recommendation.ts';
import { AndonError } from '../errors.ts';
import { maxDeferMs, maxIdLength } from '../limits.ts';
import { checkOptionalText, checkText } from './checked-text.ts';

export interface DecisionInput {
  readonly id: string;
  readonly operatorId: string;
  /** Sites that the operator reaches: a recommendation of another does not exist for them. Null or absent: every one. */
  readonly siteIds?: readonly string[] | null;
  /** By which the operator came in. Null or absent: nobody has to prove anything. */
  readonly credential?: ProvenCredential | null;
  readonly notes?: string | null;
  /** The version that the operator saw; a decision on any other is refused. */
  readonly expectedVersion?: number | null;
}

/**
 * Each throws NOT_FOUND, BAD_USER_INPUT, or CONFLICT with who decided before and when (details: status, version, decidedBy,
 * decidedAt).
 */
export interface DecisionService {
  approve(decision: DecisionInput): Promise<Recommendation>;
  reject(decision: DecisionInput & { readonly reason: string }): Promise<Recommendation>;
  defer(decision: DecisionInput & { readonly until: Date }): Promise<Recommendation>;
  complete(decision: DecisionInput & { readonly outcome: string; readonly resolved: boolean }): Promise<Recommendation>;
  /**
   * Gives deferred recommendations that are due back to the queue. One whose issue has another pending recommendation waits until that
   * is decided; `nextDueAt` then lies a minute ahead.
   */
  releaseDue(): Promise<{ readonly released: number; readonly nextDueAt: Date | null }>;
}

/** SQLSTATE of the triggers: another recommendation took the issue between the check and the write. */
const anotherPending = 'AN003';

/** `onDecided` is called after each decision, because its event exists even if its signal is lost. */
export function createDecisionService(
  pool: pg.Pool,
  now: () => number = Date.now,
  onDecided: () => void = () => undefined,
): DecisionService {
  const decide = async (decision: Decision): Promise<Recommendation> => {
    const decided = await despiteFullQueue(() => writeDecision(pool, decision));
    onDecided();
    if (decided !== null) return decided;
    throw refusal(decision, await readCurrentDecision(pool, decision.id, decision.siteIds));
  };
  return {
    approve: async (input) => decide({ ...basics(input), from: ['pending', 'deferred'], to: 'approved' }),
    reject: async (input) =>
      decide({
        ...basics(input),
        from: ['pending', 'deferred'],
        to: 'rejected',
        rejectionReason: checkText('reason', input.reason),
      }),
    defer: async (input) =>
      decide({ ...basics(input), from: ['pending'], to: 'deferred', deferUntil: checkUntil(input.until, now()) }),
    complete: async (input) =>
      decide({
        ...basics(input),
        from: ['approved'],
        to: 'executed',
        outcome: checkText('outcome', input.outcome),
        resolved: input.resolved,
      }),
    releaseDue: async () => {
      let released = 0;
      while (await releaseUnlessTaken(pool)) released += 1;
      return { released, nextDueAt: await readNextDue(pool) };
    },
  };
}

function basics(input: DecisionInput): Omit<Decision, 'from' | 'to'> {
  return {
    id: input.id,
    expectedVersion: checkVersion(input.expectedVersion),
    operatorId: checkText('operatorId', input.operatorId, maxIdLength),
    siteIds: input.siteIds ?? null,
    credential: input.credential ?? null,
    operatorNotes: checkOptionalText('notes', input.notes),
    rejectionReason: null,
    deferUntil: null,
    outcome: null,
    resolved: null,
  };
}

function checkVersion(version: number | null | undefined): number | null {
  if (version === null || version === undefined) return null;
  if (Number.isInteger(version) && version >= 1 && version < 2 ** 31) return version;
  throw new AndonError('BAD_USER_INPUT', 'expectedVersion must be a whole number from 1 on.');
}

function checkUntil(until: Date, nowMs: number): Date {
  const untilMs = until.getTime();
  if (!(untilMs > nowMs)) throw new AndonError('BAD_USER_INPUT', 'until must lie in the future.');
  if (untilMs > nowMs + maxDeferMs) throw new AndonError('BAD_USER_INPUT', 'until must lie within a year from now.');
  return until;
}

/** The write found no row to change; this says why. */
function refusal(decision: Decision, current: CurrentDecision | null): AndonError {
  if (current === null) return new AndonError('NOT_FOUND', `There is no recommendation ${decision.id}.`);
  const details = { ...current, decidedAt: current.decidedAt?.toISOString() ?? null };
  const { expectedVersion } = decision;
  const by = current.decidedBy === null ? '' : ` by ${current.decidedBy} at ${details.decidedAt}`;
  if (!decision.from.includes(current.status)) {
    return new AndonError(
      'CONFLICT',
      `Recommendation ${decision.id} is ${current.status}${by} and cannot become ${decision.to}.`,
      details,
    );
  }
  const difference =
    expectedVersion === null || expectedVersion === current.version
      ? 'was changed at the same moment'
      : `is at version ${current.version}, not ${expectedVersion}`;
  return new AndonError(
    'CONFLICT',
    `Recommendation ${decision.id} ${difference}: read it again, then decide.`,
    details,
  );
}

async function releaseUnlessTaken(pool: pg.Pool): Promise<boolean> {
  try {
    return await despiteFullQueue(() => releaseOneDue(pool));
  } catch (error) {
    if (sqlStateOf(error) === anotherPending) return false;
    throw error;
  }
}
