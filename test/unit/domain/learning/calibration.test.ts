import { expect, it } from 'vitest';
import { brierScore, reliability } from '../../../../src/domain/learning/calibration.ts';

it('the Brier score is the mean square of what confidence and decision differ by', () => {
  expect(brierScore([])).toBeNull();
  expect(
    brierScore([
      { confidence: 0.8, approved: true },
      { confidence: 0.6, approved: false },
    ]),
  ).toBeCloseTo((0.04 + 0.36) / 2, 12);
});

it('reliability tells, decile by decile, what was told and what came true', () => {
  const told = [
    { confidence: 0.62, approved: true },
    { confidence: 0.68, approved: false },
    { confidence: 1, approved: true },
    { confidence: 0.1, approved: false },
  ];
  expect(reliability(told)).toEqual([
    { from: 0.1, count: 1, confidence: 0.1, approved: 0 },
    { from: 0.6, count: 2, confidence: 0.65, approved: 0.5 },
    { from: 0.9, count: 1, confidence: 1, approved: 1 },
  ]);
});
