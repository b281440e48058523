/** What was learnt from decisions, for people: silences and how to lift them, what was withheld, and learning anew from history. */
import type pg from 'pg';
import {
  type ConfidenceQuality,
  type QualityFilter,
  readConfidenceQuality,
  readWithheldCounts,
  type TrendStep,
} from '../../db/learning/confidence-quality.ts';
import { walkFeedback } from '../../db/learning/feedback-rows.ts';
import { insertReset, readResets } from '../../db/learning/learning-resets.ts';
import {
  type LearningHead,
  readLearningHead,
  writeLearningHead,
  writeLearnt,
} from '../../db/learning/learning-state.ts';
import { readSilences, type SilencingOperator, type StoredSilence } from '../../db/learning/learnt-silences.ts';
import {
  listWithheld,
  queueWithheld,
  readWithheld,
  type WithheldFilter,
  type WithheldPageKey,
  type WithheldRecommendation,
} from '../../db/learning/withheld-list.ts';
import { tellAuthor } from '../../db/query/change-author.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import { readRecommendationsByIds } from '../../db/recommendations/recommendation-rows.ts';
import { despiteFullQueue } from '../../db/signals/despite-full-queue.ts';
import { sendSignal } from '../../db/signals/send-signal.ts';
import type { ChangeAuthor } from '../../domain/change-author.ts';
import { rateOf } from '../../domain/learning/confidence-model.ts';
import { everyOne, type Kind, placeKey } from '../../domain/learning/kind.ts';
import { type LearntPlace, learnAll, nothingLearnt } from '../../domain/learning/learnt-place.ts';
import { knownDecisions } from '../../domain/learning/reset.ts';
import { isSilenced, silenceLastsMs } from '../../domain/learning/silence-rule.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import { AndonError } from '../../errors.ts';
import { maxQueuedWithheld, maxTrendPeriods } from '../../limits.ts';
import { checkOptionalText } from '../checked-text.ts';
import { checkRange } from '../time-range.ts';

export {
  type ConfidenceQuality,
  type DecisionQuality,
  nothingDecided,
  type QualityFilter,
  type TrendPeriod,
  type TrendStep,
  trendSteps,
} from '../../db/learning/confidence-quality.ts';
export type { SilencingOperator } from '../../db/learning/learnt-silences.ts';
export type { WithheldFilter, WithheldPageKey, WithheldRecommendation } from '../../db/learning/withheld-list.ts';
export type { ReliabilityBin } from '../../domain/learning/calibration.ts';

/** A kind that decisions have silenced. */
export interface LearntSilence extends Kind {
  readonly id: number;
  /** Of an ordinary finding of the kind, 0…1. */
  readonly confidence: number;
  /** Null: it is silenced no more. */
  readonly since: Date | null;
  /** When operators are asked again, if nobody decides before. */
  readonly lapsesAt: Date;
  /** Of the last decisions, at most 20. */
  readonly decided: number;
  readonly rejected: number;
  /** Such as `learnt: 18 of the last 20 rejected`. */
  readonly summary: string;
  readonly rejectedBy: readonly SilencingOperator[];
  readonly withheld: number;
  readonly lastWithheldAt: Date | null;
}

export interface QueuedWithheld {
  readonly id: string;
  readonly recommendation: Recommendation | null;
  readonly code: 'NOT_FOUND' | 'CONFLICT' | null;
  readonly message: string | null;
}

export interface Operator {
  readonly operatorId: string;
  /** Sites within reach; null: every one. */
  readonly siteIds: readonly string[] | null;
}

export interface LearningService {
  /** The one silenced last first. */
  silences(siteIds?: readonly string[]): Promise<LearntSilence[]>;
  /** How confidences told what was decided, by issue type, or with the key '' of all together. */
  quality(filter: QualityFilter, step: TrendStep, byIssue: boolean): Promise<Map<string, ConfidenceQuality>>;
  /** How often something was withheld, by issue type. */
  withheldCounts(filter: QualityFilter): Promise<Map<string, number>>;
  withheld(filter: WithheldFilter, page: PageRequest<WithheldPageKey>): Promise<Page<WithheldRecommendation>>;
  /** Puts what was withheld before the operators, to be decided on like any other; a result for each. */
  queue(ids: readonly string[], operator: Operator): Promise<QueuedWithheld[]>;
  /** Forgets what was decided on the kind, so that it interrupts again; returns what it was. Throws NOT_FOUND. */
  lift(
    kindId: number,
    author: ChangeAuthor,
    siteIds: readonly string[] | null,
    reason?: string | null,
  ): Promise<LearntSilence>;
}

