import { describe, expect, it, vi } from 'vitest';
import { createSignals, isMoving, type PolledState } from '../../../src/runtime/signals.ts';

const quiet: PolledState = {
  epoch: 'e',
  alarmNumber: 1,
  alarmToken: 't',
  eventNumber: 1,
  eventToken: 't',
  sqlInboxWaiting: false,
  bronzeBatchNo: 1,
  bronzeMark: 'm',
  restatementNumber: 1,
  masterDataVersion: 1,
  sensorRemovalId: 1,
  apiKeyVersion: 1,
  auditUnchained: false,
  learningVersion: 1,
  feedbackWaiting: false,
  nextDeferralMs: 86_400_000,
  nextAlarmMs: 86_400_000,
  hasNotifyRoutes: false,
  hasRecommendationRoutes: false,
  nextNotifyMs: 86_400_000,
};
/** One state for each thing that the poll reads, in which it alone is another. */
const moved: { [Key in keyof PolledState]: PolledState[Key] } = {
  epoch: 'another',
  alarmNumber: 2,
  alarmToken: 'another',
  eventNumber: 2,
  eventToken: 'another',
  sqlInboxWaiting: true,
  bronzeBatchNo: 2,
  bronzeMark: 'another',
  restatementNumber: 2,
  masterDataVersion: 2,
  sensorRemovalId: 2,
  apiKeyVersion: 2,
  auditUnchained: true,
  learningVersion: 2,
  feedbackWaiting: true,
  nextDeferralMs: 59_999,
  nextAlarmMs: 59_999,
  hasNotifyRoutes: true,
  hasRecommendationRoutes: true,
  nextNotifyMs: 59_999,
};

function wired(hasWork = false) {
  const called = {
    'feed.wake': vi.fn(),
    'feed.notice': vi.fn(),
    'alarmFeed.wake': vi.fn(),
    'alarmFeed.notice': vi.fn(),
    'notifier.wakeForRecommendations': vi.fn(),
    'notifier.wake': vi.fn(),
    'alarmTimes.runDue': vi.fn(),
    'notifier.notice': vi.fn(),
    'sqlSource.wake': vi.fn(),
    'sources.masterDataChanged': vi.fn(),
    'sources.sensorsRemoved': vi.fn(),
    'live.sensorsRemoved': vi.fn(),
    'pipeline.notice': vi.fn(),
    'follower.wake': vi.fn(),
    'restatements.wake': vi.fn(),
    'restatements.notice': vi.fn(),
    'service.wake': vi.fn(),
    'service.notice': vi.fn(),
    'keys.wake': vi.fn(),
    'keys.notice': vi.fn(),
    'audit.wake': vi.fn(),
    'learner.wake': vi.fn(),
    'learner.notice': vi.fn(),
    'deferrals.releaseDue': vi.fn(),
    'poll.runNow': vi.fn(),
  };
  const signals = createSignals({
    feed: { wake: called['feed.wake'], notice: called['feed.notice'] },
    alarmFeed: { wake: called['alarmFeed.wake'], notice: called['alarmFeed.notice'] },
    alarmTimes: { runDue: called['alarmTimes.runDue'] },
    notifier: {
      wake: called['notifier.wake'],
      wakeForRecommendations: called['notifier.wakeForRecommendations'],
      notice: called['notifier.notice'],
    },
    sources: {
      wakeSqlSource: called['sqlSource.wake'],
      masterDataChanged: called['sources.masterDataChanged'],
      sensorsRemoved: called['sources.sensorsRemoved'],
    },
    processing: { notice: called['pipeline.notice'], hasWork, processId: null },
    live: {
      follower: { wake: called['follower.wake'] },
      restatements: { wake: called['restatements.wake'], notice: called['restatements.notice'] },
      service: { wake: called['service.wake'], notice: called['service.notice'] },
      sensorsRemoved: called['live.sensorsRemoved'],
    },
    keys: { wake: called['keys.wake'], notice: called['keys.notice'] },
    audit: { wake: called['audit.wake'] },
    learner: { wake: called['learner.wake'], notice: called['learner.notice'] },
    deferrals: { releaseDue: called['deferrals.releaseDue'] },
    poll: { runNow: called['poll.runNow'] },
  });
  const calls = () =>
    Object.entries(called)
      .filter(([, { mock }]) => mock.calls.length > 0)
      .map(([name]) => name);
  return { signals, calls };
}

describe('The signals', () => {
  it('see that nothing has happened while the poll reads the same', () => {
    expect(
      isMoving(wired().signals, { ...quiet, nextDeferralMs: 60_001, nextAlarmMs: 60_001, nextNotifyMs: 60_001 }, quiet),
    ).toBe(false);
  });

  it.each(Object.entries(moved))('see that something has happened when %s has become %s', (key, value) => {
    expect(isMoving(wired().signals, { ...quiet, [key]: value }, quiet)).toBe(true);
  });

  it('see that something happens while the pipeline has work, and at the first poll', () => {
    expect(isMoving(wired(true).signals, quiet, quiet)).toBe(true);
    expect(isMoving(wired().signals, quiet, null)).toBe(true);
  });

  it('wake everybody whom a NOTIFY could have told, once the listener has connected', () => {
    const { signals, calls } = wired();
    for (const { wake } of signals) wake();
    expect(calls()).toEqual([
      'feed.wake',
      'alarmFeed.wake',
      'notifier.wakeForRecommendations',
      'notifier.wake',
      'sqlSource.wake',
      'sources.masterDataChanged',
      'sources.sensorsRemoved',
      'live.sensorsRemoved',
      'follower.wake',
      'restatements.wake',
      'service.wake',
      'keys.wake',
      'learner.wake',
      'poll.runNow',
    ]);
  });

  it('hand what a poll has read to everybody who compares it with what they know', () => {
    const { signals, calls } = wired();
    for (const { notice } of signals) notice({ ...moved, nextDeferralMs: 0, nextAlarmMs: 0 }, quiet);
    expect(calls()).toEqual([
      'feed.notice',
      'alarmFeed.notice',
      'alarmTimes.runDue',
      'notifier.notice',
      'sqlSource.wake',
      'sources.masterDataChanged',
      'sources.sensorsRemoved',
      'live.sensorsRemoved',
      'pipeline.notice',
      'follower.wake',
      'restatements.notice',
      'service.notice',
      'keys.notice',
      'audit.wake',
      'learner.notice',
      'deferrals.releaseDue',
    ]);
  });
});
