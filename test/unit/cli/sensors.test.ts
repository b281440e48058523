import { describe, expect, it, vi } from 'vitest';
import { removeLines } from '../../../src/cli/commands/sensors.ts';
import { historyLines, removalLines } from '../../../src/cli/sensor-lines.ts';

const by = { author: { name: 'maria', through: 'command' }, credentialId: null, reason: null } as const;
const nothing = { sensors: 0, equipment: 0, recommendations: 0, hasMore: false, examples: [] };

function service() {
  return {
    byFilter: vi.fn(async () => nothing),
    byName: vi.fn(async () => ({ ...nothing, results: [] })),
    history: vi.fn(async () => []),
  };
}

describe('andon sensors remove', () => {
  it('takes what is named as machine and sensor at the last slash', async () => {
    const removal = service();
    await removeLines(removal, ['PUMP-1/flwo', 'AREA/2/flow'], { site: 'north' }, by);
    const keys = [
      { siteId: 'north', equipmentId: 'PUMP-1', sensorType: 'flwo' },
      { siteId: 'north', equipmentId: 'AREA/2', sensorType: 'flow' },
    ];
    expect(removal.byName).toHaveBeenCalledWith(keys, by, false);
    for (const name of ['PUMP-1', '/flow', 'PUMP-1/']) {
      await expect(removeLines(removal, [name], {}, by)).rejects.toThrow('is no sensor');
    }
    await expect(removeLines(removal, ['PUMP-1/flow'], { registered: true }, by)).rejects.toThrow('not both');
  });

  it('makes a filter of its options', async () => {
    const removal = service();
    const options = { site: 'north', equipmentPrefix: 'T_', firstSeenFrom: 0, registered: true, dryRun: true };
    await removeLines(removal, [], options, by);
    const filter = { siteIds: ['north'], equipmentIdPrefix: 'T_', firstSeenFrom: new Date(0), registered: true };
    expect(removal.byFilter).toHaveBeenCalledWith(filter, by, true);
  });
});

describe('the lines of andon sensors', () => {
  const sensor = { siteId: 'north', equipmentId: 'PUMP-1', sensorType: 'flwo' };

  it('tell what went, what was not there, and whether there is more', () => {
    const removal = { ...nothing, sensors: 12, equipment: 1, recommendations: 2, hasMore: true, examples: [sensor] };
    expect(removalLines({ ...removal, results: [{ ...sensor, isRemoved: false }] }, false)).toEqual([
      'removed 12 sensors, and with them 1 machine and 2 waiting recommendations',
      '  flwo of PUMP-1 at north',
      '  and 11 more',
      'not found: flwo of PUMP-1 at north',
      'more sensors match: run the command again for the next ones',
    ]);
    expect(removalLines({ ...removal, sensors: 1, hasMore: false }, true)).toEqual([
      'would remove 1 sensor; nothing was changed',
      '  flwo of PUMP-1 at north',
    ]);
  });

  it('tell a removal with what came back', () => {
    const removedAt = new Date('2026-03-10T12:00:30Z');
    const stored = { removedAt, operatorId: 'maria', through: 'api', reason: null, sensorCount: 1 } as const;
    expect(historyLines([{ ...stored, equipment: 0, recommendations: 1, returned: 1, sensors: [sensor] }])).toEqual([
      '2026-03-10T12:00Z maria (api): 1 sensor (flwo of PUMP-1 at north), 0 machines, 1 recommendation; 1 reported again since',
    ]);
    expect(historyLines([])).toEqual(['No sensor was ever removed.']);
  });
});
