/** Plays a simulated year through the learning of confidences as servers do it: each occasion is judged by what was decided before it. */
import type { Told } from '../../src/domain/learning/calibration.ts';
import type { Decision, Feedback } from '../../src/domain/learning/feedback.ts';
import { type Kind, placeKey, placeOf } from '../../src/domain/learning/kind.ts';
import { judge, type LearntPlace, learnAll, nothingLearnt } from '../../src/domain/learning/learnt-place.ts';
import type { Occasion } from './year.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export interface YearResult {
  readonly occasions: number;
  readonly decisions: number;
  /** What was told of each occasion, withheld or not, against the truth, and against what an operator says. */
  readonly fixed: readonly Told[];
  readonly learnt: readonly Told[];
  readonly learntOfDecided: readonly Told[];
  readonly fixedOfDecided: readonly Told[];
  readonly withheldFalse: number;
  readonly withheldReal: number;
  readonly allFalse: number;
  /** Of critical severity, or beyond a limit worse than the warning one. */
  readonly withheldCritical: number;
}

interface Coming {
  readonly atMs: number;
  readonly kind: Kind;
  readonly feedback: Feedback;
}

export function playYear(year: readonly Occasion[]): YearResult {
  const places = new Map<string, LearntPlace>();
  /** The next one last. */
  const coming: Coming[] = [];
  const fixed: Told[] = [];
  const learnt: Told[] = [];
  const learntOfDecided: Told[] = [];
  const fixedOfDecided: Told[] = [];
  let [decisions, withheldFalse, withheldReal, allFalse, withheldCritical] = [0, 0, 0, 0, 0];
  for (const [place, occasion] of year.entries()) {
    const { atMs, siteId, equipmentId, equipmentType, score, isReal, severity, limit } = occasion;
    for (let next = coming.at(-1); next !== undefined && next.atMs <= atMs; next = coming.at(-1)) {
      coming.pop();
      const key = placeKey(next.kind);
      places.set(key, learnAll(places.get(key) ?? nothingLearnt, [next]));
      decisions += 1;
    }
    const at = placeOf({ siteId, equipmentId, equipmentType }, 'nothing');
    const hour = new Date(atMs).getUTCHours();
    const question = { ...occasion, hour };
    const { confidence, isWithheld } = judge(places.get(placeKey(at)) ?? nothingLearnt, question, atMs);
    fixed.push({ confidence: score, approved: isReal });
    learnt.push({ confidence, approved: isReal });
    if (!isReal) allFalse += 1;
    if (isWithheld) {
      if (isReal) withheldReal += 1;
      else withheldFalse += 1;
      if (severity === 'critical' || limit?.name === 'critical') withheldCritical += 1;
      continue;
    }
    learntOfDecided.push({ confidence, approved: occasion.approves });
    fixedOfDecided.push({ confidence: score, approved: occasion.approves });
    for (const feedback of decisionsOn(occasion, place, confidence, hour)) {
      const kind = { ...at, issueType: occasion.issueType, detector: occasion.detector };
      enqueue(coming, { atMs: feedback.decidedAtMs, kind, feedback });
    }
  }
  return {
    occasions: year.length,
    decisions,
    fixed,
    learnt,
    learntOfDecided,
    fixedOfDecided,
    withheldFalse,
    withheldReal,
    allFalse,
    withheldCritical,
  };
}

/** Behind those of the same instant. */
function enqueue(coming: Coming[], one: Coming): void {
  let [low, high] = [0, coming.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((coming[middle]?.atMs ?? 0) > one.atMs) low = middle + 1;
    else high = middle;
  }
  coming.splice(low, 0, one);
}

function decisionsOn(occasion: Occasion, place: number, confidence: number, hour: number): Feedback[] {
  const decided = (decision: Decision, afterMs: number, resolved: boolean | null = null): Feedback => ({
    id: place,
    recommendationId: String(place),
    decision,
    resolved,
    decidedAtMs: occasion.atMs + afterMs,
    siteId: occasion.siteId,
    equipmentId: occasion.equipmentId,
    equipmentType: occasion.equipmentType,
    issueType: occasion.issueType,
    severity: occasion.severity,
    detector: occasion.detector,
    score: occasion.score,
    confidence,
    raisedHour: hour,
  });
  const late = occasion.defers ? dayMs : 0;
  return [
    ...(occasion.defers ? [decided('deferred', hourMs / 4)] : []),
    decided(occasion.approves ? 'approved' : 'rejected', hourMs / 2 + late),
    ...(occasion.approves ? [decided('executed', 2 * dayMs + late, occasion.resolves)] : []),
  ];
}
