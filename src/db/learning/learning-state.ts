/** Reads and writes what was learnt: the checkpoint, the regressions of places, and their kinds. */
import type { KindState } from '../../domain/learning/confidence-model.ts';
import { type Kind, kindKey, type LearningPlace, placeKey, type Sharing } from '../../domain/learning/kind.ts';
import type { LearntPlace } from '../../domain/learning/learnt-place.ts';
import type { Queryable } from '../query/queryable.ts';

export interface LearningHead {
  /** Decisions up to this one are in the state. */
  readonly feedbackId: number;
  /** Decisions up to this one are left out. */
  readonly sinceFeedbackId: number;
  readonly modelVersion: number;
  readonly sharing: Sharing;
  readonly version: number;
  readonly rebuiltVersion: number;
  /** The newest decision that is committed. */
  readonly newestFeedbackId: number;
}

/** With `lock`, nobody else changes what was learnt until the transaction ends. */
export async function readLearningHead(db: Queryable, { lock = false } = {}): Promise<LearningHead> {
  const { rows } = await db.query<{
    feedback_id: number;
    since_feedback_id: number;
    model_version: number;
    sharing: Sharing;
    version: number;
    rebuilt_version: number;
    newest_feedback_id: number;
  }>(
    `SELECT learning.*, (SELECT coalesce(max(feedback_id), 0) FROM andon.recommendation_feedback) AS newest_feedback_id
     FROM andon.learning AS learning ${lock ? 'FOR UPDATE' : ''}`,
  );
  const row = rows[0];
  if (row === undefined) throw new Error('andon.learning has one row by construction');
  return {
    feedbackId: row.feedback_id,
    sinceFeedbackId: row.since_feedback_id,
    modelVersion: row.model_version,
    sharing: row.sharing,
    version: row.version,
    rebuiltVersion: row.rebuilt_version,
    newestFeedbackId: row.newest_feedback_id,
  };
}

export async function writeLearningHead(db: Queryable, head: Omit<LearningHead, 'newestFeedbackId'>): Promise<void> {
  await db.query(
    `UPDATE andon.learning SET feedback_id = $1, since_feedback_id = $2, model_version = $3, sharing = $4, version = $5, rebuilt_version = $6`,
    [head.feedbackId, head.sinceFeedbackId, head.modelVersion, head.sharing, head.version, head.rebuiltVersion],
  );
}

interface PlaceRow {
  readonly site_id: string;
  readonly equipment_type: string;
  readonly weights: number[];
  readonly precisions: number[];
}

export interface StoredKindRow {
  readonly kind_id: number;
  readonly site_id: string;
  readonly equipment_type: string;
  readonly issue_type: string;
  readonly detector: string;
  readonly approvals: number;
  readonly rejections: number;
  readonly expected: number;
  readonly recent: string;
  readonly approved: number;
  readonly rejected: number;
  readonly deferred: number;
  readonly resolved: number;
  readonly unresolved: number;
  readonly last_decided_at: Date;
  readonly silenced_since: Date | null;
}

export interface StoredKind {
  readonly id: number;
  readonly kind: Kind;
  readonly state: KindState;
}

export interface StoredLearning {
  readonly places: readonly { readonly place: LearningPlace; readonly learnt: LearntPlace }[];
  readonly kinds: readonly StoredKind[];
}

/** Places of which something changed after that version, each as a whole; or exactly these. */
export async function readLearnt(
  db: Queryable,
  which: { readonly afterVersion: number } | { readonly of: readonly LearningPlace[] },
): Promise<StoredLearning> {
  const [where, values] =
    'of' in which
      ? [
          '(site_id, equipment_type) IN (SELECT * FROM unnest($1::text[], $2::text[]))',
          [which.of.map(({ siteId }) => siteId), which.of.map(({ equipmentType }) => equipmentType)],
        ]
      : ['version > $1', [which.afterVersion]];
  const places = await db.query<PlaceRow>(`SELECT * FROM andon.learnt_place WHERE ${where}`, values);
  const kinds = await db.query<StoredKindRow>(
    `SELECT * FROM andon.learnt_kind WHERE (site_id, equipment_type) IN (SELECT * FROM unnest($1::text[], $2::text[])) ORDER BY kind_id`,
    [places.rows.map(({ site_id }) => site_id), places.rows.map(({ equipment_type }) => equipment_type)],
  );
  const stored = kinds.rows.map(storedKind);
  const byPlace = new Map<string, Map<string, KindState>>();
  for (const { kind, state } of stored) {
    const ofPlace = byPlace.get(placeKey(kind)) ?? new Map<string, KindState>();
    byPlace.set(placeKey(kind), ofPlace.set(kindKey(kind), state));
  }
  return {
    kinds: stored,
    places: places.rows.map(({ site_id, equipment_type, weights, precisions }) => {
      const place = { siteId: site_id, equipmentType: equipment_type };
      return { place, learnt: { state: { weights, precisions }, kinds: byPlace.get(placeKey(place)) ?? new Map() } };
    }),
  };
}

