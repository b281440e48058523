import { describe, expect, it } from 'vitest';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import {
  AlarmLoadQuery,
  EffectivenessQuery,
  IngestReadings,
  LatencyQuery,
  PipelineHealthQuery,
  PipelineHealthUpdates,
  RecommendationsQuery,
  RegisterEquipment,
  RejectRecommendation,
} from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const site = useSite();
const ingest = (...readings: ReturnType<typeof reading>[]) => site.http.request(IngestReadings, { readings });

describe('Alarms go by the limits of today, and are counted', () => {
  it('equipment’s own limits come before the sensor type’s, from the next reading on', async () => {
    const { registerEquipment } = await site.http.request(RegisterEquipment, {
      equipment: [
        {
          id: 'CR_900',
          manufacturer: 'Acme',
          criticality: 'CRITICAL',
          sensors: [{ sensorType: 'vibration', unit: 'mm/s', warningLimit: 30, criticalLimit: 40, emergencyLimit: 60 }],
        },
      ],
    });
    expect(registerEquipment).toMatchObject([
      { id: 'CR_900', equipmentType: 'crusher', manufacturer: 'Acme', criticality: 'CRITICAL' },
    ]);
    await ingest(reading('CR_900', 'vibration', 20), reading('CR_901', 'vibration', 20));
    const severities = async (equipmentId: string) =>
      (
        await site.http.request(RecommendationsQuery, { filter: { equipmentIds: [equipmentId] } })
      ).recommendations.edges.map(({ node }) => node.severity);
    await until(
      'the crusher without limits of its own has its alarm',
      async () => (await severities('CR_901')).length === 1,
    );
    expect(await severities('CR_900')).toEqual([]);
    await ingest(reading('CR_900', 'vibration', 65, Date.now() + 1));
    await until(
      'the crusher with its own limits has its alarm',
      async () => (await severities('CR_900')).join() === 'CRITICAL',
    );
  });

  it('pipelineHealth, latency, alarmLoad and effectiveness tell what has happened', async () => {
    await ingest(reading('FAN-11', 'temperature', 97));
    const node = await until('the alarm', async () => {
      const { recommendations } = await site.http.request(RecommendationsQuery, {
        filter: { equipmentIds: ['FAN-11'] },
      });
      return recommendations.edges[0]?.node;
    });
    await site.http.request(RejectRecommendation, { id: node.id, reason: 'test' });
    const stages = await until('latencies are recorded', async () => {
      const { latency } = await site.http.request(LatencyQuery, {});
      return latency.length > 0 && latency;
    });
    for (const stage of stages) {
      expect(stage.count).toBeGreaterThan(0);
      expect(stage.p50Ms).toBeLessThanOrEqual(stage.p95Ms);
      expect(stage.p95Ms).toBeLessThanOrEqual(stage.p99Ms);
      expect(stage.p99Ms).toBeLessThanOrEqual(stage.maxMs * 1.05 + 0.01);
    }
    const { alarmLoad } = await site.http.request(AlarmLoadQuery, {});
    expect(alarmLoad.total).toBeGreaterThanOrEqual(3);
    expect(alarmLoad.mostFrequent.map(({ equipmentId }) => equipmentId)).toContain('FAN-11');
    const table = await fetch(`${site.server.url}/export/alarm-load.csv?siteId=default`);
    expect(table.headers.get('content-type')).toContain('text/csv');
    const lines = (await table.text()).trim().split('\r\n');
    expect(lines[0]).toBe('siteId,from,to,hours,operatorPositions,measure,value,unit,target,isMet');
    expect(lines[1]).toMatch(/^default,.+Z,.+Z,24,1,per_operator_hour,[\d.]+,1\/h,at most 6; 12 are manageable,true$/);
    const odd = await fetch(`${site.server.url}/export/alarm-load.csv?shiftStart=06:00`);
    expect([odd.status, await odd.text()]).toEqual([400, expect.stringContaining('belong together')]);
    const { recommendationEffectiveness } = await site.http.request(EffectivenessQuery, {});
    expect(recommendationEffectiveness.reduce((sum, { rejected }) => sum + rejected, 0)).toBeGreaterThanOrEqual(1);
    const { pipelineHealth } = await site.http.request(PipelineHealthQuery, {});
    expect(pipelineHealth).toMatchObject({ status: 'OK' });
    const watcher = await subscribe(site.server.websocketUrl, PipelineHealthUpdates, { intervalMs: 1_000 });
    await watcher.count(2);
    await watcher.close();
  });
});
