import { describe, expect, it } from 'vitest';
import type { RecommendationContext } from '../../../../src/db/recommendations/recommendation-write.ts';
import type { Finding } from '../../../../src/pipeline/detect/detector.ts';
import { draftRecommendation } from '../../../../src/pipeline/recommend/alarm-wording.ts';
import { type Candidate, toCandidates } from '../../../../src/pipeline/recommend/candidate.ts';
import { definition, limitFinding, minute0Ms, silverReading } from '../../../support/readings/pipeline-values.ts';

const noHistory: RecommendationContext = {
  windows: 0,
  mean: null,
  min: null,
  max: null,
  slopePerHour: null,
  anomalies: 0,
  recommendations: 0,
  last: null,
};
const levels = { warning: 80, critical: 85, emergency: 90 };

function candidate(
  value: number,
  finding: Partial<Finding> = {},
  sensor: Parameters<typeof definition>[0] = {},
): Candidate {
  const reading = silverReading(value, { definition: definition({ unit: '°C', levels, ...sensor }) });
  const [only] = toCandidates([{ reading, finding: limitFinding(finding) }]);
  if (only === undefined) throw new Error('one finding makes one candidate');
  return only;
}

describe('the draft of a recommendation', () => {
  it('says what was measured against which limit, what to do, how sure and how urgent', () => {
    const draft = draftRecommendation(candidate(86.123_45), noHistory);
    expect(draft).toMatchObject({
      siteId: 'default',
      equipmentId: 'HT_001',
      issueType: 'temperature_high_high',
      severity: 'high',
      issueDescription: 'temperature of HT_001 is 86.12 °C, above the critical limit of 85 °C.',
      confidenceScore: 0.85,
      urgency: 'this shift',
      timeToThresholdSeconds: null,
      anomaly: { sensorId: 1, detector: 'limit', windowMs: minute0Ms },
    });
    expect(draft?.recommendedAction).toMatch(/coolant/);
    expect(draft?.rootCauseAnalysis).toMatch(/^Likely: low coolant/);
    expect(draft?.evidence).toMatchObject({
      value: 86.123_45,
      unit: '°C',
      event_time: '2026-03-10T12:00:00.000Z',
      subject: 'sensor',
    });
  });

  it('calls the sensor by its name and leaves out a unit that nobody knows', () => {
    const low: Partial<Finding> = { direction: 'low', limit: { name: 'alarm_low', value: 3 } };
    const draft = draftRecommendation(candidate(1, low, { name: 'Brake pressure', unit: null }), noHistory);
    expect(draft?.issueDescription).toBe('Brake pressure of HT_001 is 1, below the alarm low limit of 3.');
  });

  it('tells a deviation from the baseline in standard deviations', () => {
    const statistical: Partial<Finding> = { limit: null, baseline: { mean: 70, stddev: 2, deviation: 8.061_7 } };
    expect(draftRecommendation(candidate(86, statistical), noHistory)?.issueDescription).toBe(
      'temperature of HT_001 is 86 °C, 8.062 standard deviations above its mean of the last hour (70 °C).',
    );
  });

  it('says of a deviation from the baseline on which side it lies', () => {
    const below: Partial<Finding> = {
      direction: 'low',
      limit: null,
      baseline: { mean: 70, stddev: 2, deviation: 8 },
    };
    expect(draftRecommendation(candidate(54, below), noHistory)?.issueDescription).toBe(
      'temperature of HT_001 is 54 °C, 8 standard deviations below its mean of the last hour (70 °C).',
    );
  });

  it('tells what another detector gives as its reason, and keeps its evidence', () => {
    const reasoned: Partial<Finding> = {
      limit: null,
      baseline: null,
      reason: { clause: 'which has not moved for an hour', evidence: { minutes: 60 } },
    };
    const draft = draftRecommendation(candidate(54, reasoned), noHistory);
    expect(draft?.issueDescription).toBe('temperature of HT_001 is 54 °C, which has not moved for an hour.');
    expect(draft?.evidence).toMatchObject({ reason: { minutes: 60 } });
    expect(
      draftRecommendation(candidate(54, { ...reasoned, subject: 'equipment' }), noHistory)?.evidence,
    ).toMatchObject({
      subject: 'equipment',
    });
  });

  it('names the detector and the severity where a finding has neither limit nor baseline nor reason', () => {
    const bare: Partial<Finding> = { detector: 'stuck_value', limit: null, baseline: null };
    expect(draftRecommendation(candidate(54, bare), noHistory)?.issueDescription).toBe(
      'temperature of HT_001 is 54 °C, which detection by stuck value finds high (severity high).',
    );
  });

  it('says that a unit is assumed which neither the reading nor the sensor names', () => {
    const { reading, ...rest } = candidate(86);
    const draft = draftRecommendation({ ...rest, reading: { ...reading, unitIsAssumed: true } }, noHistory);
    expect(draft?.issueDescription).toBe(
      'temperature of HT_001 is 86 (assumed °C), above the critical limit of 85 °C.',
    );
  });

  it('says nothing of a past that it does not know', () => {
    const draft = draftRecommendation(candidate(86), noHistory);
    expect(draft?.rootCauseAnalysis).toMatch(/^Likely: [^.]+\. Check in this order: [^.]+\.$/);
    const upToDate = { lastMaintenanceDate: new Date(minute0Ms - 30 * 86_400_000), maintenanceIntervalDays: 30 };
    expect(draftRecommendation(candidate(86, {}, upToDate), noHistory)?.rootCauseAnalysis).toBe(
      `${draft?.rootCauseAnalysis} Last maintenance: 30 days ago, interval 30 days.`,
    );
  });

  it('asks to act at once when it is critical, by what the field knows of the machine', () => {
    const critical: Partial<Finding> = { severity: 'critical', score: 0.92 };
    const crusher = { equipmentId: 'CRUSH-001', equipmentType: 'crusher', sensorType: 'vibration' };
    const draft = draftRecommendation(candidate(6, critical, crusher), noHistory);
    expect(draft).toMatchObject({ urgency: 'immediate', recommendedAction: expect.stringMatching(/^Stop the feed/) });
  });

  it('has advice for a sensor and a machine that nobody has heard of', () => {
    const draft = draftRecommendation(
      candidate(6, {}, { sensorType: '__proto__', equipmentType: 'unknown' }),
      noHistory,
    );
    expect(draft?.recommendedAction).toMatch(/neighbouring sensors/);
  });

  it('is not made with a confidence of a half or less', () => {
    expect(draftRecommendation(candidate(86, { score: 0.5 }), noHistory)).toBeNull();
    expect(draftRecommendation(candidate(86, { score: 0.500_001 }), noHistory)).not.toBeNull();
  });

  it('tells the day’s history, the trend, the last decision and overdue maintenance', () => {
    const context: RecommendationContext = {
      windows: 60,
      mean: 71.5,
      min: 65,
      max: 86,
      slopePerHour: 2,
      anomalies: 4,
      recommendations: 1,
      last: {
        status: 'rejected',
        operatorId: 'maria',
        decidedAt: new Date('2026-03-10T08:00:00Z'),
        rejectionReason: 'a load test',
        outcome: null,
        resolved: null,
      },
    };
    const sensor = { lastMaintenanceDate: new Date(minute0Ms - 40 * 86_400_000), maintenanceIntervalDays: 30 };
    const draft = draftRecommendation(candidate(86, {}, sensor), context);
    expect(draft?.rootCauseAnalysis).toContain('Over the last 24 h the mean was 71.5 °C (65 to 86).');
    expect(draft?.rootCauseAnalysis).toContain('Trend of the last hour: +2 °C per hour.');
    expect(draft?.rootCauseAnalysis).toContain('Anomalies at this equipment in the 24 h before: 4.');
    expect(draft?.rootCauseAnalysis).toContain('was rejected by maria at 2026-03-10T08:00:00.000Z: "a load test".');
    expect(draft?.rootCauseAnalysis).toContain('Maintenance is overdue: 40 days since the last, interval 30 days.');
    expect(draft?.timeToThresholdSeconds).toBe(2 * 3_600);
  });

  it.each([
    ['falls', { slopePerHour: -2 }, 86],
    ['stands still', { slopePerHour: 0 }, 86],
    ['is known from too few minutes', { slopePerHour: 2, windows: 9 }, 86],
    ['would take more than a year', { slopePerHour: 1e-6 }, 86],
    ['has no further limit ahead', { slopePerHour: 2 }, 91],
  ])('gives no time to the next limit when the value %s', (_what, context, value) => {
    const draft = draftRecommendation(candidate(value), { ...noHistory, windows: 60, ...context });
    expect(draft?.timeToThresholdSeconds).toBeNull();
  });
});
