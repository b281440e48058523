import { describe, expect, it } from 'vitest';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import { EquipmentStatus, PerformanceQuery, QuarantineQuery } from '../../support/clients/operations.ts';
import { useOddReadings } from '../../support/fixtures/odd-readings.ts';
import { until } from '../../support/until.ts';

const { site, machine, iso, post, statusOf } = useOddReadings();

describe('A reading that says “no value”', () => {
  it('leaves the last value on the screens, with quality BAD and the time of that value, and no window counts it', async () => {
    const equipmentId = machine();
    const screen = await subscribe(site.server.websocketUrl, EquipmentStatus, {
      equipmentIds: [equipmentId],
      minIntervalMs: 0,
    });
    const at = (second: number, more: object) => ({ equipmentId, sensorType: 's', timestamp: iso(second), ...more });
    const send = (...readings: object[]) => post(JSON.stringify({ readings }));
    await send(at(0, { value: 60, units: 'bar' }), at(1, { value: 61, units: 'bar' }));
    await until('the value is shown', async () => (await statusOf(equipmentId))[0]?.value === 61);
    expect(await send(at(2, { value: null, quality: 'BAD' }))).toMatchObject({ accepted: 1, rejected: [] });
    const shown = await until('the quality is shown', async () => {
      const [status] = await statusOf(equipmentId);
      return status?.quality === 'BAD' && status;
    });
    const expected = { value: 61, units: 'bar', quality: 'BAD', lastUpdated: iso(1), lastReported: iso(2) };
    expect(shown).toMatchObject(expected);
    const pushed = await screen.event('the quality is pushed', ({ equipmentStatus }) =>
      equipmentStatus.some(({ quality }) => quality === 'BAD'),
    );
    expect(pushed.equipmentStatus.find(({ quality }) => quality === 'BAD')).toMatchObject(expected);
    const { performance } = await site.http.request(PerformanceQuery, {
      equipmentId,
      sensorType: 's',
      from: iso(0),
      to: iso(60),
    });
    expect(performance.edges.map(({ node }) => node)).toMatchObject([{ readingCount: 2, minValue: 60, maxValue: 61 }]);
    expect(await send(at(2, { value: null, quality: 'BAD' }))).toMatchObject({ duplicates: 1, rejected: [] });
    expect(await send(at(2, { value: 5 }))).toMatchObject({ rejected: [{ code: 'CONFLICTING_DUPLICATE' }] });
    await send(at(3, { value: 62, units: 'bar' }));
    const back = { value: 62, quality: 'GOOD', lastUpdated: iso(3), lastReported: iso(3) };
    await screen.event('the next value is pushed', ({ equipmentStatus }) =>
      equipmentStatus.some(({ value }) => value === 62),
    );
    expect(await statusOf(equipmentId)).toMatchObject([back]);
    await screen.close();
  });

  it('shows the newest value before it also when both come in one request, and none where there has been none', async () => {
    const equipmentId = machine();
    const at = (sensorType: string, second: number, more: object) => ({
      equipmentId,
      sensorType,
      timestamp: iso(second),
      ...more,
    });
    const none = { value: null, quality: 'BAD' };
    const readings = [
      at('a', 3, none),
      at('a', 2, { value: 'RUN' }),
      at('a', 1, { value: 'STOP' }),
      at('b', 1, none),
      at('b', 2, none),
    ];
    expect(await post(JSON.stringify({ readings }))).toMatchObject({ accepted: 5 });
    const status = await until('both are shown', async () => {
      const found = await statusOf(equipmentId);
      return found.length === 2 && found;
    });
    expect(status).toMatchObject([
      { sensorType: 'a', value: 'RUN', quality: 'BAD', lastUpdated: iso(2), lastReported: iso(3) },
      { sensorType: 'b', value: null, quality: 'BAD', lastUpdated: iso(2), lastReported: iso(2) },
    ]);
  });

  it('is a row with NULL and quality BAD by SQL; any other NULL, NaN and infinity are put aside', async () => {
    const equipmentId = machine();
    await site.sql.rows(
      `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, quality, timestamp) VALUES
       ($1, 'a', 7, NULL, $2), ($1, 'a', NULL, 'BAD', $3), ($1, 'b', NULL, NULL, $3), ($1, 'c', 'NaN', 'BAD', $3),
       ($1, 'd', '-infinity', NULL, $3), ($1, 'e', 1, NULL, NULL), ($1, 'f', 1, NULL, $3)`,
      [equipmentId, iso(1), iso(2)],
    );
    const codes = await until('four are put aside', async () => {
      const { quarantine } = await site.http.request(QuarantineQuery, { filter: { equipmentIds: [equipmentId] } });
      return quarantine.edges.length === 4 && quarantine.edges.map(({ node }) => `${node.sensorType} ${node.code}`);
    });
    expect(codes.sort()).toEqual(['b INVALID_VALUE', 'c INVALID_VALUE', 'd INVALID_VALUE', 'e INVALID_TIMESTAMP']);
    await until('the rest is shown', async () => (await statusOf(equipmentId)).length === 2);
    expect(await statusOf(equipmentId)).toMatchObject([
      { sensorType: 'a', value: 7, quality: 'BAD', lastUpdated: iso(1) },
      { sensorType: 'f', value: 1, quality: 'GOOD' },
    ]);
  });
});
