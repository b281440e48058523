import { describe, expect, it } from 'vitest';
import type { AskLearnt, Verdict } from '../../../../src/domain/learning/learnt-place.ts';
import { draftRecommendation } from '../../../../src/pipeline/recommend/alarm-wording.ts';
import { toCandidates } from '../../../../src/pipeline/recommend/candidate.ts';
import { createWithholding } from '../../../../src/pipeline/recommend/withholding.ts';
import { definition, limitFinding, silverReading } from '../../../support/readings/pipeline-values.ts';

const candidates = toCandidates([
  { reading: silverReading(82, { definition: definition({ unit: '°C' }) }), finding: limitFinding({ score: 0.65 }) },
]);
const rejected: Verdict = {
  confidence: 0.2,
  kind: {
    approvals: 0.5,
    rejections: 10,
    expected: 6,
    recent: 'ARRRRRRRRRR',
    approved: 1,
    rejected: 10,
    deferred: 0,
    resolved: 0,
    unresolved: 0,
    lastDecidedMs: 0,
    silencedSinceMs: 0,
  },
  isWithheld: true,
};

function withholding(isAllowed = true) {
  const state = { nowMs: 0, verdict: rejected, asked: [] as Parameters<AskLearnt>[] };
  const ask: AskLearnt = (at, question) => {
    state.asked.push([at, question]);
    return { ...state.verdict, place: { siteId: at.siteId, equipmentType: at.equipmentType } };
  };
  const made = createWithholding({ ask, isAllowed, windowMs: 300_000, now: () => state.nowMs });
  const store = () => made.noteTold(candidates.map((candidate) => ({ candidate, verdict: made.verdictOn(candidate) })));
  return { state, store, ...made };
}

describe('what is withheld', () => {
  it('is asked of memory by what was found, and where', () => {
    const { state, verdictOn } = withholding();
    for (const candidate of candidates) expect(verdictOn(candidate)?.isWithheld).toBe(true);
    expect(state.asked).toMatchObject([
      [
        { siteId: 'default', equipmentId: 'HT_001' },
        { score: 0.65, detector: 'limit', hour: 12 },
      ],
    ]);
  });

  it('is not asked of the database again within the dedupe window, once it is stored', () => {
    const { state, toAsk, store } = withholding();
    expect(toAsk(candidates)).toEqual(candidates);
    store();
    expect(toAsk(candidates)).toEqual([]);
    state.nowMs = 300_000;
    expect(toAsk(candidates)).toEqual(candidates);
  });

  it('interrupts at once when decisions bring it back, also within that window', () => {
    const { state, toAsk, store } = withholding();
    store();
    state.verdict = { ...rejected, confidence: 0.7, isWithheld: false };
    expect(toAsk(candidates)).toEqual(candidates);
  });

  it('interrupts where nothing may be silenced, with the confidence that was learnt', () => {
    const { verdictOn, toAsk, store } = withholding(false);
    store();
    expect(toAsk(candidates)).toEqual(candidates);
    for (const candidate of candidates)
      expect(verdictOn(candidate)).toMatchObject({ isWithheld: false, confidence: 0.2 });
  });
});

describe('a recommendation', () => {
  const nothing = {
    windows: 0,
    mean: null,
    min: null,
    max: null,
    slopePerHour: null,
    anomalies: 0,
    recommendations: 0,
    last: null,
  };
  const draftWith = (verdict: Verdict | null) =>
    candidates.map((candidate) => draftRecommendation(candidate, nothing, undefined, verdict))[0];

  it('has the learnt confidence, and says in its evidence what that rests on', () => {
    expect(draftWith(rejected)).toMatchObject({
      confidenceScore: 0.2,
      evidence: { learning: { score: 0.65, confidence: 0.2, approved: 1, rejected: 10, recent: 'ARRRRRRRRRR' } },
    });
  });

  it('of which nothing was decided yet has the detector’s own, and no more in its evidence', () => {
    for (const verdict of [null, { confidence: 0.65, kind: null, isWithheld: false }]) {
      expect(draftWith(verdict)?.confidenceScore).toBe(0.65);
      expect(draftWith(verdict)?.evidence).not.toHaveProperty('learning');
    }
  });
});
