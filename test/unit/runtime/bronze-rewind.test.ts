import { expect, it } from 'vitest';
import type { SignalState } from '../../../src/db/signals/signal-state.ts';
import { BronzeRewind } from '../../../src/runtime/bronze-rewind.ts';

/** A log whose batches have these marks, as a reconciliation poll finds it. */
function state(marks: readonly string[], asked: number): SignalState {
  return {
    eventNumber: 0,
    eventToken: '',
    alarmNumber: 0,
    alarmToken: '',
    epoch: '',
    sqlInboxWaiting: false,
    bronzeBatchNo: marks.length,
    bronzeMark: marks.at(-1) ?? null,
    knownBronzeMark: marks[asked - 1] ?? null,
    restatementNumber: 0,
    apiKeyVersion: 0,
    learningVersion: 0,
    feedbackWaiting: false,
    sensorRemovalId: 0,
    masterDataVersion: 1,
    auditUnchained: false,
    nextDeferralMs: 0,
    hasNotifyRoutes: false,
    hasRecommendationRoutes: false,
    nextNotifyMs: 0,
    nextAlarmMs: 0,
    listeningTo: [],
    queueUsage: 0,
    canarySent: false,
  };
}

it.each([
  ['a log that goes on is the same', ['a', 'b', 'c', 'd'], false],
  ['a log that stands still is the same', ['a', 'b'], false],
  ['a log that stands at an earlier batch is another', ['a'], true],
  ['a log with another batch under a known number is another', ['a', 'x'], true],
  ['and so is one that has come further by now', ['a', 'x', 'y'], true],
  ['a batch past its retention proves nothing', ['a', '', 'c'], false],
])('%s', (_title, then, isRewound) => {
  const watch = new BronzeRewind();
  expect(watch.isRewound(state(['a', 'b'], watch.knownBatchNo))).toBe(false);
  const next = state(then, watch.knownBatchNo);
  expect(watch.isRewound({ ...next, knownBronzeMark: next.knownBronzeMark || null })).toBe(isRewound);
  expect(watch.isRewound(state(then, watch.knownBatchNo))).toBe(false);
});
