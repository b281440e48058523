import { describe, expect, it } from 'vitest';
import { toAnomalies } from '../../../../src/pipeline/detect/anomalies.ts';
import { limitFinding, minute0Ms, silverReading } from '../../../support/readings/pipeline-values.ts';

describe('the anomalies of a batch', () => {
  it('are one for each sensor, detector and minute, sorted, and count their readings', () => {
    const found = (sensorId: number, eventTimeMs: number, detector = 'limit') => ({
      reading: silverReading(86, { sensorId, eventTimeMs }),
      finding: limitFinding({ detector }),
    });
    const parts = toAnomalies([
      found(2, minute0Ms),
      found(1, minute0Ms + 60_000),
      found(1, minute0Ms + 59_999),
      found(1, minute0Ms),
      found(1, minute0Ms, 'baseline'),
    ]);
    expect(
      parts.map(({ sensorId, finding, windowMs, readingCount }) => [
        sensorId,
        finding.detector,
        windowMs,
        readingCount,
      ]),
    ).toEqual([
      [1, 'baseline', minute0Ms, 1],
      [1, 'limit', minute0Ms, 2],
      [1, 'limit', minute0Ms + 60_000, 1],
      [2, 'limit', minute0Ms, 1],
    ]);
  });

  it('hold the worst reading of the minute, wherever it stands', () => {
    const high = { reading: silverReading(86), finding: limitFinding() };
    const higher = { reading: silverReading(89), finding: limitFinding() };
    const critical = {
      reading: silverReading(91),
      finding: limitFinding({ severity: 'critical', score: 0.95, limit: { name: 'emergency', value: 90 } }),
    };
    for (const findings of [
      [high, higher],
      [higher, high],
    ]) {
      expect(toAnomalies(findings)).toMatchObject([{ reading: { value: 89 }, readingCount: 2 }]);
    }
    for (const findings of [
      [high, critical, higher],
      [critical, higher, high],
    ]) {
      expect(toAnomalies(findings)).toMatchObject([{ reading: { value: 91 }, finding: { severity: 'critical' } }]);
    }
  });

  it('take for the worst below an alarm limit the lowest', () => {
    const low = (value: number) => ({
      reading: silverReading(value),
      finding: limitFinding({ direction: 'low', limit: { name: 'alarm_low', value: 2 } }),
    });
    expect(toAnomalies([low(1.5), low(0.5), low(1)])).toMatchObject([{ reading: { value: 0.5 } }]);
  });

  it('take of two of the same severity the one with the higher score', () => {
    const surer = { reading: silverReading(86), finding: limitFinding({ score: 0.9 }) };
    const further = { reading: silverReading(89), finding: limitFinding({ score: 0.8 }) };
    for (const findings of [
      [surer, further],
      [further, surer],
    ]) {
      expect(toAnomalies(findings)).toMatchObject([{ reading: { value: 86 } }]);
    }
  });

  it('take for the worst of two deviations from the baseline the one further out', () => {
    const found = (value: number, deviation: number) => ({
      reading: silverReading(value),
      finding: limitFinding({ detector: 'baseline', limit: null, baseline: { mean: 70, stddev: 2, deviation } }),
    });
    expect(toAnomalies([found(60, 5), found(79, 4.5)])).toMatchObject([{ reading: { value: 60 } }]);
  });
});
