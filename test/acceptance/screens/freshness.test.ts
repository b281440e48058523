import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import { EquipmentStatus, IngestReadings } from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { type ServerProcess, startServer } from '../../support/server/server.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

describe('A change of freshness is an event', () => {
  const site = useSite();
  let second: ServerProcess;
  beforeAll(async () => {
    second = await startServer({ databaseUrl: site.databaseUrl });
  });
  afterAll(() => second.stop());
  const ingest = (...readings: ReturnType<typeof reading>[]) => site.http.request(IngestReadings, { readings });

  /** A screen, and what each sensor's freshness has been on it, in order and without repeats. */
  async function screen(websocketUrl: string, equipmentIds: string[]) {
    const subscription = await subscribe(websocketUrl, EquipmentStatus, { equipmentIds, minIntervalMs: 0 });
    const [snapshot] = await subscription.count(1);
    return {
      snapshot: snapshot?.equipmentStatus ?? [],
      seen: (sensorType: string) =>
        subscription.events
          .flatMap((event) => event.equipmentStatus.filter((one) => one.sensorType === sensorType))
          .map(({ freshness }) => freshness)
          .filter((freshness, i, all) => freshness !== all[i - 1]),
      close: () => subscription.close(),
    };
  }

  it('silent sensors are pushed as WARNING and STALE, and as CURRENT with their next reading, on every server', async () => {
    const equipmentIds = Array.from({ length: 20 }, (_, index) => `SILENT-${index}`);
    const screens = await Promise.all([site.server, second].map((one) => screen(one.websocketUrl, equipmentIds)));
    const nowMs = Date.now();
    for (const equipmentId of equipmentIds) {
      await ingest(
        reading(equipmentId, `minute ${equipmentId}`, 1, nowMs - 56_000),
        reading(equipmentId, `five ${equipmentId}`, 1, nowMs - 296_000),
      );
    }
    const everywhere = (what: string, sensor: string, expected: string) =>
      until(
        `${what} on every screen`,
        () => screens.every(({ seen }) => equipmentIds.every((id) => seen(`${sensor} ${id}`).join() === expected)),
        { state: () => screens.map(({ seen }) => equipmentIds.map((id) => seen(`${sensor} ${id}`).join())) },
      );
    await everywhere('WARNING', 'minute', 'CURRENT,WARNING');
    await everywhere('STALE', 'five', 'WARNING,STALE');
    await ingest(...equipmentIds.map((equipmentId) => reading(equipmentId, `five ${equipmentId}`, 2)));
    await everywhere('CURRENT again', 'five', 'WARNING,STALE,CURRENT');
    await Promise.all(screens.map((one) => one.close()));
  }, 60_000);

  it('sensors that were silent before a restart are pushed by the server that comes after it', async () => {
    const nowMs = Date.now();
    // One for each second: however long the restart takes, some are about to become old when it is over.
    const ages = Array.from({ length: 60 }, (_, second) => second);
    await ingest(...ages.map((age) => reading('RESTART', `age-${age}`, age, nowMs - age * 1_000)));
    await until('all are known', async () => {
      const { snapshot, close } = await screen(site.server.websocketUrl, ['RESTART']);
      await close();
      return snapshot.length === ages.length;
    });
    await site.server.stop();
    await site.restart();
    const after = await screen(site.server.websocketUrl, ['RESTART']);
    expect(after.snapshot).toHaveLength(ages.length);
    const next = after.snapshot
      .filter(({ freshness }) => freshness === 'CURRENT')
      .sort((a, b) => Number(b.value) - Number(a.value))[0];
    expect(next, 'some sensor is still current').toBeDefined();
    await until(
      'the oldest current one becomes WARNING',
      () => after.seen(next?.sensorType ?? '').at(-1) === 'WARNING',
    );
    await after.close();
  }, 60_000);
});
