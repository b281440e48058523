import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../../src/log.ts';
import { IdleMode } from '../../../src/runtime/idle-mode.ts';
import { ReconciliationPoll } from '../../../src/runtime/reconciliation-poll.ts';

const pipelineProcess = 4_711;

function wired() {
  const feed = { wake: vi.fn(), notice: vi.fn() };
  const alarmFeed = { wake: vi.fn(), notice: vi.fn() };
  const service = { wake: vi.fn(), notice: vi.fn() };
  const poll = new ReconciliationPoll({
    pool: { query: vi.fn() },
    idleMode: new IdleMode(() => 0),
    listener: () => ({ listening: true, hasStandby: false, queueAlarm: false }),
    onRewound: vi.fn(),
    log: createLogger('silent'),
    receivers: {
      feed,
      alarmFeed,
      alarmTimes: { runDue: vi.fn() },
      sources: { wakeSqlSource: vi.fn(), masterDataChanged: vi.fn(), sensorsRemoved: vi.fn() },
      processing: { notice: vi.fn(), hasWork: false, processId: pipelineProcess },
      live: {
        follower: { wake: vi.fn() },
        restatements: { wake: vi.fn(), notice: vi.fn() },
        service,
        sensorsRemoved: vi.fn(),
      },
      keys: { wake: vi.fn(), notice: vi.fn() },
      learner: { wake: vi.fn(), notice: vi.fn() },
      deferrals: { releaseDue: vi.fn() },
      audit: { wake: vi.fn() },
      notifier: { wake: vi.fn(), wakeForRecommendations: vi.fn(), notice: vi.fn() },
    },
  });
  const notify = (channel: string, processId: number) => poll.channels().get(channel)?.(processId);
  return { poll, feed, alarmFeed, service, notify };
}

describe('a signal', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('of a commit by somebody else wakes at once', () => {
    const { feed, alarmFeed, notify } = wired();
    notify('andon_event', 1);
    notify('andon_alarm', 1);
    expect(feed.wake).toHaveBeenCalledOnce();
    expect(alarmFeed.wake).toHaveBeenCalledOnce();
  });

  it('of a commit by the pipeline wakes a moment later, when what it tells directly is out', () => {
    const { feed, alarmFeed, notify } = wired();
    notify('andon_event', pipelineProcess);
    notify('andon_alarm', pipelineProcess);
    expect(feed.wake).not.toHaveBeenCalled();
    expect(alarmFeed.wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5);
    expect(feed.wake).toHaveBeenCalledOnce();
    expect(alarmFeed.wake).toHaveBeenCalledOnce();
  });

  it('that nobody is told of otherwise wakes at once, whoever commits', () => {
    const { service, notify } = wired();
    notify('andon_equipment', pipelineProcess);
    expect(service.wake).toHaveBeenCalledOnce();
  });

  it('wakes nobody after the end', async () => {
    const { poll, feed, notify } = wired();
    notify('andon_event', pipelineProcess);
    await poll.close();
    vi.advanceTimersByTime(1_000);
    expect(feed.wake).not.toHaveBeenCalled();
  });
});
