import { describe, expect, it } from 'vitest';
import { useJudgedReadings } from '../../support/fixtures/judged-readings.ts';

const site = useJudgedReadings();
const { machine, nextMs, send, measure, raised, decide } = site;

describe('a limit changed by SQL', () => {
  it('holds from the next reading on, for known sensors and in a batch with new ones', async () => {
    await measure('oil', 50);
    await site.sql.rows(
      'UPDATE andon.sensor SET warning_limit = 30, critical_limit = 40, emergency_limit = 45 WHERE equipment_id = $1',
      [machine()],
    );
    const timestamp = nextMs();
    await send(...['oil', 'new'].map((sensorType) => ({ equipmentId: machine(), sensorType, value: 50, timestamp })));
    expect(await raised()).toEqual(['oil_high_critical pending']);
    await decide('expired');
    await site.sql.rows('UPDATE andon.sensor SET emergency_limit = 60 WHERE equipment_id = $1', [machine()]);
    await measure('oil', 50);
    expect(await raised()).toEqual(['oil_high_critical expired', 'oil_high_high pending']);
    expect(site.server.core.pipelineState().lastError).toBeNull();
  });

  it('a limit of a sensor type holds for every sensor without its own', async () => {
    await measure('flow', 50);
    await site.sql.rows(`INSERT INTO andon.sensor_type VALUES ('flow', 'l/s', 10, 20, 30, 0.6, 0.78, 0.92)`);
    await measure('flow', 51);
    expect(await raised()).toEqual(['flow_high_critical pending']);
  });

  it('a limit of a sensor’s own comes before that of its type', async () => {
    await measure('vibration', 1);
    await site.sql.rows(
      'UPDATE andon.sensor SET warning_limit = 28, critical_limit = 35, emergency_limit = 55 WHERE equipment_id = $1',
      [machine()],
    );
    await measure('vibration', 22);
    expect(await raised()).toEqual([]);
    await measure('vibration', 36);
    expect(await raised()).toEqual(['vibration_high_high pending']);
  });
});

describe('units and odd values', () => {
  const silver = () =>
    site.sql.rows<{ value: number }>(
      'SELECT value FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1 ORDER BY event_time',
      [machine()],
    );

  it('are converted to the sensor’s unit before they are judged', async () => {
    await measure('temperature', 92, '°F');
    await measure('temperature', 198.5, '°F');
    expect(await silver()).toEqual([{ value: expect.closeTo(33.333, 3) }, { value: expect.closeTo(92.5, 9) }]);
    expect(await raised()).toEqual(['temperature_high_critical pending']);
  });

  it('that contradict the sensor’s unit are in quarantine, out of silver and in bronze', async () => {
    await measure('temperature', 50, 'mm/s');
    expect(await silver()).toEqual([]);
    const rows = await site.sql.rows<{ original: string }>(
      'SELECT door, code, original FROM andon.quarantine WHERE equipment_id = $1',
      [machine()],
    );
    expect(rows).toMatchObject([{ door: 'pipeline', code: 'UNIT_MISMATCH' }]);
    expect(JSON.parse(rows[0]?.original ?? '')).toMatchObject({ value: 50, units: 'mm/s' });
  });

  it('values of 1e308 and 1e-300 do not stop the pipeline', async () => {
    for (const value of [1e308, -1e308, 1e-300, 1e100, -1e100, 1e100, 5e-324]) await measure('odd', value);
    for (const value of [1e308, 1e100, 1e99, 1e-300]) await measure('temperature', value);
    await measure('odd', 7);
    expect((await silver()).at(-1)).toEqual({ value: 7 });
    expect(site.server.core.pipelineState().lastError).toBeNull();
  });
});

describe('a late reading', () => {
  it('corrects its window, moves no status back and raises nothing', async () => {
    await measure('temperature', 70);
    await send({ equipmentId: machine(), sensorType: 'temperature', value: 95, timestamp: nextMs() - 60_000 });
    expect(await raised()).toEqual([]);
    const rows = await site.sql.rows(
      `SELECT (SELECT value_number FROM andon.current_status WHERE sensor_id = s.sensor_id) AS status,
              (SELECT count(*)::int FROM andon.performance_1min WHERE sensor_id = s.sensor_id) AS windows,
              (SELECT count(*)::int FROM andon.anomaly WHERE sensor_id = s.sensor_id) AS anomalies
       FROM andon.sensor AS s WHERE equipment_id = $1`,
      [machine()],
    );
    expect(rows).toEqual([{ status: 70, windows: 2, anomalies: 1 }]);
  });
});
it('the server logs no warning while everything works', () => {
  expect(site.server.logged).toEqual([]);
});
