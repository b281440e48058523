import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../../../src/pipeline/detect/evidence.ts';
import { limitFinding } from '../../../support/readings/pipeline-values.ts';

describe('the evidence of a finding', () => {
  it('names the limit that was passed, and nothing else', () => {
    expect(evidenceOf(limitFinding())).toStrictEqual({ limit: { name: 'critical', value: 85 } });
  });

  it('says what the value deviates from', () => {
    const baseline = { mean: 70, stddev: 2, deviation: 8 };
    expect(evidenceOf(limitFinding({ limit: null, baseline }))).toStrictEqual({ baseline });
  });

  it('of a deviation without end is a number that JSON holds', () => {
    const baseline = { mean: 0, stddev: 5e-324, deviation: Number.POSITIVE_INFINITY };
    const stored: unknown = JSON.parse(JSON.stringify(evidenceOf(limitFinding({ limit: null, baseline }))));
    expect(stored).toStrictEqual({ baseline: { ...baseline, deviation: Number.MAX_VALUE } });
  });

  it('of another detector is its sentence and its own facts', () => {
    const reason = { clause: 'which has not moved for an hour', evidence: { minutes: 60 } };
    expect(evidenceOf(limitFinding({ limit: null, reason }))).toStrictEqual({ minutes: 60, clause: reason.clause });
  });

  it('of a detector’s own never takes the place of what means the same for all', () => {
    const reason = { clause: 'rising', evidence: { limit: 'soon', clause: 'else', perMinute: 3 } };
    expect(evidenceOf(limitFinding({ reason }))).toStrictEqual({
      limit: { name: 'critical', value: 85 },
      clause: 'rising',
      perMinute: 3,
    });
  });

  it('is an object also where a finding gives no reason at all', () => {
    expect(evidenceOf(limitFinding({ limit: null }))).toStrictEqual({});
  });
});
