import { describe, expect, it } from 'vitest';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import { CurrentStatus, EquipmentStatus, IngestReadings, RegisterEquipment } from '../../support/clients/operations.ts';
import type { StatusFilter } from '../../support/gen/graphql.ts';
import { reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

describe('Equipment out of service', () => {
  const site = useSite();
  const setActive = (id: string, isActive: boolean) =>
    site.http.request(RegisterEquipment, { equipment: [{ id, isActive }] });
  const ingest = async (...readings: ReturnType<typeof reading>[]) => {
    await site.http.request(IngestReadings, { readings });
    await until(
      'the pipeline has taken the readings',
      async () =>
        (await site.sql.number(
          'SELECT (SELECT batch_no FROM andon.bronze_head) - min(batch_no) FROM andon.pipeline_partition',
        )) === 0,
    );
  };
  const found = async (filter: StatusFilter) => {
    const { currentStatus } = await site.http.request(CurrentStatus, { filter });
    return currentStatus.edges.map(({ node }) => node.equipmentId);
  };
  const alarms = (equipmentId: string) =>
    site.sql.rows('SELECT issue_type FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1', [equipmentId]);

  it('raises no alarm whatever it sends, and does once it is back', async () => {
    await ingest(reading('OLD-1', 'temperature', 20, Date.now() - 2_000));
    await setActive('OLD-1', false);
    await ingest(reading('OLD-1', 'temperature', 300, Date.now() - 1_000));
    expect(await alarms('OLD-1')).toEqual([]);
    await setActive('OLD-1', true);
    await ingest(reading('OLD-1', 'temperature', 301, Date.now()));
    expect(await alarms('OLD-1')).toEqual([{ issue_type: 'temperature_high_critical' }]);
  });

  it('is not among what is stale, and is left out or picked by a filter', async () => {
    const longAgoMs = Date.now() - 400_000;
    await ingest(reading('OLD-2', 'flow', 20, longAgoMs), reading('OLD-3', 'flow', 20, longAgoMs));
    await setActive('OLD-2', false);
    const equipmentIds = ['OLD-2', 'OLD-3'];
    expect(await found({ equipmentIds, freshness: ['STALE'] })).toEqual(['OLD-3']);
    expect(await found({ equipmentIds })).toEqual(['OLD-2', 'OLD-3']);
    expect(await found({ equipmentIds, isActive: true })).toEqual(['OLD-3']);
    expect(await found({ equipmentIds, isActive: false, freshness: ['STALE'] })).toEqual(['OLD-2']);
  });

  it.each([
    ['by mutation', (id: string, isActive: boolean) => setActive(id, isActive)],
    [
      'by SQL',
      (id: string, isActive: boolean) =>
        site.sql.rows('UPDATE andon.equipment SET is_active = $2 WHERE equipment_id = $1', [id, isActive]),
    ],
  ])('is told on equipmentStatus when it is taken out and put back %s', async (how, set) => {
    const id = `TOLD-${how.replace(' ', '-')}`;
    await ingest(reading(id, 'flow', 1, Date.now() - 1_000), reading(id, 'state', 'RUNNING', Date.now() - 1_000));
    const screen = await subscribe(site.server.websocketUrl, EquipmentStatus, { equipmentIds: [id] });
    const [snapshot] = await screen.count(1);
    expect(snapshot?.equipmentStatus.map(({ isActive }) => isActive)).toEqual([true, true]);
    await set(id, false);
    const out = (await screen.count(2)).at(-1);
    expect(out?.equipmentStatus.map(({ sensorType, isActive }) => [sensorType, isActive]).sort()).toEqual([
      ['flow', false],
      ['state', false],
    ]);
    await set(id, true);
    expect((await screen.count(3)).at(-1)?.equipmentStatus).toMatchObject([{ isActive: true }, { isActive: true }]);
    await screen.close();
  });
});
