import { describe, expect, it } from 'vitest';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { listen } from '../../support/clients/clients-sql.ts';
import { AnomaliesQuery, IngestReadings, RecommendationDetails } from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';

const documentedKeys = [
  'recommendation_id',
  'equipment_id',
  'issue_type',
  'severity',
  'confidence_score',
  'recommended_action',
  'timestamp',
];

describe('A reading over its limit becomes an operator’s alert', () => {
  const site = useSite();

  const cases = [
    {
      equipmentId: 'HAUL-001',
      type: 'haul truck',
      sensorType: 'temperature',
      value: 92.5,
      units: '°C',
      severity: 'CRITICAL',
      way: 'mutation',
    },
    {
      equipmentId: 'CRUSH-001',
      type: 'crusher',
      sensorType: 'vibration',
      value: 4.8,
      units: 'mm/s',
      severity: 'HIGH',
      way: 'mutation',
    },
    {
      equipmentId: 'TEST-001',
      type: 'unknown',
      sensorType: 'temperature',
      value: 95,
      units: '°C',
      severity: 'CRITICAL',
      way: 'SQL',
    },
  ] as const;

  it.each(cases)(
    '$equipmentId $sensorType $value $units by $way: anomaly, recommendation, notification and screen',
    async (sent) => {
      const { equipmentId, sensorType, value, units } = sent;
      const listener = await listen(site.databaseUrl, ['new_ml_recommendation']);
      const subscriber = await followRecommendations(site, { filter: { equipmentIds: [equipmentId] } });

      if (sent.way === 'SQL') {
        await site.sql.rows(
          `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, units, timestamp)
         VALUES ('${equipmentId}','${sensorType}',${value.toFixed(1)},'${units}', current_timestamp)`,
        );
      } else {
        const { ingestReadings } = await site.http.request(IngestReadings, {
          readings: [reading(equipmentId, sensorType, value, Date.now(), { units })],
        });
        expect(ingestReadings).toMatchObject({ accepted: 1, duplicates: 0, rejected: [] });
      }

      const { recommendationEvents: event } = await subscriber.event('the screen shows the alert', () => true);
      expect(event).toMatchObject({
        kind: 'CREATED',
        recommendation: { equipmentId, severity: sent.severity, status: 'PENDING' },
      });

      const notification = await listener.notification(
        'the plain listener is notified',
        ({ payload }) => payload['equipment_id'] === equipmentId,
      );
      expect(notification.channel).toBe('new_ml_recommendation');
      expect(Object.keys(notification.payload)).toEqual(expect.arrayContaining(documentedKeys));
      expect(notification.payload).toMatchObject({
        recommendation_id: event.recommendation.id,
        severity: sent.severity.toLowerCase(),
      });

      const { recommendation } = await site.http.request(RecommendationDetails, { id: event.recommendation.id });
      expect(recommendation).toMatchObject({
        equipmentId,
        severity: sent.severity,
        status: 'PENDING',
        version: 1,
        equipment: { equipmentType: sent.type },
        anomaly: { sensorType, value, severity: sent.severity },
      });
      for (const text of ['issueDescription', 'recommendedAction', 'rootCauseAnalysis', 'expectedOutcome'] as const) {
        expect(recommendation?.[text], text).toMatch(/\S/);
      }
      expect(recommendation?.confidenceScore).toBeGreaterThan(0.5);
      expect(recommendation?.confidenceScore).toBeLessThanOrEqual(1);

      const { anomalies } = await site.http.request(AnomaliesQuery, { filter: { equipmentIds: [equipmentId] } });
      expect(anomalies.edges.map(({ node }) => node)).toContainEqual(
        expect.objectContaining({ equipmentId, sensorType, value, severity: sent.severity }),
      );
      await Promise.all([listener.close(), subscriber.close()]);
    },
  );

  it('a critical alert reaches criticalAlerts, a high one does not', async () => {
    const alerts = await followRecommendations(site, { critical: true });
    await site.http.request(IngestReadings, {
      readings: [reading('HAUL-007', 'vibration', 4.8), reading('HAUL-008', 'temperature', 92.5)],
    });
    await alerts.count(1);
    await site.http.request(IngestReadings, { readings: [reading('HAUL-009', 'temperature', 96)] });
    await alerts.count(2);
    expect(alerts.events.map(({ recommendationEvents }) => recommendationEvents.recommendation.equipmentId)).toEqual([
      'HAUL-008',
      'HAUL-009',
    ]);
    await alerts.close();
  });

  it('a reading within its limits raises nothing', async () => {
    await site.http.request(IngestReadings, {
      readings: [reading('HAUL-020', 'temperature', 79.9), reading('HAUL-021', 'temperature', 92.5)],
    });
    const all = await followRecommendations(site, { after: 'start' });
    await all.event(
      'the neighbour’s alert',
      (event) => event.recommendationEvents.recommendation.equipmentId === 'HAUL-021',
    );
    expect(all.events.filter((event) => event.recommendationEvents.recommendation.equipmentId === 'HAUL-020')).toEqual(
      [],
    );
    await all.close();
  });
});
