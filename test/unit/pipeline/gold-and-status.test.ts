import { describe, expect, it } from 'vitest';
import { toWindows } from '../../../src/pipeline/gold.ts';
import { toLatest } from '../../../src/pipeline/latest-status.ts';
import { bronzeReading, minute0Ms, silverReading } from '../../support/readings/pipeline-values.ts';

describe('the windows of a batch', () => {
  it('are one for each sensor and minute, sorted, with the readings’ statistics', () => {
    const windows = toWindows([
      silverReading(5, { sensorId: 2 }),
      silverReading(1, { eventTimeMs: minute0Ms + 60_000 }),
      silverReading(2, { eventTimeMs: minute0Ms + 59_999 }),
      silverReading(4),
    ]);
    expect(windows).toEqual([
      { sensorId: 1, windowMs: minute0Ms, stats: { count: 2, mean: 3, meanLow: 0, m2: 2, min: 2, max: 4 } },
      { sensorId: 1, windowMs: minute0Ms + 60_000, stats: { count: 1, mean: 1, meanLow: 0, m2: 0, min: 1, max: 1 } },
      { sensorId: 2, windowMs: minute0Ms, stats: { count: 1, mean: 5, meanLow: 0, m2: 0, min: 5, max: 5 } },
    ]);
  });
});

describe('the latest readings of a batch', () => {
  it('are each sensor’s newest by event time, the later arrival of equal times, sorted by sensor', () => {
    const latest = toLatest([
      bronzeReading('RUN', { sensorId: 9 }),
      bronzeReading(1, { eventTimeMs: minute0Ms + 5 }),
      bronzeReading(2, { eventTimeMs: minute0Ms + 9 }),
      bronzeReading(3, { eventTimeMs: minute0Ms + 9 }),
      bronzeReading(4, { eventTimeMs: minute0Ms + 7 }),
    ]);
    expect(latest.map(({ reading }) => [reading.sensorId, reading.value])).toEqual([
      [1, 3],
      [9, 'RUN'],
    ]);
  });

  it('are of the newest arrival where the sender’s clock was ahead, and count at that time', () => {
    const atMs = minute0Ms + 60_000;
    const latest = toLatest([
      bronzeReading(1, { eventTimeMs: atMs + 240_000, receivedAtMs: atMs }),
      bronzeReading(2, { eventTimeMs: atMs + 1_000, receivedAtMs: atMs + 1_000 }),
      bronzeReading('a', { sensorId: 2, eventTimeMs: atMs + 3_000, receivedAtMs: atMs }),
      bronzeReading('b', { sensorId: 2, eventTimeMs: atMs + 4_000, receivedAtMs: atMs }),
      bronzeReading('c', { sensorId: 2, eventTimeMs: atMs + 2_000, receivedAtMs: atMs }),
      bronzeReading(9, { sensorId: 3, eventTimeMs: atMs + 9_000, receivedAtMs: atMs }),
      bronzeReading(null, { sensorId: 3, quality: 2, eventTimeMs: atMs + 5_000, receivedAtMs: atMs + 5_000 }),
    ]);
    expect(latest.map(({ reading }) => [reading.value, reading.eventTimeMs - atMs])).toEqual([
      [2, 1_000],
      ['b', 0],
      [null, 5_000],
    ]);
    expect(latest[2]?.lastValued).toMatchObject({ value: 9, eventTimeMs: atMs });
  });
});
