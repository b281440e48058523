import { describe, expect, it } from 'vitest';
import type { PerformanceWindow } from '../../../../src/domain/window.ts';
import { seconds, useRebuildSite } from '../../../support/fixtures/rebuild-site.ts';
import { rebuild } from '../../../support/readings/rebuild.ts';
import { type RunningCore, runCore, terminate, untilProcessed } from '../../../support/server/core.ts';
import { until } from '../../../support/until.ts';

const site = useRebuildSite();
const { send, sendAnHour } = site;

describe('subscribers to windows', () => {
  /** Who watches all windows of that site.server. */
  function watch({ core }: RunningCore) {
    const abort = new AbortController();
    const told: PerformanceWindow[] = [];
    const messages: number[] = [];
    const reading = (async () => {
      for await (const windows of core.live.windows({}, abort.signal)) {
        messages.push(windows.length);
        told.push(...windows);
      }
    })();
    const revisions = () =>
      new Map(told.map((window) => [`${window.sensorId} ${window.windowStart.getTime()}`, window]));
    const close = async () => {
      abort.abort();
      await reading;
    };
    return { told, messages, revisions, close };
  }
  const restate = () => site.sql.rows('UPDATE andon.performance_1min SET mean = mean + 1');

  async function attached(...servers: readonly RunningCore[]) {
    const screens = servers.map(watch);
    let second = 0;
    await until('all screens are told of what happens', async () => {
      await send({ equipmentId: 'FIRST', sensorType: 'flow', value: 1, second: ++second / 100 });
      return screens.every(({ told }) => told.length > 0);
    });
    await untilProcessed(site.database.pool);
    return screens;
  }

  it('FEED-10: subscribers of every server are told of each window that a rebuild restates, as it is now, and of no other', async () => {
    const other = await runCore(site.database.url, { ANDON_PIPELINE: 'off' });
    try {
      await sendAnHour({ withLate: false });
      const screens = await attached(site.server, other);
      await restate();
      const { windows } = await rebuild(site.server.database, site.wholeTime, { maxReadings: 500 });
      const stored = await site.sql.rows<{ key: string; revision: number; mean: number }>(
        `SELECT concat(sensor_id, ' ', extract(epoch FROM window_start)::bigint * 1000) AS key, revision, mean FROM andon.performance_1min`,
      );
      expect(stored.length).toBe(windows);
      for (const screen of screens) {
        const isTold = (one: (typeof stored)[number]) => screen.revisions().get(one.key)?.revision === one.revision;
        await until('each window is told', () => stored.every(isTold), {
          state: () => [stored.filter(isTold).length, windows],
        });
        for (const { key, mean } of stored) expect(screen.revisions().get(key)?.avgValue).toBeCloseTo(mean, 6);
      }
      const told = screens.map((screen) => screen.told.length);
      expect((await rebuild(site.server.database, site.wholeTime)).windows, 'nothing is left to restate').toBe(0);
      await send({ equipmentId: 'LAST', sensorType: 'flow', value: 1, second: 0 });
      for (const [i, screen] of screens.entries()) {
        const since = () => screen.told.slice(told[i]).map(({ equipmentId }) => equipmentId);
        await until('a later window is told', () => since().includes('LAST'));
        expect(since().filter((equipmentId) => equipmentId.startsWith('MILL'))).toEqual([]);
        await screen.close();
      }
    } finally {
      await other.close();
    }
  });

  it('are told within bounded messages, also when the signal of the rebuild is not heard', async () => {
    const machines = seconds(1_200, 1);
    await send(
      ...machines.map((machine) => ({ equipmentId: `M-${machine}`, sensorType: 'flow', value: 1, second: 0 })),
    );
    await untilProcessed(site.database.pool);
    const [screen] = await attached(site.server);
    if (screen === undefined) throw new Error('one screen watches');
    site.server.refuse('andon listener');
    await terminate(site.database.pool, 'andon listener');
    // The rebuild's alone, without what the batches before told.
    screen.messages.length = 0;
    await restate();
    expect(await rebuild(site.server.database, site.wholeTime, { maxReadings: 10_000 })).toMatchObject({
      windows: 1_201,
    });
    await until('each window is told', () => screen.revisions().size === 1_201, { state: () => screen.messages });
    expect(Math.max(...screen.messages)).toBeLessThanOrEqual(1_000);
    await screen.close();
  });

  it('cost a rebuild nothing that stays: what it told of is cleared away by the next after an hour', async () => {
    await send({ sensorType: 'flow', value: 1, second: 0 });
    await untilProcessed(site.database.pool);
    for (let round = 0; round < 3; round += 1) {
      await site.sql.rows(`UPDATE andon.restatement SET restated_at = restated_at - interval '61 minutes'`);
      await restate();
      await rebuild(site.server.database, site.wholeTime);
    }
    expect(await site.sql.rows('SELECT number::int FROM andon.restatement')).toEqual([{ number: 3 }]);
  });
});
