import pino from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Trouble } from '../../../src/domain/database-trouble.ts';
import { recentReadings } from '../../../src/domain/readings/recent-readings.ts';
import type { FeedHealth } from '../../../src/events/feed/recommendation-feed.ts';
import { createHealthReport, type HealthReport } from '../../../src/health/pipeline-health.ts';
import type { PipelineStatistics } from '../../../src/health/pipeline-statistics.ts';

const statistics: PipelineStatistics = {
  equipmentCount: 1,
  sensorCount: 1,
  reportingSensorCount: 0,
  reportingEquipmentCount: 0,
  goodPercent: null,
  uncertainPercent: null,
  badPercent: null,
  watermarkAgeMs: 100_000,
  headBatchNo: 1,
  partitions: [],
  waitingBatches: 0,
  oldestBatchMs: null,
  inboxRows: 0,
  oldestInboxMs: null,
  recent: recentReadings({}),
  recentSince: new Date(0),
  quarantinedLastHour: [],
  lookAlikes: [],
  newSensors: [],
  lagging: [],
  unregisteredUnits: [],
  pendingRecommendations: 0,
  isStandby: false,
  isReadOnly: false,
  isUnconfirmed: false,
};

const feed: FeedHealth = {
  state: 'live',
  epoch: 'e',
  head: 0,
  oldest: 1,
  headCursor: 'h',
  oldestCursor: 'o',
  subscribers: 0,
  lastNotifyDelayMs: null,
  listener: {
    listening: true,
    since: new Date(0),
    canaryDelayMs: 1,
    queueUsage: 0,
    queueAlarm: false,
    hasStandby: false,
  },
};

describe('health that is told at intervals', () => {
  let asked: number;
  let trouble: Trouble | null;
  let nowMs: number;
  let isIdle: boolean;
  let feedState: FeedHealth['state'];
  let answer: () => Promise<PipelineStatistics>;
  let report: HealthReport;
  let ignoredSettings: readonly string[];

  beforeEach(() => {
    asked = 0;
    trouble = null;
    nowMs = 1_000_000;
    isIdle = true;
    feedState = 'live';
    ignoredSettings = [];
    answer = async () => statistics;
    report = createHealthReport({
      statistics: {
        read: async () => {
          asked += 1;
          return { statistics: await answer(), trouble };
        },
        silence: () => 'away',
      },
      feed: { health: () => ({ ...feed, state: feedState }) },
      pipelineState: () => ({
        enabled: true,
        ownedShards: 16,
        backlogBatches: 0,
        queuedReadings: 0,
        processedReadings: 0,
        sensorsInMemory: 0,
        lagMs: 0,
        lastError: null,
        ignoredSettings,
      }),
      isIdle: () => isIdle,
      waitingReadings: () => 0,
      models: () => [],
      startedAt: new Date(0),
      version: 'test',
      elapsedMs: () => nowMs,
      log: pino({ level: 'silent' }),
    });
  });

  const updates = async (count: number) => {
    for (let i = 0; i < count; i++) {
      nowMs += 5_000;
      await report.update();
    }
  };

  it('asks the database every 10 s at most where nothing happens', async () => {
    await updates(12);
    expect(asked).toBe(6);
  });

  it('grows older as the newest reading does meanwhile', async () => {
    await report.update();
    nowMs += 5_000;
    const { statistics: told } = await report.update();
    expect(asked).toBe(1);
    expect(told?.watermarkAgeMs).toBe(105_000);
  });

  it('asks each time, and says why, while the database takes no writes', async () => {
    trouble = 'diskFull';
    nowMs += 5_000;
    expect(await report.update()).toMatchObject({
      status: 'down',
      reasons: ['the database takes no writes: its disk is full'],
    });
    trouble = null;
    nowMs += 5_000;
    expect(await report.update()).toMatchObject({ status: 'ok', reasons: [] });
    expect(asked).toBe(2);
  });

  it('is degraded while settings of detectors are ignored, and says which', async () => {
    ignoredSettings = ['setting 7 of detection is ignored: there is no detector "x"'];
    expect(await report.update()).toMatchObject({ status: 'degraded', reasons: ignoredSettings });
  });

  it('asks each time where something happens', async () => {
    isIdle = false;
    await updates(12);
    expect(asked).toBe(12);
  });

  it('asks each time while the feed is not live, or the database has not answered', async () => {
    await report.update();
    feedState = 'reconnecting';
    nowMs += 5_000;
    expect(await report.update()).toMatchObject({ status: 'degraded' });
    expect(asked).toBe(2);
    feedState = 'live';
    answer = () => Promise.reject(new Error('gone'));
    nowMs += 10_000;
    expect(await report.update()).toMatchObject({ status: 'down' });
    answer = async () => statistics;
    nowMs += 5_000;
    expect(await report.update()).toMatchObject({ status: 'ok' });
    expect(asked).toBe(4);
  });

  it('is asked for anew by who asks once', async () => {
    await report.update();
    nowMs += 1_000;
    await report.current();
    expect(asked).toBe(2);
  });
});
