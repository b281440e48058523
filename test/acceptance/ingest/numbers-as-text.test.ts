import { describe, expect, it } from 'vitest';
import { RegisterEquipment } from '../../support/clients/operations.ts';
import { useOddReadings } from '../../support/fixtures/odd-readings.ts';
import { until } from '../../support/until.ts';

const { site, machine, iso, post, countOf } = useOddReadings();

describe('A number that comes as text', () => {
  it('is a number where the sensor measures, stays a text elsewhere, and is the same reading either way', async () => {
    const equipmentId = machine();
    await site.http.request(RegisterEquipment, {
      equipment: [{ id: equipmentId, sensors: [{ sensorType: 'level', unit: 'm' }] }],
    });
    const at = (sensorType: string, second: number, value: unknown, more: object = {}) => ({
      equipmentId,
      sensorType,
      timestamp: iso(second),
      value,
      ...more,
    });
    const send = (...readings: object[]) => post(JSON.stringify({ readings }));
    expect(
      await send(
        at('level', 1, '195.5'),
        at('temperature', 1, ' 19.5 '),
        at('order', 1, '4711'),
        at('given', 1, '1e3', { units: 'bar' }),
        at('mixed', 1, 5),
        at('mixed', 2, '-0.5'),
        at('level', 2, '1,5'),
        at('level', 3, '0x10'),
        at('level', 4, true),
      ),
    ).toMatchObject({ accepted: 9, rejected: [] });
    expect(await send(at('mixed', 3, '.5'), at('order', 2, '4712'))).toMatchObject({ accepted: 2 });
    const rows = await site.sql.rows<{
      sensor_type: string;
      second: number;
      number: number | null;
      text: string | null;
    }>(
      `SELECT sensor_type, extract(second FROM event_time)::int AS second, value_number AS number, value_text AS text
       FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1 ORDER BY sensor_type, event_time`,
      [equipmentId],
    );
    expect(rows.map(({ sensor_type, second, number, text }) => [sensor_type, second, number ?? text])).toEqual([
      ['given', 1, 1_000],
      ['level', 1, 195.5],
      ['level', 2, '1,5'],
      ['level', 3, '0x10'],
      ['level', 4, null],
      ['mixed', 1, 5],
      ['mixed', 2, -0.5],
      ['mixed', 3, 0.5],
      ['order', 1, '4711'],
      ['order', 2, '4712'],
      ['temperature', 1, 19.5],
    ]);
    expect(await send(at('level', 1, 195.5), at('level', 1, '195.50'), at('order', 1, 4711))).toMatchObject({
      duplicates: 3,
      rejected: [],
    });
    expect(await send(at('level', 1, '195.6'))).toMatchObject({ rejected: [{ code: 'CONFLICTING_DUPLICATE' }] });
    await until('what no detector looks at is counted', async () => (await countOf('value_numeric')) === 3);
  });
});
