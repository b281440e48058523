/** Learns anew from all decisions that there ever were, and tells how confidences and silences stood before and stand after. */
import type pg from 'pg';
import { walkFeedback } from '../../db/learning/feedback-rows.ts';
import { readResets } from '../../db/learning/learning-resets.ts';
import { type LearningHead, readLearningHead, readLearnt } from '../../db/learning/learning-state.ts';
import { tellAuthor } from '../../db/query/change-author.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import type { ChangeAuthor } from '../../domain/change-author.ts';
import { brierScore, type ReliabilityBin, reliability, type Told } from '../../domain/learning/calibration.ts';
import { type KindState, rateOf } from '../../domain/learning/confidence-model.ts';
import type { Feedback } from '../../domain/learning/feedback.ts';
import { kindKey, type LearningPlace, placeKey, type Sharing } from '../../domain/learning/kind.ts';
import { judge, type LearntPlace, learnAll, nothingLearnt } from '../../domain/learning/learnt-place.ts';
import { knownDecisions } from '../../domain/learning/reset.ts';
import { isSilenced } from '../../domain/learning/silence-rule.ts';
import { learnAnew } from './learner.ts';

export interface SilencedKind extends LearningPlace {
  readonly issueType: string;
  readonly detector: string;
  readonly recent: string;
  readonly confidence: number;
}

export interface RetrainingReport {
  readonly sharing: Sharing;
  /** Approvals and rejections of history. */
  readonly decided: number;
  readonly places: number;
  readonly kinds: number;
  /** Brier scores over these decisions; null without any. */
  readonly brier: {
    /** Of the detectors' own confidence. */
    readonly fixed: number | null;
    /** Of what operators saw. */
    readonly shown: number | null;
    /** Of what would have been told, each decision judged by those before it alone. */
    readonly learnt: number | null;
  };
  readonly reliability: readonly ReliabilityBin[];
  readonly silencedBefore: readonly SilencedKind[];
  readonly silencedAfter: readonly SilencedKind[];
}

export interface RetrainingOptions {
  /** Absent: as before. */
  readonly sharing?: Sharing;
  readonly author: ChangeAuthor;
  /** True: only tell. */
  readonly dryRun?: boolean;
}

export async function retrain(
  pool: pg.Pool,
  { sharing, author, dryRun = false }: RetrainingOptions,
  now: () => number = Date.now,
): Promise<RetrainingReport> {
  return inTransaction(pool, async (client) => {
    await tellAuthor(client, author);
    const head = await readLearningHead(client, { lock: true });
    const before = await readLearnt(client, { afterVersion: -1 });
    const wanted = sharing ?? head.sharing;
    const replay = await replayed(client, head, wanted);
    if (!dryRun) await learnAnew(client, head, { sharing: wanted, sinceFeedbackId: 0 });
    return {
      sharing: wanted,
      decided: replay.learnt.length,
      places: replay.places.size,
      kinds: [...replay.places.values()].reduce((sum, { learnt }) => sum + learnt.kinds.size, 0),
      brier: {
        fixed: brierScore(replay.fixed),
        shown: brierScore(replay.shown),
        learnt: brierScore(replay.learnt),
      },
      reliability: reliability(replay.learnt),
      silencedBefore: silencedOf(before.places, now()),
      silencedAfter: silencedOf([...replay.places.values()], now()),
    };
  });
}

interface PlaceLearnt {
  readonly place: LearningPlace;
  readonly learnt: LearntPlace;
}

interface Replay {
  readonly places: ReadonlyMap<string, PlaceLearnt>;
  readonly fixed: readonly Told[];
  readonly shown: readonly Told[];
  readonly learnt: readonly Told[];
}

/** History once more: each decision is judged by those before it, and then learnt from. */
async function replayed(db: Queryable, head: LearningHead, sharing: Sharing): Promise<Replay> {
  const resets = await readResets(db);
  const places = new Map<string, PlaceLearnt>();
  const told = { fixed: [] as Told[], shown: [] as Told[], learnt: [] as Told[] };
  for await (const piece of walkFeedback(db, { after: 0, upTo: head.newestFeedbackId })) {
    for (const decision of knownDecisions(piece, sharing, resets)) {
      const { kind, feedback } = decision;
      const { siteId, equipmentType } = kind;
      const known = places.get(placeKey(kind))?.learnt ?? nothingLearnt;
      note(told, feedback, judge(known, { ...kind, ...asked(feedback) }, feedback.decidedAtMs).confidence);
      places.set(placeKey(kind), { place: { siteId, equipmentType }, learnt: learnAll(known, [decision]) });
    }
  }
  return { places, ...told };
}

function asked({ score, confidence, raisedHour, severity }: Feedback) {
  return { score: score ?? confidence ?? 0.5, hour: raisedHour, severity, limit: null };
}

function note(
  told: { readonly fixed: Told[]; readonly shown: Told[]; readonly learnt: Told[] },
  { decision, score, confidence }: Feedback,
  learnt: number,
): void {
  if (decision !== 'approved' && decision !== 'rejected') return;
  const approved = decision === 'approved';
  told.learnt.push({ confidence: learnt, approved });
  if (score !== null) told.fixed.push({ confidence: score, approved });
  if (confidence !== null) told.shown.push({ confidence, approved });
}

function silencedOf(places: readonly PlaceLearnt[], nowMs: number): SilencedKind[] {
  return places.flatMap(({ place, learnt }) =>
    [...learnt.kinds].flatMap(([key, state]) =>
      state.silencedSinceMs !== null && isSilenced(state, nowMs) ? [silenced(place, key, state)] : [],
    ),
  );
}

function silenced(place: LearningPlace, key: string, state: KindState): SilencedKind {
  const [issueType, detector] = kindFromKey(key);
  return { ...place, issueType, detector, recent: state.recent, confidence: rateOf(state, 0.5) };
}

function kindFromKey(key: string): readonly [string, string] {
  const [issueType, detector]: readonly unknown[] = JSON.parse(key);
  if (kindKey({ issueType: String(issueType), detector: String(detector) }) !== key) {
    throw new Error(`${key} is no key of a kind`);
  }
  return [String(issueType), String(detector)];
}