/** `onChanged` is called after something was put into the queue or forgotten, because its signal may be lost. */
export function createLearningService(
  pool: pg.Pool,
  now: () => number = Date.now,
  onChanged: () => void = () => undefined,
): LearningService {
  const since = () => new Date(now() - silenceLastsMs);
  return {
    silences: async (siteIds) =>
      (await readSilences(pool, { since: since(), ...(siteIds === undefined ? {} : { siteIds }) }))
        .filter(({ state }) => isSilenced(state, now()))
        .map(silenceOf),
    quality: async (filter, step, byIssue) =>
      readConfidenceQuality(pool, checkRange(filter), { step, byIssue, maxPeriods: maxTrendPeriods }),
    withheldCounts: (filter) => readWithheldCounts(pool, filter),
    withheld: (filter, page) => listWithheld(pool, filter, page),
    queue: async (ids, operator) => {
      if (ids.length > maxQueuedWithheld) {
        throw new AndonError('BAD_USER_INPUT', `At most ${maxQueuedWithheld} can be queued at once.`);
      }
      const results: QueuedWithheld[] = [];
      for (const id of ids) results.push(await queueOne(pool, id, operator));
      onChanged();
      return results;
    },
    lift: async (kindId, author, siteIds, reason) => {
      const text = checkOptionalText('reason', reason);
      const lifted = await despiteFullQueue(() =>
        inTransaction(pool, async (client) => {
          await tellAuthor(client, author);
          const head = await readLearningHead(client, { lock: true });
          const [found] = await readSilences(client, { since: since(), id: kindId });
          if (found === undefined || !mayLift(found, siteIds)) {
            throw new AndonError(
              'NOT_FOUND',
              `Nothing was learnt under number ${kindId}; learntSilences lists what was.`,
            );
          }
          await insertReset(client, found.kind, head.newestFeedbackId, author, text);
          await learnPlaceAnew(client, head, found.kind);
          return found;
        }),
      );
      onChanged();
      return silenceOf(lifted);
    },
  };
}

/** What is shared between sites is theirs who reach every site. */
function mayLift({ kind }: StoredSilence, siteIds: readonly string[] | null): boolean {
  return siteIds === null || siteIds.includes(kind.siteId);
}

async function queueOne(pool: pg.Pool, id: string, { operatorId, siteIds }: Operator): Promise<QueuedWithheld> {
  const number = /^\d{1,15}$/.test(id) ? Number(id) : null;
  const notFound = {
    id,
    recommendation: null,
    code: 'NOT_FOUND',
    message: `Nothing was withheld under ${id}.`,
  } as const;
  if (number === null) return notFound;
  const recommendationId = await despiteFullQueue(() => queueWithheld(pool, number, siteIds, operatorId));
  if (recommendationId !== null) {
    const [recommendation] = await readRecommendationsByIds(pool, [recommendationId]);
    return { id, recommendation: recommendation ?? null, code: null, message: null };
  }
  const withheld = await readWithheld(pool, number, siteIds);
  if (withheld === null) return notFound;
  const { queuedBy, issueType, equipmentId } = withheld;
  const message =
    queuedBy === null
      ? `Another recommendation is pending for ${issueType} of ${equipmentId}: decide that one first.`
      : `${queuedBy} has put it into the queue already.`;
  return { id, recommendation: null, code: 'CONFLICT', message };
}

/** From history, as learning anew would make it: so a place is the same whichever way it came to be. The head is locked. */
async function learnPlaceAnew(db: Queryable, head: LearningHead, place: Kind): Promise<void> {
  const resets = await readResets(db);
  const range = {
    after: head.sinceFeedbackId,
    upTo: head.feedbackId,
    ...(place.siteId === everyOne ? {} : { siteId: place.siteId }),
  };
  let learnt: LearntPlace = nothingLearnt;
  for await (const piece of walkFeedback(db, range)) {
    const known = knownDecisions(piece, head.sharing, resets);
    learnt = learnAll(
      learnt,
      known.filter(({ kind }) => placeKey(kind) === placeKey(place)),
    );
  }
  const version = head.version + 1;
  await writeLearnt(db, { siteId: place.siteId, equipmentType: place.equipmentType }, learnt, version);
  await writeLearningHead(db, { ...head, version });
  await sendSignal(db, 'andon_learning');
}

export function silenceOf({ id, kind, state, rejectedBy, withheld, lastWithheldAt }: StoredSilence): LearntSilence {
  const rejected = [...state.recent].filter((letter) => letter === 'R').length;
  return {
    ...kind,
    id,
    confidence: rateOf(state, 0.5),
    since: state.silencedSinceMs === null ? null : new Date(state.silencedSinceMs),
    lapsesAt: new Date(state.lastDecidedMs + silenceLastsMs),
    decided: state.recent.length,
    rejected,
    summary: `learnt: ${rejected} of the last ${state.recent.length} rejected`,
    rejectedBy,
    withheld,
    lastWithheldAt,
  };
}
