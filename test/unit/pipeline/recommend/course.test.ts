import { describe, expect, it } from 'vitest';
import type { RecommendationContext } from '../../../../src/db/recommendations/recommendation-write.ts';
import { remainingFrom } from '../../../../src/domain/recommendations/remaining-evidence.ts';
import { draftRecommendation } from '../../../../src/pipeline/recommend/alarm-wording.ts';
import { toCandidates } from '../../../../src/pipeline/recommend/candidate.ts';
import { definition, limitFinding, minute0Ms, silverReading } from '../../../support/readings/pipeline-values.ts';

const day: RecommendationContext = {
  windows: 1_440,
  mean: 78.3,
  min: 70,
  max: 92.5,
  slopePerHour: 5,
  anomalies: 0,
  recommendations: 0,
  last: null,
};
const levels = { warning: 80, critical: 90, emergency: 120 };

/** An alarm by a limit after an hour of such minutes. */
function draft(course: (minute: number) => number, context = day, sensor: Parameters<typeof definition>[0] = {}) {
  const its = definition({ name: 'Motor temperature', unit: '°C', levels, ...sensor });
  const times = Array.from({ length: 60 }, (_, i) => i - 59);
  const values = times.map((minute, i) => course(minute) + (i % 2) / 10);
  const [candidate] = toCandidates([
    {
      reading: silverReading(92.5, { definition: its }),
      finding: limitFinding({ limit: { name: 'critical', value: 90 } }),
    },
  ]);
  return candidate === undefined ? null : draftRecommendation(candidate, context, () => ({ times, values }));
}

describe('the course of an alarm by a limit', () => {
  it('is told: how far above its day, how fast it moves, and when it reaches the next limit', () => {
    const told = draft((minute) => 92.5 + 3.1 * minute);
    expect(told?.issueDescription).toBe(
      'Motor temperature of HT_001 is 92.5 °C, above the critical limit of 90 °C, 14.2 °C above its 24 h mean, rising 3.1 °C a minute.',
    );
    const remaining = remainingFrom(told?.evidence);
    expect(remaining?.limit).toEqual({ name: 'emergency', value: 120 });
    const minutes = (ms = Number.NaN) => (ms - minute0Ms) / 60_000;
    expect(minutes(remaining?.p50Ms)).toBeCloseTo(27.5 / 3.1, 0);
    expect(minutes(remaining?.fromMs)).toBeLessThanOrEqual(27.5 / 3.1);
    expect(minutes(remaining?.toMs ?? undefined)).toBeGreaterThanOrEqual(27.5 / 3.1);
    expect(told?.timeToThresholdSeconds).toBeCloseTo(minutes(remaining?.p50Ms) * 60, 1);
  });

  it('is told by the hour where it is slow', () => {
    expect(draft((minute) => 92.5 + 0.01 * minute)?.issueDescription).toMatch(/, rising 0\.[56]\d* °C an hour\.$/);
  });

  it.each([
    ['stands still', (minute: number) => 92.5 + (minute % 3)],
    ['was wrong for some minutes', (minute: number) => (minute > -8 ? 400 : 92.5)],
  ])('has no speed and no time where the value %s, whatever least squares say', (_what, course) => {
    const told = draft(course);
    expect(told?.issueDescription).toBe(
      'Motor temperature of HT_001 is 92.5 °C, above the critical limit of 90 °C, 14.2 °C above its 24 h mean.',
    );
    expect(told?.timeToThresholdSeconds).toBeNull();
    expect(remainingFrom(told?.evidence)).toBeNull();
  });

  it('leaves out a day of which less than an hour is known, and what counts or names states', () => {
    const brief = 'Motor temperature of HT_001 is 92.5 °C, above the critical limit of 90 °C.';
    const standing = () => 92.5;
    expect(draft(standing, { ...day, windows: 59 })?.issueDescription).toBe(brief);
    expect(draft((minute) => 92.5 + minute, day, { kind: 'counter' })?.issueDescription).toBe(brief);
  });
});

describe('the past of an alarm', () => {
  const last = { operatorId: 'maria', decidedAt: new Date('2026-03-10T08:00:00Z'), rejectionReason: null };
  it.each([
    [
      { ...last, status: 'executed' as const, outcome: 'cleaned the radiator', resolved: true },
      'was executed by maria at 2026-03-10T08:00:00.000Z and resolved it: "cleaned the radiator".',
    ],
    [
      { ...last, status: 'executed' as const, outcome: 'x'.repeat(300), resolved: false },
      `and did not resolve it: "${'x'.repeat(200)}".`,
    ],
    [
      {
        ...last,
        operatorId: null,
        status: 'rejected' as const,
        rejectionReason: 'a "test"',
        outcome: null,
        resolved: null,
      },
      'was rejected at 2026-03-10T08:00:00.000Z: "a \\"test\\"".',
    ],
    [
      { ...last, status: 'approved' as const, outcome: null, resolved: null },
      'was approved by maria at 2026-03-10T08:00:00.000Z.',
    ],
  ])('tells the last decision on the same issue with what came of it', (decision, sentence) => {
    expect(draft(() => 92.5, { ...day, last: decision })?.rootCauseAnalysis).toContain(sentence);
  });

  it.each([
    [0.5, 30, 'Last maintenance: today, interval 30 days.'],
    [1.5, null, 'Last maintenance: a day ago.'],
    [12, 30, 'Last maintenance: 12 days ago, interval 30 days.'],
    [40, 30, 'Maintenance is overdue: 40 days since the last, interval 30 days.'],
  ])('tells maintenance %d days ago', (days, maintenanceIntervalDays, sentence) => {
    const lastMaintenanceDate = new Date(minute0Ms - days * 86_400_000);
    const told = draft(() => 92.5, day, { lastMaintenanceDate, maintenanceIntervalDays });
    expect(told?.rootCauseAnalysis).toContain(sentence);
  });

  it('tells nothing of maintenance in the future', () => {
    const told = draft(() => 92.5, day, { lastMaintenanceDate: new Date(minute0Ms + 86_400_000) });
    expect(told?.rootCauseAnalysis).not.toMatch(/maintenance/i);
  });
});
