import { expect, it } from 'vitest';
import { playYear } from '../../../bench/learning/play.ts';
import { simulateYear } from '../../../bench/learning/year.ts';
import { brierScore, reliability } from '../../../src/domain/learning/calibration.ts';

it('over a simulated year the learnt confidence is better than the detectors’ by a fifth, within 0.05 by decile, and withholds nothing critical and little that is real', () => {
  const { fixed, learnt, withheldCritical, withheldFalse, withheldReal, occasions, allFalse } = playYear(
    simulateYear(1),
  );
  expect(brierScore(learnt)).toBeLessThan(0.8 * (brierScore(fixed) ?? 0));
  for (const { from, count, confidence, approved } of reliability(learnt)) {
    if (count >= 200) expect(Math.abs(confidence - approved), `decile ${from}`).toBeLessThan(0.05);
  }
  expect(withheldCritical).toBe(0);
  expect(withheldFalse / allFalse).toBeGreaterThan(4 * (withheldReal / (occasions - allFalse)));
  expect(withheldReal / (occasions - allFalse)).toBeLessThan(0.1);
});
