/**
 * Learns from decisions: takes those that are new into the stored state, in one transaction with the checkpoint, and keeps in memory what the
 * pipeline asks. Every server does; the lock of the checkpoint lets one of them take each decision in, and the others read what it made.
 */
import type pg from 'pg';
import { walkFeedback } from '../../db/learning/feedback-rows.ts';
import { readResets } from '../../db/learning/learning-resets.ts';
import {
  clearLearnt,
  type LearningHead,
  readLearningHead,
  readLearnt,
  writeLearningHead,
  writeLearnt,
} from '../../db/learning/learning-state.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { inTransaction } from '../../db/query/transaction.ts';
import { sendSignal } from '../../db/signals/send-signal.ts';
import { modelVersion } from '../../domain/learning/confidence-model.ts';
import { type LearningPlace, placeKey, placeOf, type Sharing } from '../../domain/learning/kind.ts';
import {
  type AskLearnt,
  judge,
  type KnownDecision,
  type LearntPlace,
  learnAll,
  nothingLearnt,
} from '../../domain/learning/learnt-place.ts';
import { knownDecisions } from '../../domain/learning/reset.ts';
import type { Logger } from '../../log.ts';
import { RunAgainLoop } from '../../timing/run-again.ts';

export interface LearnerOptions {
  readonly pool: pg.Pool;
  readonly now: () => number;
  readonly log: Logger;
}

export class Learner {
  readonly #options: LearnerOptions;
  readonly #runs: RunAgainLoop;
  readonly #places = new Map<string, LearntPlace>();
  #sharing: Sharing = 'nothing';
  #version = -1;

  constructor(options: LearnerOptions) {
    this.#options = options;
    this.#runs = new RunAgainLoop(() => this.#catchUp());
  }

  /** Version of what is in memory; −1 before it was read. */
  get version(): number {
    return this.#version;
  }

  /** Resolves when what is stored is in memory. */
  async start(): Promise<void> {
    this.#runs.request();
    await this.#runs.settled();
  }

  /** Somebody decided, or another server has learnt. */
  wake(): void {
    this.#runs.request();
  }

  notice({ version, isWaiting }: { readonly version: number; readonly isWaiting: boolean }): void {
    if (isWaiting || version !== this.#version) this.wake();
  }

  /** The database is another one: what is in memory is not its. */
  startAnew(): void {
    this.#version = -1;
    this.wake();
  }

  async close(): Promise<void> {
    await this.#runs.settled();
  }

  readonly ask: AskLearnt = (at, question) => {
    const place = placeOf(at, this.#sharing);
    const learnt = this.#places.get(placeKey(place)) ?? nothingLearnt;
    return { ...judge(learnt, question, this.#options.now()), place };
  };

  async #catchUp(): Promise<void> {
    const { pool, log } = this.#options;
    try {
      const head = await readLearningHead(pool);
      // A newer server learns by other formulae: this one judges by none, rather than by a state that it misreads.
      if (head.modelVersion > modelVersion) return this.#forget(head);
      if (head.modelVersion < modelVersion || head.newestFeedbackId > head.feedbackId) await takeIn(pool);
      await this.#read();
    } catch (error) {
      log.warn(
        { event: 'learning.failed', err: error },
        'what operators decided could not be learnt from; it is tried again with the next decision or poll',
      );
    }
  }

  async #read(): Promise<void> {
    const { pool } = this.#options;
    await inTransaction(pool, async (client) => {
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const head = await readLearningHead(client);
      if (head.version === this.#version) return;
      const isAnew = this.#version < head.rebuiltVersion || this.#version > head.version;
      const { places } = await readLearnt(client, { afterVersion: isAnew ? -1 : this.#version });
      if (isAnew) this.#places.clear();
      for (const { place, learnt } of places) this.#places.set(placeKey(place), learnt);
      this.#sharing = head.sharing;
      this.#version = head.version;
    });
  }

  #forget({ version }: LearningHead): void {
    this.#places.clear();
    this.#version = version;
  }
}

/** Takes in what was decided since the checkpoint. */
async function takeIn(pool: pg.Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    const head = await readLearningHead(client, { lock: true });
    if (head.modelVersion > modelVersion) return;
    if (head.modelVersion < modelVersion) return void (await learnAnew(client, head, {}));
    if (head.newestFeedbackId <= head.feedbackId) return;
    const resets = await readResets(client);
    let { version } = head;
    for await (const piece of walkFeedback(client, { after: head.feedbackId, upTo: head.newestFeedbackId })) {
      version += 1;
      const known = knownDecisions(piece, head.sharing, resets);
      const { places } = await readLearnt(client, { of: known.map(({ kind }) => kind) });
      const stored = new Map(places.map(({ place, learnt }) => [placeKey(place), learnt]));
      for (const { place, decisions } of byPlace(known)) {
        const learnt = learnAll(stored.get(placeKey(place)) ?? nothingLearnt, decisions);
        await writeLearnt(client, place, learnt, version);
      }
    }
    await writeLearningHead(client, { ...head, feedbackId: head.newestFeedbackId, version });
    await sendSignal(client, 'andon_learning');
  });
}

export interface LearnAnewOptions {
  /** Between what learning is carried over from now on; absent: as before. */
  readonly sharing?: Sharing;
  /** Decisions up to this one are left out; absent: as before. */
  readonly sinceFeedbackId?: number;
}

/** Makes all of the state from history; the caller's transaction holds the head's lock. Places by `placeKey`. */
export async function learnAnew(
  db: Queryable,
  head: LearningHead,
  { sharing = head.sharing, sinceFeedbackId = head.sinceFeedbackId }: LearnAnewOptions,
): Promise<Map<string, LearntPlace>> {
  const places = new Map<string, { readonly place: LearningPlace; readonly learnt: LearntPlace }>();
  const resets = await readResets(db);
  for await (const piece of walkFeedback(db, { after: sinceFeedbackId, upTo: head.newestFeedbackId })) {
    for (const { place, decisions } of byPlace(knownDecisions(piece, sharing, resets))) {
      const key = placeKey(place);
      places.set(key, { place, learnt: learnAll(places.get(key)?.learnt ?? nothingLearnt, decisions) });
    }
  }
  const version = head.version + 1;
  await clearLearnt(
    db,
    [...places.values()].map(({ place }) => place),
  );
  for (const { place, learnt } of places.values()) await writeLearnt(db, place, learnt, version);
  await writeLearningHead(db, {
    ...head,
    feedbackId: head.newestFeedbackId,
    sinceFeedbackId,
    sharing,
    modelVersion,
    version,
    rebuiltVersion: version,
  });
  await sendSignal(db, 'andon_learning');
  return new Map([...places].map(([key, { learnt }]) => [key, learnt]));
}

/** Decisions of each place, in their order. */
export function byPlace(
  known: readonly KnownDecision[],
): { readonly place: LearningPlace; readonly decisions: readonly KnownDecision[] }[] {
  const places = new Map<string, { readonly place: LearningPlace; readonly decisions: KnownDecision[] }>();
  for (const decision of known) {
    const { siteId, equipmentType } = decision.kind;
    const key = placeKey(decision.kind);
    const ofPlace = places.get(key) ?? { place: { siteId, equipmentType }, decisions: [] };
    ofPlace.decisions.push(decision);
    places.set(key, ofPlace);
  }
  return [...places.values()];
}
