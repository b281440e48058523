import { describe, expect, it } from 'vitest';
import { shardOf } from '../../../../src/domain/equipment/shard.ts';
import { byShard, ranges } from '../../../../src/pipeline/rebuild/slices.ts';

const minute = 60_000;
const count = (shardNo: number, minuteNo: number, readings: number) => ({
  shardNo,
  minuteMs: minuteNo * minute,
  readings,
});

describe('slices of a rebuild', () => {
  it('join neighbouring minutes up to the bound, across gaps, and never two partitions', () => {
    expect(ranges([count(0, 0, 4), count(0, 1, 4), count(0, 5, 2), count(0, 6, 1), count(1, 0, 1)], 10)).toEqual([
      { shardNo: 0, fromMs: 0, toMs: 6 * minute, readings: 10 },
      { shardNo: 0, fromMs: 6 * minute, toMs: 7 * minute, readings: 1 },
      { shardNo: 1, fromMs: 0, toMs: minute, readings: 1 },
    ]);
  });

  it('keep a minute whole that is over the bound, by itself', () => {
    expect(ranges([count(0, 0, 1), count(0, 1, 50), count(0, 2, 1)], 10).map(({ readings }) => readings)).toEqual([
      1, 50, 1,
    ]);
  });

  it('hold the sensors of one machine together', () => {
    const sensors = Array.from({ length: 100 }, (_, sensorId) => ({
      sensorId,
      siteId: 'default',
      equipmentId: `M-${sensorId % 20}`,
    }));
    const partitions = byShard(sensors);
    expect([...partitions.values()].flat().sort((a, b) => a - b)).toEqual(sensors.map(({ sensorId }) => sensorId));
    for (const sensor of sensors) expect(partitions.get(shardOf(sensor))).toContain(sensor.sensorId);
  });
});
