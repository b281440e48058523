import { describe, expect, it } from 'vitest';
import { adviceFrom } from '../../../../src/domain/recommendations/given-advice.ts';
import { remainingEvidence, remainingFrom } from '../../../../src/domain/recommendations/remaining-evidence.ts';

const remaining = { fromMs: 1_000, p50Ms: 2_000, toMs: null, limit: { name: 'critical', value: 85 } } as const;
const knowledge = { causes: ['wear'], checks: [], source: 'a test', entry_id: 7 };

describe('the evidence of a recommendation', () => {
  it('gives remaining time and advice as they were written', () => {
    const evidence = JSON.parse(JSON.stringify({ remaining_time: remainingEvidence(remaining), knowledge }));
    expect(remainingFrom(evidence)).toEqual({ ...remaining, sensorType: null, estimatedMs: null });
    const of = { issueType: 'temperature_predicted_high', sensorType: 'temperature', atMs: remaining.fromMs };
    expect(remainingFrom({ remaining_time: remainingEvidence(remaining, of) })).toEqual({
      ...remaining,
      sensorType: 'temperature',
      estimatedMs: remaining.fromMs,
    });
    expect(adviceFrom(evidence)).toEqual({ causes: ['wear'], checks: [], source: 'a test', entryId: 7 });
    const far = { ...remaining, toMs: Number.MAX_VALUE };
    expect(remainingFrom({ remaining_time: remainingEvidence(far) })?.toMs).toBeGreaterThan(Date.UTC(9998, 0));
  });

  it.each([
    null,
    'text',
    7,
    [],
    {},
    { remaining_time: 'soon', knowledge: 'none' },
    {
      remaining_time: { from: 'soon', p50: '2026-01-01T00:00:00Z', limit: { name: 'critical', value: 85 } },
      knowledge: { ...knowledge, causes: 'wear' },
    },
    {
      remaining_time: { ...remainingEvidence(remaining), limit: { name: 'other', value: 85 } },
      knowledge: { ...knowledge, checks: [1] },
    },
    {
      remaining_time: { ...remainingEvidence(remaining), limit: { name: 'critical', value: '85' } },
      knowledge: { ...knowledge, source: null },
    },
  ])('that another program has written like %j has neither', (evidence) => {
    expect(remainingFrom(evidence)).toBeNull();
    expect(adviceFrom(evidence)).toBeNull();
  });
});
