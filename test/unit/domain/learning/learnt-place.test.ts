import { describe, expect, it } from 'vitest';
import type { Feedback } from '../../../../src/domain/learning/feedback.ts';
import { kindKey, otherProgram, placeOf } from '../../../../src/domain/learning/kind.ts';
import {
  judge,
  type LearntPlace,
  learnAll,
  nothingLearnt,
  type Question,
} from '../../../../src/domain/learning/learnt-place.ts';
import { kindOf, knownDecisions } from '../../../../src/domain/learning/reset.ts';
import { maySilence, silenceLastsMs } from '../../../../src/domain/learning/silence-rule.ts';

const nowMs = Date.UTC(2026, 0, 15, 9);
let id = 0;
const decided = (decision: Feedback['decision'], more: Partial<Feedback> = {}): Feedback => ({
  id: ++id,
  recommendationId: String(id),
  decision,
  resolved: null,
  decidedAtMs: nowMs,
  siteId: 'north',
  equipmentId: 'PUMP-1',
  equipmentType: 'pump',
  issueType: 'vibration_high_medium',
  severity: 'medium',
  detector: 'baseline',
  score: 0.6,
  confidence: 0.6,
  raisedHour: 9,
  ...more,
});
const times = (count: number, decision: Feedback['decision'], more: Partial<Feedback> = {}) =>
  Array.from({ length: count }, () => decided(decision, more));
const question: Question = {
  issueType: 'vibration_high_medium',
  detector: 'baseline',
  severity: 'medium',
  limit: null,
  score: 0.6,
  hour: 9,
};
const learntFrom = (decisions: readonly Feedback[], before: LearntPlace = nothingLearnt) =>
  learnAll(before, knownDecisions(decisions, 'nothing', []));
const verdict = (decisions: readonly Feedback[], more: Partial<Question> = {}, atMs = nowMs) =>
  judge(learntFrom(decisions), { ...question, ...more }, atMs);

describe('the learnt confidence', () => {
  it.each([0.505, 0.6, 0.95, 1])('is the detector’s own, %d, before the first decision', (score) => {
    expect(judge(nothingLearnt, { ...question, score }, nowMs)).toEqual({
      confidence: score,
      kind: null,
      isWithheld: false,
    });
  });

  it.each([
    ['an approval', decided('approved'), 1],
    ['a rejection', decided('rejected'), -1],
    ['a deferral, towards even', decided('deferred'), -1],
    ['work that removed the trouble', decided('executed', { resolved: true }), 1],
    ['work that did not', decided('executed', { resolved: false }), -1],
    ['work of which nobody reported the outcome, by nothing', decided('executed'), 0],
  ])('moves with %s', (_, decision, direction) => {
    expect(Math.sign(Math.round((verdict([decision]).confidence - 0.6) * 1e9))).toBe(direction);
  });

  it('comes to the rate at which a kind is approved', () => {
    const mixed = Array.from({ length: 400 }, (_, n) => decided(n % 4 === 0 ? 'rejected' : 'approved'));
    expect(verdict(mixed).confidence).toBeGreaterThan(0.68);
    expect(verdict(mixed).confidence).toBeLessThan(0.82);
  });

  it('tells higher scores from lower ones of the same kind, as decisions do', () => {
    const byScore = Array.from({ length: 200 }, (_, n) =>
      n % 2 === 0 ? decided('approved', { score: 0.9 }) : decided('rejected', { score: 0.55 }),
    );
    expect(verdict(byScore, { score: 0.9 }).confidence).toBeGreaterThan(
      verdict(byScore, { score: 0.55 }).confidence + 0.3,
    );
  });

  it('is the same, to the last bit, however the same decisions are cut into pieces', () => {
    const all = Array.from({ length: 60 }, (_, n) =>
      decided(n % 3 === 0 ? 'approved' : 'rejected', {
        score: 0.5 + (n % 10) / 25,
        raisedHour: n % 24,
        detector: n % 2 === 0 ? 'baseline' : 'flatline',
      }),
    );
    const pieces = [all.slice(0, 1), all.slice(1, 37), all.slice(37)].reduce(
      (state, piece) => learntFrom(piece, state),
      nothingLearnt,
    );
    expect(pieces).toEqual(learntFrom(all));
  });
});

