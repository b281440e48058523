import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runMine } from '../../../src/simulator/mine-driver.ts';
import { runSynthetic } from '../../../src/simulator/synthetic-driver.ts';
import { syntheticSite } from '../../../src/simulator/synthetic-site.ts';
import {
  acceptAll,
  type GraphqlStub,
  graphqlError,
  sentReadings,
  startGraphqlStub,
} from '../../support/clients/graphql-stub.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const startMs = Date.UTC(2026, 5, 1, 12);
let stub: GraphqlStub | undefined;

afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

/** A clock that ends the run after some time and wakes no sleeper before the server has answered what was made until then. */
function clockFor(endAfterMs: number, answered: () => number, made: () => number) {
  const ended = new AbortController();
  const clock = createVirtualClock(startMs, async () => {
    await expect.poll(() => answered() >= made(), { interval: 1, timeout: 5_000 }).toBe(true);
    if (clock.nowMs() - startMs >= endAfterMs) ended.abort(new Error('ended'));
  });
  return { clock, signal: ended.signal };
}

describe('the mine as a client', () => {
  it('registers its equipment once, then sends one reading of every tag each second', async () => {
    stub = await startGraphqlStub(acceptAll);
    let ticks = 0;
    let accepted = 0;
    const { clock, signal } = clockFor(
      20_000,
      () => stub?.operations.length ?? 0,
      () => ticks + 1,
    );
    const summary = await runMine({
      url: stub.url,
      seed: 1,
      signal,
      clock,
      onTick: (status) => {
        ticks += 1;
        accepted = status.accepted;
      },
    });
    const [registration, ...sends] = stub.operations;
    expect(registration?.variables['equipment']).toHaveLength(10);
    expect(sends).toHaveLength(20);
    for (const [second, asked] of sends.entries()) {
      const readings = sentReadings(asked);
      expect(readings).toHaveLength(107);
      expect(new Set(readings.map(({ timestamp }) => timestamp))).toEqual(
        new Set([new Date(startMs + second * 1_000).toISOString()]),
      );
    }
    expect(summary).toMatchObject({ sent: 2_140, accepted: 2_140, rejected: 0, dropped: 0, waiting: 0 });
    expect(accepted).toBeLessThanOrEqual(summary.accepted);
  });

  it('sends the same values for the same seed', async () => {
    const sent: unknown[] = [];
    for (let run = 0; run < 2; run += 1) {
      const server = await startGraphqlStub(acceptAll);
      let ticks = 0;
      const { clock, signal } = clockFor(
        5_000,
        () => server.operations.length,
        () => ticks + 1,
      );
      await runMine({
        url: server.url,
        seed: 9,
        signal,
        clock,
        onTick: () => {
          ticks += 1;
        },
      });
      sent.push(server.operations);
      await server.close();
    }
    expect(sent[0]).toEqual(sent[1]);
  });

  it('ends with the reason when the server refuses its readings', async () => {
    stub = await startGraphqlStub((asked) =>
      asked.query.includes('registerEquipment')
        ? acceptAll(asked)
        : graphqlError('FORBIDDEN', 'this key may only read'),
    );
    let ticks = 0;
    const { clock, signal } = clockFor(
      60_000,
      () => stub?.operations.length ?? 0,
      () => Math.min(2, ticks + 1),
    );
    const run = runMine({
      url: stub.url,
      seed: 1,
      signal,
      clock,
      onTick: () => {
        ticks += 1;
      },
    });
    await expect(run).rejects.toThrow('FORBIDDEN: this key may only read');
  });
});

describe('the synthetic site as a client', () => {
  it('sends at the rate it was given, no sensor twice at one time', async () => {
    stub = await startGraphqlStub(acceptAll);
    const site = syntheticSite({ equipment: 20, sensorsPerEquipment: 5, seed: 3 });
    let sent = 0;
    const { clock, signal } = clockFor(
      10_000,
      () => stub?.operations.length ?? 0,
      () => 1 + Math.min(sent, 1),
    );
    const summary = await runSynthetic({
      url: stub.url,
      site,
      readingsPerSecond: 400,
      seed: 3,
      signal,
      clock,
      onTick: () => {
        sent += 1;
      },
    });
    expect(summary.accepted).toBe(summary.sent);
    expect(summary.sent).toBeGreaterThanOrEqual(3_900);
    expect(summary.sent).toBeLessThanOrEqual(4_200);
    const column = z.object({ equipmentId: z.string(), sensorType: z.string(), timestamps: z.array(z.string()) });
    const keys = stub.operations
      .flatMap(({ variables }) => z.array(column).parse(variables['series'] ?? []))
      .flatMap(({ equipmentId, sensorType, timestamps }) =>
        timestamps.map((time) => `${equipmentId}/${sensorType}/${time}`),
      );
    // The stub may have received a last request whose answer the end of the run cut off.
    expect(keys.length).toBeGreaterThanOrEqual(summary.sent);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a synthetic site', () => {
  it('has as many machines and sensors as asked for, and the same values for the same seed', () => {
    const site = syntheticSite({ equipment: 500, sensorsPerEquipment: 12, seed: 4 });
    expect(site.equipment).toHaveLength(500);
    expect(new Set(site.sensors.map(({ equipmentId, sensorType }) => `${equipmentId}/${sensorType}`)).size).toBe(6_000);
    const values = (seed: number) => {
      const { value } = syntheticSite({ equipment: 2, sensorsPerEquipment: 2, seed });
      return Array.from({ length: 100 }, (_, n) => value(3, n));
    };
    expect(values(4)).toEqual(values(4));
    expect(values(4)).not.toEqual(values(5));
    expect(Math.max(...values(4)) - Math.min(...values(4))).toBeLessThan(12);
  });
});
