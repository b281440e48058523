import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpClient } from '../../support/clients/clients-http.ts';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import { EquipmentStatus, IngestReadings, PerformanceUpdates } from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { expectExactlyOnce } from '../../support/server/ledger-proof.ts';
import { type ServerProcess, startServer } from '../../support/server/server.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { startLoad } from '../../support/server/server-ledger.ts';
import { until } from '../../support/until.ts';

describe('Two servers on one database are one site', () => {
  const site = useSite();
  let second: ServerProcess;
  beforeAll(async () => {
    second = await startServer({ databaseUrl: site.databaseUrl });
  });
  afterAll(() => second.stop());

  it('readings sent to either reach the live status of both', async () => {
    const equipmentIds = Array.from({ length: 40 }, (_, index) => `BOTH-${index}`);
    const servers = [site.server, second];
    const startMs = Date.now() - 5_000;
    const send = (value: number) =>
      Promise.all(
        equipmentIds.map((equipmentId, index) =>
          httpClient((servers[index % 2] ?? second).graphqlUrl).request(IngestReadings, {
            readings: [reading(equipmentId, 'flow', value, startMs + value)],
          }),
        ),
      );
    await send(1);
    const screens = await Promise.all(
      servers.map((server) => subscribe(server.websocketUrl, EquipmentStatus, { equipmentIds, minIntervalMs: 100 })),
    );
    const windows = await Promise.all(
      servers.map((server) => subscribe(server.websocketUrl, PerformanceUpdates, { equipmentIds })),
    );
    await Promise.all(screens.map((screen) => screen.count(1)));
    await send(2);
    for (const [index, screen] of screens.entries()) {
      const last = () =>
        new Map(screen.events.flatMap((event) => event.equipmentStatus.map((one) => [one.equipmentId, one.value])));
      await until(
        `screen ${index} shows the latest of all`,
        () => equipmentIds.every((equipmentId) => last().get(equipmentId) === 2),
        { withinMs: 5_000, state: () => [...last()].filter(([, value]) => value !== 2) },
      );
    }
    for (const [index, screen] of windows.entries()) {
      await until(
        `screen ${index} is told of all windows`,
        () => screen.events.flatMap((event) => event.performanceUpdates).length >= equipmentIds.length,
        { withinMs: 5_000, state: () => screen.events.flatMap((event) => event.performanceUpdates).length },
      );
    }
    await Promise.all([...screens, ...windows].map((screen) => screen.close()));
  });

  it('the work of a killed server is taken over by the other, and each acknowledged reading is counted once', async () => {
    const load = [site.server.graphqlUrl, second.graphqlUrl].map((graphqlUrl, index) =>
      startLoad({ clients: 2, batch: 60, name: `SHARED-${index}`, resend: false, graphqlUrl: () => graphqlUrl }),
    );
    await until('both take readings', () => load.every(({ ledger }) => ledger.acknowledged.size > 2_000), {
      withinMs: 60_000,
    });
    await second.kill();
    const before = load[0]?.ledger.acknowledged.size ?? 0;
    await until('the other goes on', () => (load[0]?.ledger.acknowledged.size ?? 0) > before + 1_000, {
      withinMs: 60_000,
    });
    const ledgers = await Promise.all(load.map(({ finish }) => finish()));
    await expectExactlyOnce(site.sql, ...ledgers);
    expect(ledgers.every(({ acknowledged }) => acknowledged.size > 0)).toBe(true);
  }, 120_000);
});
