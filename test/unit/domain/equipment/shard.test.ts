import { describe, expect, it } from 'vitest';
import { shardCount, shardOf } from '../../../../src/domain/equipment/shard.ts';

describe('the partition of a piece of equipment', () => {
  it('is for ever the same: stored rows carry it', () => {
    expect(shardOf({ siteId: 'default', equipmentId: 'HT_001' })).toBe(3);
    expect(shardOf({ siteId: 'default', equipmentId: 'CR_002' })).toBe(5);
  });

  it('spreads 1,600 machines over all partitions, none with more than twice its share', () => {
    const sizes = new Array<number>(shardCount).fill(0);
    for (let i = 0; i < 1_600; i++) {
      const partition = shardOf({ siteId: `site-${i % 4}`, equipmentId: `HT_${i}` });
      sizes[partition] = (sizes[partition] ?? 0) + 1;
    }
    expect(Math.min(...sizes)).toBeGreaterThan(50);
    expect(Math.max(...sizes)).toBeLessThan(200);
  });

  it('keeps site and equipment apart', () => {
    const partitions = new Set(
      Array.from({ length: 8 }, (_, i) =>
        shardOf({ siteId: 'abcdefgh'.slice(0, i), equipmentId: 'abcdefgh'.slice(i) }),
      ),
    );
    expect(partitions.size).toBeGreaterThan(1);
  });
});
