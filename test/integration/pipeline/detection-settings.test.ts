import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/client/random.ts';
import { minuteMs } from '../../../src/domain/window.ts';
import { createDetectionService, type DetectionInput } from '../../../src/services/detection-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type RunningCore, received, runCore, untilJudged, untilProcessed } from '../../support/server/core.ts';

const startMs = Date.UTC(2026, 5, 1);

let database: TestDatabase;
let server: RunningCore;
let nowMs = startMs;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url, {}, () => nowMs);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

/** Anomalies of a machine by one detector: minutes since the start. */
async function anomalies(equipmentId: string, detector: string): Promise<number[]> {
  const { rows } = await database.pool.query<{ window_start: Date }>(
    `SELECT window_start FROM andon.anomaly JOIN andon.sensor USING (sensor_id)
     WHERE equipment_id = $1 AND detector = $2 ORDER BY window_start`,
    [equipmentId, detector],
  );
  return rows.map(({ window_start }) => (window_start.getTime() - startMs) / minuteMs);
}

async function queuedByNovelty(equipmentId: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `SELECT count(*)::int FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1 AND evidence ->> 'detector' = 'novelty'`,
    [equipmentId],
  );
  return rows[0]?.count ?? 0;
}

async function send(sensorType: string, values: Readonly<Record<string, number>>): Promise<void> {
  nowMs += minuteMs;
  const timestamp = nowMs;
  await server.core.ingest.submit(
    received(
      Object.entries(values).map(([equipmentId, value]) => ({
        equipmentId,
        sensorType,
        value,
        timestamp,
        units: '°C',
      })),
    ),
  );
}

