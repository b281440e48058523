import { describe, expect, it } from 'vitest';
import { toCandidates } from '../../../../src/pipeline/recommend/candidate.ts';
import { definition, limitFinding, silverReading } from '../../../support/readings/pipeline-values.ts';

describe('the candidates of a batch', () => {
  it('are named by sensor type, side and level, with the milder levels they replace and the worse that cover them', () => {
    const reading = silverReading(86, { definition: definition({ sensorType: 'Engine_Temp' }) });
    expect(toCandidates([{ reading, finding: limitFinding() }])).toMatchObject([
      {
        issueType: 'engine_temp_high_high',
        milderIssueTypes: ['engine_temp_high_low', 'engine_temp_high_medium'],
        coveringIssueTypes: ['engine_temp_high_high', 'engine_temp_high_critical'],
      },
    ]);
  });

  it('at the mildest level replace nothing, and at the worst are covered by themselves alone', () => {
    const reading = silverReading(1);
    const low = toCandidates([{ reading, finding: limitFinding({ severity: 'low' }) }]);
    const critical = toCandidates([{ reading, finding: limitFinding({ severity: 'critical' }) }]);
    expect(low).toMatchObject([{ milderIssueTypes: [] }]);
    expect(low[0]?.coveringIssueTypes).toHaveLength(4);
    expect(critical).toMatchObject([{ coveringIssueTypes: ['temperature_high_critical'] }]);
    expect(critical[0]?.milderIssueTypes).toHaveLength(3);
  });

  it('are the worst finding of each sensor and side, whichever detector made it', () => {
    const reading = silverReading(86);
    const candidates = toCandidates([
      { reading, finding: limitFinding({ severity: 'medium', score: 0.9 }) },
      { reading, finding: limitFinding({ detector: 'baseline', severity: 'critical', score: 0.8 }) },
      { reading, finding: limitFinding({ severity: 'high' }) },
      { reading, finding: limitFinding({ severity: 'medium', direction: 'low' }) },
      { reading: silverReading(86, { sensorId: 2 }), finding: limitFinding() },
    ]);
    expect(candidates.map(({ reading: { sensorId }, issueType }) => [sensorId, issueType])).toEqual([
      [1, 'temperature_high_critical'],
      [1, 'temperature_low_medium'],
      [2, 'temperature_high_high'],
    ]);
  });
});