describe('what was learnt', () => {
  it('silences a kind after ten rejections, and not after nine', () => {
    expect(verdict(times(9, 'rejected')).isWithheld).toBe(false);
    const tenth = verdict(times(10, 'rejected'));
    expect(tenth).toMatchObject({ isWithheld: true, kind: { recent: 'RRRRRRRRRR', silencedSinceMs: nowMs } });
    expect(tenth.confidence).toBeLessThanOrEqual(0.5);
  });

  it('silences no kind of which operators take on four in ten: it is not surely right half of the time at most', () => {
    const mixed = Array.from({ length: 40 }, (_, n) => decided(n % 5 < 2 ? 'approved' : 'rejected'));
    expect(verdict(mixed).confidence).toBeLessThan(0.5);
    expect(verdict(mixed).isWithheld).toBe(false);
    const worse = Array.from({ length: 40 }, (_, n) => decided(n % 10 === 0 ? 'approved' : 'rejected'));
    expect(verdict(worse).isWithheld).toBe(true);
  });

  it.each([0.51, 0.6, 0.78, 0.95])(
    'lets a kind of score %d interrupt again by ten approvals after twenty rejections',
    (score) => {
      const decisions = [...times(20, 'rejected', { score }), ...times(10, 'approved', { score })];
      expect(verdict(decisions.slice(0, 20), { score }).isWithheld).toBe(true);
      const last = verdict(decisions, { score });
      expect(last).toMatchObject({ isWithheld: false, kind: { silencedSinceMs: null } });
    },
  );

  it('silences no other kind of the same place, whatever its confidence: each needs decisions of its own', () => {
    const decisions = times(200, 'rejected');
    for (const other of [
      { issueType: 'temperature_high_medium' },
      { issueType: 'vibration_high_high', severity: 'high' },
      { detector: 'flatline' },
    ] as const) {
      expect(verdict(decisions, other)).toMatchObject({ isWithheld: false, kind: null });
    }
  });

  it.each([
    ['critical ones', { severity: 'critical' }],
    ['a value beyond its critical limit', { detector: 'limit', limit: { name: 'critical' } }],
    ['a value below its low critical limit', { detector: 'limit', limit: { name: 'critical_low' } }],
    ['a value beyond its alarm range', { detector: 'limit', limit: { name: 'alarm_high' } }],
  ] as const)('never silences %s', (_, more) => {
    const kind = { ...question, ...more };
    const decisions = times(100, 'rejected', { detector: kind.detector, severity: kind.severity });
    const { confidence, isWithheld, kind: known } = verdict(decisions, more);
    expect(confidence).toBeLessThan(0.2);
    expect(isWithheld).toBe(false);
    if (kind.severity === 'critical') expect(known?.silencedSinceMs).toBeNull();
    expect(maySilence(kind)).toBe(false);
  });

  it('asks again after 30 days without a decision, and one rejection more renews the silence', () => {
    const decisions = times(20, 'rejected');
    const later = nowMs + silenceLastsMs + 1;
    expect(verdict(decisions, {}, nowMs + silenceLastsMs).isWithheld).toBe(true);
    expect(verdict(decisions, {}, later).isWithheld).toBe(false);
    expect(verdict([...decisions, decided('rejected', { decidedAtMs: later })], {}, later)).toMatchObject({
      isWithheld: true,
      kind: { silencedSinceMs: later },
    });
  });

  it('is kept apart by site and type of equipment, and by machine where the type is not known', () => {
    const at = { siteId: 'north', equipmentId: 'P-1', equipmentType: 'pump' };
    expect(placeOf(at, 'nothing')).toEqual({ siteId: 'north', equipmentType: 'pump' });
    for (const equipmentType of ['unknown', null]) {
      expect(placeOf({ ...at, equipmentType }, 'nothing')).toEqual({ siteId: 'north', equipmentType: 'machine P-1' });
    }
    expect(placeOf(at, 'sites')).toEqual({ siteId: '*', equipmentType: 'pump' });
    expect(placeOf(at, 'equipment_types')).toEqual({ siteId: 'north', equipmentType: '*' });
    expect(placeOf(at, 'both')).toEqual({ siteId: '*', equipmentType: '*' });
  });
});

describe('a silence that was lifted', () => {
  it('forgets what was decided on its kind until then, and nothing else', () => {
    const before = [...times(20, 'rejected'), ...times(3, 'approved', { issueType: 'temperature_high_medium' })];
    const lifted = { ...kindOf(decided('rejected'), 'nothing'), afterFeedbackId: before.at(-1)?.id ?? 0 };
    const later = times(2, 'rejected');
    const known = knownDecisions([...before, ...later], 'nothing', [lifted]);
    const learnt = learnAll(nothingLearnt, known);
    expect(learnt.kinds.get(kindKey(question))?.recent).toBe('RR');
    expect(learnt.kinds.get(kindKey({ ...question, issueType: 'temperature_high_medium' }))?.recent).toBe('AAA');
  });

  it('stays lifted when sites are no longer kept apart', () => {
    const one = decided('rejected');
    const lifted = { ...kindOf(one, 'nothing'), afterFeedbackId: one.id };
    const elsewhere = { ...one, siteId: 'south' };
    expect(knownDecisions([one, elsewhere], 'sites', [lifted]).map(({ feedback }) => feedback.siteId)).toEqual([
      'south',
    ]);
  });

  it('of what another program inserted is one by its own', () => {
    expect(kindOf(decided('rejected', { detector: null }), 'nothing').detector).toBe(otherProgram);
  });
});