async function set(columns: Readonly<Record<string, unknown>>): Promise<void> {
  const names = Object.keys(columns);
  await database.pool.query(
    `INSERT INTO andon.detection_setting (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(columns),
  );
}

/** A dry run over everything up to now. */
async function tried(input: DetectionInput, fromMs = startMs) {
  const proposal = await createDetectionService(database.pool).propose(input);
  const to = new Date(nowMs + minuteMs);
  return server.core.detectionTrial.run({ proposal, from: new Date(fromMs), to });
}

describe('settings of detectors', () => {
  it('hold from the reading after their change on, without a restart', async () => {
    await send('temperature', { 'KILN-1': 92, 'KILN-2': 92 });
    await untilProcessed(database.pool);
    expect(await anomalies('KILN-1', 'limit')).toEqual([1]);

    await set({ detector: 'limit', site_id: 'default', equipment_id: 'KILN-1', enabled: false });
    await send('temperature', { 'KILN-1': 93, 'KILN-2': 93, 'KILN-3': 93 });
    await untilProcessed(database.pool);
    expect(await anomalies('KILN-1', 'limit')).toEqual([1]);
    expect(await anomalies('KILN-2', 'limit')).toEqual([1, 2]);

    await database.pool.query('UPDATE andon.detection_setting SET equipment_id = $1', ['KILN-3']);
    await send('temperature', { 'KILN-1': 94, 'KILN-3': 94 });
    await untilProcessed(database.pool);
    expect(await anomalies('KILN-1', 'limit')).toEqual([1, 3]);
    expect(await anomalies('KILN-3', 'limit')).toEqual([2]);

    await database.pool.query('DELETE FROM andon.detection_setting');
    await send('temperature', { 'KILN-3': 95 });
    await untilProcessed(database.pool);
    expect(await anomalies('KILN-3', 'limit')).toEqual([2, 4]);
  });

  it('are tried on the readings that are stored, and change nothing', async () => {
    const place = { detector: 'limit', siteId: 'default', equipmentId: 'KILN-2' };
    expect(await anomalies('KILN-2', 'limit')).toEqual([1, 2]);
    const off = await tried({ ...place, enabled: false });
    expect(off).toMatchObject({
      sensors: 1,
      sensorsTried: 1,
      isCut: false,
      // The second minute is the same trouble.
      present: { recorded: 2, queued: 1 },
      proposed: { recorded: 0, queued: 0 },
    });
    expect(off.examples).toEqual([
      {
        change: 'dropped',
        detector: 'limit',
        when: new Date(startMs + minuteMs),
        siteId: 'default',
        equipmentId: 'KILN-2',
        sensorType: 'temperature',
        severity: 'critical',
        sentence: 'temperature of KILN-2 is 92 °C, above the emergency limit of 90 °C.',
      },
    ]);
    expect(await tried({ ...place, enabled: true })).toMatchObject({ sensors: 0, present: { recorded: 0 } });
    await set({ ...{ detector: 'limit', site_id: 'default', equipment_id: 'KILN-2' }, enabled: false });
    const on = await tried({ ...place, enabled: true });
    expect(on).toMatchObject({ present: { recorded: 0, queued: 0 }, proposed: { recorded: 2, queued: 1 } });
    expect(on.examples.map(({ change }) => change)).toEqual(['added']);
    await database.pool.query('DELETE FROM andon.detection_setting');
    expect(await anomalies('KILN-2', 'limit')).toEqual([1, 2]);
  });

  it('are tried within bounds, and it is told when these were reached', async () => {
    await database.pool.query(
      `INSERT INTO andon.equipment (site_id, equipment_id) SELECT 'wide', 'M-' || i FROM generate_series(1, 201) AS i`,
    );
    await database.pool.query(
      `INSERT INTO andon.sensor (site_id, equipment_id, sensor_type) SELECT 'wide', 'M-' || i, 'flow' FROM generate_series(1, 201) AS i`,
    );
    const wide = { detector: 'excursion', siteId: 'wide', enabled: false };
    expect(await tried(wide)).toMatchObject({ sensors: 201, sensorsTried: 200, isCut: true });
    await expect(tried(wide, startMs - 8 * 86_400_000)).rejects.toMatchObject({ code: 'TOO_COMPLEX' });
    const twice = await Promise.allSettled([tried(wide), tried(wide)]);
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(twice.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'RATE_LIMITED' } });
  });

  it('that cannot be are ignored, and the pipeline goes on', async () => {
    await set({ detector: 'limit', enabled: null, parameters: { loudness: 11 } });
    await set({ detector: 'crystal_ball', enabled: true });
    await send('temperature', { 'KILN-4': 92 });
    await untilProcessed(database.pool);
    expect(await anomalies('KILN-4', 'limit')).toEqual([5]);
    expect(server.core.pipelineState().ignoredSettings).toEqual([
      expect.stringMatching(
        /limit has no parameter "loudness"; there are deadband, deadband_percent, on_delay_s, off_delay_s$/,
      ),
      expect.stringMatching(/there is no detector "crystal_ball"; there are limit, /),
    ]);
    await database.pool.query('DELETE FROM andon.detection_setting');
  });

  it('are remembered with their changes and the role that made them, and their past cannot be changed', async () => {
    await set({ detector: 'novelty', sensor_type: 'history', parameters: { queue_score: 0.3 } });
    await database.pool.query(
      `UPDATE andon.detection_setting SET parameters = '{"queue_score": 0.4}' WHERE sensor_type = 'history'`,
    );
    await database.pool.query(
      `UPDATE andon.detection_setting SET parameters = '{"queue_score": 0.4}' WHERE sensor_type = 'history'`,
    );
    await database.pool.query(`DELETE FROM andon.detection_setting WHERE sensor_type = 'history'`);
    const { rows } = await database.pool.query(
      `SELECT changed_by = session_user AS mine, changed_through, old_setting -> 'parameters' AS old, new_setting -> 'parameters' AS new
       FROM andon.detection_setting_history
       WHERE coalesce(old_setting, new_setting) ->> 'sensor_type' = 'history' ORDER BY change_id`,
    );
    expect(rows).toEqual([
      { mine: true, changed_through: 'sql', old: null, new: { queue_score: 0.3 } },
      { mine: true, changed_through: 'sql', old: { queue_score: 0.3 }, new: { queue_score: 0.4 } },
      { mine: true, changed_through: 'sql', old: { queue_score: 0.4 }, new: null },
    ]);
    for (const change of ['DELETE FROM', 'TRUNCATE']) {
      await expect(database.pool.query(`${change} andon.detection_setting_history`)).rejects.toMatchObject({
        code: 'AN004',
      });
    }
    await expect(database.pool.query('TRUNCATE andon.detection_setting')).rejects.toMatchObject({ code: 'AN006' });
  });

  it('are refused twice for one place, and where they name what cannot be', async () => {
    await set({ detector: 'limit', sensor_type: 'Twice', enabled: true });
    await expect(set({ detector: 'limit', sensor_type: 'twice', enabled: false })).rejects.toMatchObject({
      constraint: 'detection_setting_place',
    });
    await expect(set({ detector: 'limit', equipment_id: 'KILN-1', enabled: false })).rejects.toMatchObject({
      constraint: 'detection_setting_of_equipment',
    });
    await expect(set({ detector: 'limit' })).rejects.toMatchObject({ constraint: 'detection_setting_says_something' });
    await database.pool.query('DELETE FROM andon.detection_setting');
  });
});

describe('settings of detectors of windows', () => {
  const heldFrom = 380;
  const { next: random } = seededRandom(11);
  /** Works and rests by turns, then is held at a level where it has never been. */
  const values = Array.from(
    { length: 400 },
    (_, i) => (i % 40 < 25 ? 50 : 20) + random() + (i >= heldFrom ? 3_500 : 0) - 100,
  );

  it('hold while running, and a detector that was switched off for a time begins from history when it is on again', async () => {
    // It would tell the same problem sooner, and a problem is told once.
    await set({ detector: 'excursion', enabled: false });
    await set({ detector: 'novelty', site_id: 'default', equipment_id: 'MILL-OFF', enabled: false });
    await set({
      detector: 'novelty',
      site_id: 'default',
      equipment_id: 'MILL-RECORDS',
      parameters: { queue_score: 1 },
    });
    const machines = ['MILL-DEFAULT', 'MILL-OFF', 'MILL-AGAIN', 'MILL-RECORDS'];
    for (const [minute, value] of values.entries()) {
      if (minute === 100) {
        await untilJudged(server);
        await set({ detector: 'novelty', site_id: 'default', equipment_id: 'MILL-AGAIN', enabled: false });
      }
      if (minute === 370) {
        await untilJudged(server);
        await database.pool.query(`DELETE FROM andon.detection_setting WHERE equipment_id = 'MILL-AGAIN'`);
      }
      await send('flow', Object.fromEntries(machines.map((machine) => [machine, value])));
    }
    await untilJudged(server);
    const found = await anomalies('MILL-DEFAULT', 'novelty');
    const since = (minutes: number[]) => minutes.filter((minute) => minute > 375);
    expect(since(found).length).toBeGreaterThan(0);
    expect(await anomalies('MILL-OFF', 'novelty')).toEqual([]);
    expect(since(await anomalies('MILL-AGAIN', 'novelty'))).toEqual(since(found));
    expect(await anomalies('MILL-RECORDS', 'novelty')).toEqual(found);
    expect(await queuedByNovelty('MILL-DEFAULT')).toBeGreaterThan(0);
    expect(await queuedByNovelty('MILL-RECORDS')).toBe(0);

    const place = { detector: 'novelty', siteId: 'default' };
    const off = await tried({ ...place, equipmentId: 'MILL-DEFAULT', enabled: false });
    expect(off.present.recorded).toBe(found.length);
    expect(off.present.queued).toBeGreaterThan(0);
    expect(off.proposed).toEqual({ recorded: 0, queued: 0 });
    const told = await tried({
      ...place,
      equipmentId: 'MILL-RECORDS',
      parameters: [
        { name: 'queue_score', value: null },
        { name: 'record_score', value: 0.06 },
      ],
    });
    expect(told).toMatchObject({
      present: { recorded: found.length, queued: 0 },
      proposed: { recorded: found.length, queued: off.present.queued },
    });
    expect(told.examples[0]?.sentence).toMatch(/^flow of MILL-RECORDS is /);
    // Of the last minutes only: what was before teaches.
    const late = await tried({ ...place, equipmentId: 'MILL-DEFAULT', enabled: false }, nowMs - 25 * minuteMs);
    expect(late.present.recorded).toBe(since(found).length);
  });
});

describe('settings of the detector of states', () => {
  it('are tried with what the readings of the two weeks before had taught', async () => {
    await database.pool.query(
      `INSERT INTO andon.equipment (site_id, equipment_id) VALUES ('default', 'CR_009');
       INSERT INTO andon.sensor (site_id, equipment_id, sensor_type, kind) VALUES ('default', 'CR_009', 'mode', 'state')`,
    );
    const show = async (value: string) => {
      nowMs += 2.5 * 3_600_000;
      const reading = { equipmentId: 'CR_009', sensorType: 'mode', value, timestamp: nowMs };
      await server.core.ingest.submit(received([reading]));
      // Present, and so to be told: a reading that waits is judged as what it was.
      await untilProcessed(database.pool);
    };
    for (let i = 0; i < 72; i++) await show(['LOAD', 'HAUL', 'DUMP'][i % 3] ?? '');
    await show('LOAD');
    await show('DUMP');
    expect(await anomalies('CR_009', 'state')).toHaveLength(1);
    const place = { detector: 'state', siteId: 'default', equipmentId: 'CR_009' };
    const fromMs = nowMs - 4 * 3_600_000;
    const less = await tried({ ...place, parameters: [{ name: 'queue_score', value: 1 }] }, fromMs);
    expect(less).toMatchObject({ present: { recorded: 1, queued: 1 }, proposed: { recorded: 1, queued: 0 } });
    const none = await tried({ ...place, enabled: false }, fromMs);
    expect(none).toMatchObject({ present: { recorded: 1, queued: 1 }, proposed: { recorded: 0, queued: 0 } });
  });
});