export function storedKind(row: StoredKindRow): StoredKind {
  const { site_id, equipment_type, issue_type, detector, last_decided_at, silenced_since, ...rest } = row;
  return {
    id: row.kind_id,
    kind: { siteId: site_id, equipmentType: equipment_type, issueType: issue_type, detector },
    state: {
      approvals: rest.approvals,
      rejections: rest.rejections,
      expected: rest.expected,
      recent: rest.recent,
      approved: rest.approved,
      rejected: rest.rejected,
      deferred: rest.deferred,
      resolved: rest.resolved,
      unresolved: rest.unresolved,
      lastDecidedMs: last_decided_at.getTime(),
      silencedSinceMs: silenced_since?.getTime() ?? null,
    },
  };
}

/** Writes a place as a whole. Kinds of it that are known no more are removed; numbers of those that stay do not change. */
export async function writeLearnt(
  db: Queryable,
  place: LearningPlace,
  { state, kinds }: LearntPlace,
  version: number,
): Promise<void> {
  const { siteId, equipmentType } = place;
  await db.query(
    `INSERT INTO andon.learnt_place VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (site_id, equipment_type) DO UPDATE
       SET weights = excluded.weights, precisions = excluded.precisions, version = excluded.version`,
    [siteId, equipmentType, state.weights, state.precisions, version],
  );
  const rows = [...kinds].map(([key, kind]) => ({ ...namesOf(key), ...kind }));
  const columns = [rows.map(({ issueType }) => issueType), rows.map(({ detector }) => detector)];
  await db.query(
    `DELETE FROM andon.learnt_kind WHERE site_id = $1 AND equipment_type = $2
       AND (issue_type, detector) NOT IN (SELECT * FROM unnest($3::text[], $4::text[]))`,
    [siteId, equipmentType, ...columns],
  );
  await db.query(
    `INSERT INTO andon.learnt_kind AS known
       (site_id, equipment_type, version, issue_type, detector, approvals, rejections, expected, recent, approved, rejected, deferred, resolved,
        unresolved, last_decided_at, silenced_since)
     SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::float8[], $7::float8[], $8::float8[], $9::text[], $10::int[], $11::int[],
       $12::int[], $13::int[], $14::int[], $15::timestamptz[], $16::timestamptz[])
     ON CONFLICT (site_id, equipment_type, issue_type, detector) DO UPDATE
       SET approvals = excluded.approvals, rejections = excluded.rejections, expected = excluded.expected, recent = excluded.recent,
           approved = excluded.approved, rejected = excluded.rejected, deferred = excluded.deferred, resolved = excluded.resolved,
           unresolved = excluded.unresolved, last_decided_at = excluded.last_decided_at, silenced_since = excluded.silenced_since,
           version = excluded.version
       WHERE (known.approvals, known.rejections, known.expected, known.recent, known.approved, known.rejected, known.deferred,
              known.resolved, known.unresolved, known.last_decided_at, known.silenced_since)
         IS DISTINCT FROM (excluded.approvals, excluded.rejections, excluded.expected, excluded.recent, excluded.approved,
              excluded.rejected, excluded.deferred, excluded.resolved, excluded.unresolved, excluded.last_decided_at,
              excluded.silenced_since)`,
    [
      siteId,
      equipmentType,
      version,
      ...columns,
      rows.map(({ approvals }) => approvals),
      rows.map(({ rejections }) => rejections),
      rows.map(({ expected }) => expected),
      rows.map(({ recent }) => recent),
      rows.map(({ approved }) => approved),
      rows.map(({ rejected }) => rejected),
      rows.map(({ deferred }) => deferred),
      rows.map(({ resolved }) => resolved),
      rows.map(({ unresolved }) => unresolved),
      rows.map(({ lastDecidedMs }) => new Date(lastDecidedMs)),
      rows.map(({ silencedSinceMs }) => (silencedSinceMs === null ? null : new Date(silencedSinceMs))),
    ],
  );
}

function namesOf(key: string): Pick<Kind, 'issueType' | 'detector'> {
  const [issueType, detector]: readonly unknown[] = JSON.parse(key);
  if (typeof issueType !== 'string' || typeof detector !== 'string') throw new Error(`${key} is no key of a kind`);
  return { issueType, detector };
}

/** Before all is learnt anew. */
export async function clearLearnt(db: Queryable, kept: readonly LearningPlace[]): Promise<void> {
  const values = [kept.map(({ siteId }) => siteId), kept.map(({ equipmentType }) => equipmentType)];
  for (const table of ['learnt_place', 'learnt_kind']) {
    await db.query(
      `DELETE FROM andon.${table} WHERE (site_id, equipment_type) NOT IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
      values,
    );
  }
}
