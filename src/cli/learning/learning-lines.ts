/** Lines in which `andon learning` tells of silences, of what was withheld, and of learning anew. */
import type {
  LearntSilence,
  QueuedWithheld,
  WithheldRecommendation,
} from '../../services/learning/learning-service.ts';
import type { RetrainingReport, SilencedKind } from '../../services/learning/retraining.ts';

export function silenceLines(silences: readonly LearntSilence[]): string[] {
  if (silences.length === 0) return ['Nothing is silenced.'];
  return silences.flatMap((silence) => {
    const { id, summary, since, lapsesAt, rejectedBy, withheld, lastWithheldAt, confidence } = silence;
    const by = rejectedBy.map(({ operator, rejections }) => `${operator} (${rejections})`).join(', ');
    const last = lastWithheldAt === null ? '' : `, last ${minute(lastWithheldAt)}`;
    return [
      `${id}  ${kindText(silence)}`,
      `    ${summary}, by ${by === '' ? 'nobody' : by}; confidence ${confidence.toFixed(2)}`,
      `    since ${since === null ? 'never' : minute(since)}, until ${minute(lapsesAt)}; withheld ${withheld} times${last}`,
    ];
  });
}

export function withheldLines(rows: readonly WithheldRecommendation[]): string[] {
  if (rows.length === 0) return ['Nothing was withheld.'];
  return rows.flatMap((row) => [
    `${row.id}  ${minute(row.lastAt)}  ${row.siteId}/${row.equipmentId}  ${row.issueType}  ${row.occurrences} times, confidence ${row.confidence.toFixed(2)}${queuedText(row)}`,
    `    ${row.issueDescription ?? ''}`,
  ]);
}

export function queuedLines(results: readonly QueuedWithheld[]): string[] {
  return results.map(({ id, recommendation, message }) =>
    recommendation === null ? `${id}  ${message}` : `${id}  queued as ${recommendation.id}`,
  );
}

export function reportLines(report: RetrainingReport, isDone: boolean): string[] {
  const { decided, places, kinds, brier, reliability, silencedBefore, silencedAfter, sharing } = report;
  const before = new Set(silencedBefore.map(kindText));
  const after = new Set(silencedAfter.map(kindText));
  return [
    `${decided} approvals and rejections, ${kinds} kinds at ${places} places; shared: ${sharing.replace('_', ' ')}`,
    `Brier score: detectors' own confidence ${number(brier.fixed)}, as shown ${number(brier.shown)}, learnt ${number(brier.learnt)}`,
    ...(reliability.length === 0 ? [] : ['decile   decisions  confidence  approved']),
    ...reliability.map(
      ({ from, count, confidence, approved }) =>
        `${from.toFixed(1)}  ${String(count).padStart(13)}  ${confidence.toFixed(3).padStart(10)}  ${approved.toFixed(3).padStart(8)}`,
    ),
    `silenced before: ${silencedBefore.length}, after: ${silencedAfter.length}`,
    ...silencedAfter
      .filter((kind) => !before.has(kindText(kind)))
      .map((kind) => `+ ${kindText(kind)}  ${rejectedText(kind)}`),
    ...silencedBefore
      .filter((kind) => !after.has(kindText(kind)))
      .map((kind) => `- ${kindText(kind)}  ${rejectedText(kind)}`),
    isDone ? 'Learnt anew; servers have it within a second.' : 'Nothing was changed.',
  ];
}

function kindText({ siteId, equipmentType, issueType, detector }: Omit<SilencedKind, 'recent' | 'confidence'>): string {
  return `${siteId}/${equipmentType}  ${issueType} by ${detector}`;
}

function rejectedText({ recent, confidence }: SilencedKind): string {
  const rejected = [...recent].filter((letter) => letter === 'R').length;
  return `${rejected} of the last ${recent.length} rejected, confidence ${confidence.toFixed(2)}`;
}

function queuedText({ queuedBy, recommendationId }: WithheldRecommendation): string {
  return queuedBy === null ? '' : `, queued by ${queuedBy} as ${recommendationId}`;
}

function number(value: number | null): string {
  return value === null ? 'none' : value.toFixed(4);
}

function minute(time: Date): string {
  return `${time.toISOString().slice(0, 16)}Z`;
}
