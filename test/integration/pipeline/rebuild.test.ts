import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PerformanceWindow } from '../../../src/domain/window.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { readLayers, rebuild } from '../../support/readings/rebuild.ts';
import { connect, type RunningCore, received, runCore, terminate, untilProcessed } from '../../support/server/core.ts';
import { expectGoldFromSilver } from '../../support/server/ledger-proof.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let sql: SqlClient;
let server: RunningCore;
const baseMs = minuteAgoMs(90);
/** Far enough ahead for what these tests send as the present, however long they take. */
const wholeTime = { fromMs: baseMs - 30 * 60_000, toMs: minuteAgoMs(-60) };

beforeEach(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url, 4);
  server = await runCore(database.url);
});
afterEach(async () => {
  await server.close();
  await sql.close();
  await database.drop();
});

interface Sent {
  readonly sensorType: string;
  readonly value: unknown;
  readonly second: number;
  readonly equipmentId?: string;
  readonly units?: string;
  readonly quality?: string;
}

async function send(...readings: readonly Sent[]): Promise<void> {
  const request = readings.map(({ second, ...reading }) => ({
    equipmentId: 'PRESS-1',
    ...reading,
    timestamp: baseMs + second * 1_000,
  }));
  expect(await server.core.ingest.submit(received(request))).toMatchObject({ accepted: readings.length, rejected: [] });
}

const seconds = (count: number, step: number) => Array.from({ length: count }, (_, i) => i * step);

/** An hour of three machines in many batches: noise, alarms, units to convert and to refuse, late, bad and textual readings. */
async function sendAnHour({ withLate }: { withLate: boolean }): Promise<void> {
  const batches = seconds(60, 60).map((start) =>
    seconds(6, 10).flatMap((offset) =>
      [1, 2, 3].flatMap((machine) => {
        const second = start + offset;
        const equipmentId = `MILL-${machine}`;
        const wave = Math.sin(second * machine) * 3;
        return [
          { equipmentId, second, sensorType: 'temperature', value: second === 3_000 ? 92 : 70 + wave, units: '°C' },
          {
            equipmentId,
            second,
            sensorType: 'pressure',
            value: 30 + wave / 10,
            units: second % 600 === 0 ? 'mm' : 'psi',
          },
          { equipmentId, second, sensorType: 'flow', value: second % 900 === 0 ? 1e101 : 1e6 + wave, quality: 'BAD' },
          { equipmentId, second, sensorType: 'state', value: second % 2 === 0 ? 'LOADING' : 'HAULING' },
        ];
      }),
    ),
  );
  const isLate = (minute: number) => withLate && minute % 7 === 3;
  for (const batch of batches.filter((_, minute) => !isLate(minute))) await send(...batch);
  for (const batch of batches.filter((_, minute) => isLate(minute))) await send(...batch);
  await untilProcessed(database.pool);
}

/** Equal to the last bit but for sums that were merged in another order. */
function expectSameGold(
  actual: readonly Record<string, unknown>[],
  expected: readonly Record<string, unknown>[],
): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((window, i) => {
    const { mean, m2, revision: _, ...rest } = window;
    const { mean: expectedMean, m2: expectedM2, revision: __, ...expectedRest } = expected[i] ?? {};
    expect(rest).toEqual(expectedRest);
    for (const [got, wanted] of [
      [Number(mean), Number(expectedMean)],
      [Number(m2), Number(expectedM2)],
    ] as const) {
      expect(Math.abs(got - wanted), JSON.stringify(window)).toBeLessThanOrEqual(1e-9 * Math.abs(wanted));
    }
  });
}

const withoutIds = (rows: readonly Record<string, unknown>[]) => rows.map(({ anomaly_id: _, ...rest }) => rest);

describe('a rebuild when nothing has changed', () => {
  it('changes nothing: no row, no revision, no id', async () => {
    await sendAnHour({ withLate: false });
    const before = await readLayers(database.pool);
    expect(before.anomalies.length).toBeGreaterThan(3);
    expect(before.quarantine.length).toBeGreaterThan(10);
    const done = await rebuild(server.database, wholeTime);
    expect(done).toMatchObject({ finished: true, silver: 0, windows: 0, anomalies: 0, quarantine: 0 });
    expect(done.readings).toBe(60 * 6 * 12);
    expect(done.slices).toBeGreaterThan(60);
    expect(await readLayers(database.pool)).toEqual(before);
  });

  it('makes from bronze alone what the live run made: silver exactly, gold to 1e-9, the same anomalies and quarantine', async () => {
    await sendAnHour({ withLate: true });
    const live = await readLayers(database.pool);
    await sql.rows(`TRUNCATE andon.telemetry_silver, andon.performance_1min, andon.anomaly, andon.quarantine`);
    // Rows that bronze does not account for have to go.
    await sql.rows(
      `INSERT INTO andon.performance_1min SELECT sensor_id, 1, to_timestamp($1::float8 / 1000), 5, 0, 5, 5 FROM andon.sensor WHERE sensor_type = 'state'`,
      [baseMs],
    );
    for (const maxReadings of [37, 100_000]) {
      await rebuild(server.database, wholeTime, { maxReadings });
      const rebuilt = await readLayers(database.pool);
      expect(rebuilt.silver).toEqual(live.silver);
      expectSameGold(rebuilt.gold, live.gold);
      expect(rebuilt.gold.every(({ revision }) => revision === 1)).toBe(true);
      expect(withoutIds(rebuilt.anomalies)).toEqual(withoutIds(live.anomalies));
      expect(rebuilt.quarantine).toEqual(live.quarantine);
      expect(rebuilt.status).toEqual(live.status);
    }
  });

  it('takes whole minutes: a range within one minute restores that minute and leaves its neighbours', async () => {
    await send(...[0, 50, 80, 110, 160, 170, 230].map((second) => ({ sensorType: 'flow', value: second, second })));
    await untilProcessed(database.pool);
    const live = await readLayers(database.pool);
    await sql.rows('UPDATE andon.performance_1min SET mean = -1');
    await rebuild(server.database, { fromMs: baseMs + 61_000, toMs: baseMs + 62_000 });
    const means = (await readLayers(database.pool)).gold.map(({ mean }) => mean);
    expect(means).toEqual([-1, live.gold[1]?.['mean'], -1, -1]);
  });
});

describe('a rebuild after the master data were mended', () => {
  it('lets in what was quarantined for its unit, converted, and restates its windows', async () => {
    await send(
      ...seconds(3, 20).map((second) => ({ sensorType: 'temperature', value: 212, units: '°F', second })),
      ...seconds(3, 20).map((second) => ({ sensorType: 'vibration', value: 2, units: 'bar', second })),
    );
    await untilProcessed(database.pool);
    await sql.rows(`UPDATE andon.sensor SET unit = '°F' WHERE sensor_type = 'temperature'`);
    await sql.rows(`UPDATE andon.sensor SET unit = 'bar' WHERE sensor_type = 'vibration'`);
    await send({ sensorType: 'temperature', value: 212, units: '°F', second: 59 });
    await untilProcessed(database.pool);

    const done = await rebuild(server.database, wholeTime);
    expect(done).toMatchObject({ silver: 6, windows: 2, quarantine: 3 });
    const layers = await readLayers(database.pool);
    expect(layers.silver.map(({ sensor_type, value }) => [sensor_type, value])).toEqual([
      ...Array(4).fill(['temperature', 212]),
      ...Array(3).fill(['vibration', 2]),
    ]);
    expect(layers.gold).toMatchObject([
      { sensor_type: 'temperature', reading_count: 4, mean: 212, m2: 0, revision: 3 },
      { sensor_type: 'vibration', reading_count: 3, mean: 2, m2: 0, revision: 1 },
    ]);
    expect(layers.quarantine).toEqual([]);
    await expectGoldFromSilver(sql);
    expect(await rebuild(server.database, wholeTime)).toMatchObject({ silver: 0, windows: 0, anomalies: 0 });
  });

  it('takes out what contradicts the right unit, with its windows', async () => {
    await sql.rows(`INSERT INTO andon.equipment (equipment_id) VALUES ('PRESS-1')`);
    await send(
      { sensorType: 'flow', value: 7, units: 'mm/s', second: 0 },
      { sensorType: 'flow', value: 212, units: '°F', second: 60 },
    );
    await untilProcessed(database.pool);
    await sql.rows(`UPDATE andon.sensor SET unit = '°C' WHERE sensor_type = 'flow'`);
    await rebuild(server.database, wholeTime);
    const layers = await readLayers(database.pool);
    expect(layers.silver.map(({ value }) => value)).toEqual([expect.closeTo(100, 9)]);
    expect(layers.gold).toMatchObject([{ reading_count: 1, revision: 2, window_start: new Date(baseMs + 60_000) }]);
    expect(layers.quarantine).toMatchObject([
      { door: 'pipeline', code: 'UNIT_MISMATCH', event_time: new Date(baseMs) },
    ]);
  });

  it('touches only the equipment and the site it was given', async () => {
    for (const equipmentId of ['A', 'B']) await send({ equipmentId, sensorType: 'flow', value: 1, second: 0 });
    await untilProcessed(database.pool);
    await sql.rows('UPDATE andon.telemetry_silver SET value = -1');
    const values = async () => (await readLayers(database.pool)).silver.map(({ value }) => value);
    await expect(rebuild(server.database, { ...wholeTime, siteId: 'elsewhere' })).rejects.toThrow('at site elsewhere');
    await rebuild(server.database, { ...wholeTime, equipmentIds: ['B'] });
    expect(await values()).toEqual([-1, 1]);
    await rebuild(server.database, { ...wholeTime, siteId: 'default' });
    expect(await values()).toEqual([1, 1]);
  });
});

describe('anomalies in a rebuild', () => {
  const anomalies = () =>
    sql.rows<{ anomaly_id: string; value: number; limit_name: string }>(
      'SELECT anomaly_id, value, limit_name FROM andon.anomaly ORDER BY event_time',
    );

  it('keep their id and follow the limits; those that hold no more go, unless a recommendation points at them; none is raised', async () => {
    const nowSecond = Math.floor((Date.now() - baseMs) / 1_000);
    await send(
      { sensorType: 'temperature', value: 87, second: 0 },
      { sensorType: 'temperature', value: 82, second: 60 },
    );
    await send({ sensorType: 'temperature', value: 86, second: nowSecond });
    await untilProcessed(database.pool);
    const [first, second, told] = await anomalies();
    const raised = await sql.rows('SELECT * FROM agentic_hmi.agent_recommendations');
    expect(raised).toMatchObject([{ anomaly_id: told?.anomaly_id }]);

    await sql.rows(`UPDATE andon.sensor SET warning_limit = 86.5, critical_limit = 95, emergency_limit = 99`);
    expect(await rebuild(server.database, wholeTime)).toMatchObject({ silver: 0, windows: 0, anomalies: 2 });
    expect(await anomalies()).toEqual([{ ...first, limit_name: 'warning' }, { ...told }]);
    expect(second?.value).toBe(82);
    await sql.rows(`UPDATE andon.sensor SET warning_limit = 1, critical_limit = 2, emergency_limit = 3`);
    await rebuild(server.database, wholeTime);
    expect((await anomalies()).map(({ limit_name }) => limit_name)).toEqual(['emergency', 'emergency', 'emergency']);
    expect(await sql.rows('SELECT * FROM agentic_hmi.agent_recommendations')).toEqual(raised);
  });
});

describe('subscribers to windows', () => {
  /** Who watches all windows of that server. */
  function watch({ core }: RunningCore) {
    const abort = new AbortController();
    const told: PerformanceWindow[] = [];
    const messages: number[] = [];
    const reading = (async () => {
      for await (const windows of core.live.windows({}, abort.signal)) {
        messages.push(windows.length);
        told.push(...windows);
      }
    })();
    const revisions = () =>
      new Map(told.map((window) => [`${window.sensorId} ${window.windowStart.getTime()}`, window]));
    const close = async () => {
      abort.abort();
      await reading;
    };
    return { told, messages, revisions, close };
  }
  const restate = () => sql.rows('UPDATE andon.performance_1min SET mean = mean + 1');

  async function attached(...servers: readonly RunningCore[]) {
    const screens = servers.map(watch);
    let second = 0;
    await until('all screens are told of what happens', async () => {
      await send({ equipmentId: 'FIRST', sensorType: 'flow', value: 1, second: ++second / 100 });
      return screens.every(({ told }) => told.length > 0);
    });
    await untilProcessed(database.pool);
    return screens;
  }

  it('FEED-10: subscribers of every server are told of each window that a rebuild restates, as it is now, and of no other', async () => {
    const other = await runCore(database.url, { ANDON_PIPELINE: 'off' });
    try {
      await sendAnHour({ withLate: false });
      const screens = await attached(server, other);
      await restate();
      const { windows } = await rebuild(server.database, wholeTime, { maxReadings: 500 });
      const stored = await sql.rows<{ key: string; revision: number; mean: number }>(
        `SELECT concat(sensor_id, ' ', extract(epoch FROM window_start)::bigint * 1000) AS key, revision, mean FROM andon.performance_1min`,
      );
      expect(stored.length).toBe(windows);
      for (const screen of screens) {
        const isTold = (one: (typeof stored)[number]) => screen.revisions().get(one.key)?.revision === one.revision;
        await until('each window is told', () => stored.every(isTold), {
          state: () => [stored.filter(isTold).length, windows],
        });
        for (const { key, mean } of stored) expect(screen.revisions().get(key)?.avgValue).toBeCloseTo(mean, 6);
      }
      const told = screens.map((screen) => screen.told.length);
      expect((await rebuild(server.database, wholeTime)).windows, 'nothing is left to restate').toBe(0);
      await send({ equipmentId: 'LAST', sensorType: 'flow', value: 1, second: 0 });
      for (const [i, screen] of screens.entries()) {
        const since = () => screen.told.slice(told[i]).map(({ equipmentId }) => equipmentId);
        await until('a later window is told', () => since().includes('LAST'));
        expect(since().filter((equipmentId) => equipmentId.startsWith('MILL'))).toEqual([]);
        await screen.close();
      }
    } finally {
      await other.close();
    }
  });

  it('are told within bounded messages, also when the signal of the rebuild is not heard', async () => {
    const machines = seconds(1_200, 1);
    await send(
      ...machines.map((machine) => ({ equipmentId: `M-${machine}`, sensorType: 'flow', value: 1, second: 0 })),
    );
    await untilProcessed(database.pool);
    const [screen] = await attached(server);
    if (screen === undefined) throw new Error('one screen watches');
    server.refuse('andon listener');
    await terminate(database.pool, 'andon listener');
    await restate();
    expect(await rebuild(server.database, wholeTime, { maxReadings: 10_000 })).toMatchObject({ windows: 1_201 });
    await until('each window is told', () => screen.revisions().size === 1_201, { state: () => screen.messages });
    expect(Math.max(...screen.messages)).toBeLessThanOrEqual(1_000);
    await screen.close();
  });

  it('cost a rebuild nothing that stays: what it told of is cleared away by the next after an hour', async () => {
    await send({ sensorType: 'flow', value: 1, second: 0 });
    await untilProcessed(database.pool);
    for (let round = 0; round < 3; round += 1) {
      await sql.rows(`UPDATE andon.restatement SET restated_at = restated_at - interval '61 minutes'`);
      await restate();
      await rebuild(server.database, wholeTime);
    }
    expect(await sql.rows('SELECT number::int FROM andon.restatement')).toEqual([{ number: 3 }]);
  });
});

describe('a live pipeline beside a rebuild', () => {
  it('reads its baselines anew once they were restated', async () => {
    const minutes = seconds(20, 60).map((second) => ({
      sensorType: 'oil',
      value: 100 + (second % 7),
      units: 'psi',
      second,
    }));
    await send(...minutes);
    await untilProcessed(database.pool);
    await sql.rows(`UPDATE andon.sensor SET unit = 'bar'`);
    // As if nothing had noticed it: windows in another unit are no baseline otherwise.
    await sql.rows('UPDATE andon.sensor SET unit_changed_at = NULL');
    const baseline = () =>
      sql.rows<{ value: number }>(
        `SELECT round(value::numeric, 1)::float8 AS value FROM andon.anomaly WHERE detector = 'baseline' ORDER BY event_time`,
      );
    await send({ sensorType: 'oil', value: 103, units: 'psi', second: 1_200 });
    await untilProcessed(database.pool);
    expect(await baseline(), 'against the old windows it looks far off').toEqual([{ value: 7.1 }]);

    await rebuild(server.database, wholeTime);
    expect(await baseline()).toEqual([]);
    await send({ sensorType: 'oil', value: 104, units: 'psi', second: 1_210 });
    await untilProcessed(database.pool);
    expect(await baseline(), 'against the new windows it is as ever').toEqual([]);
  });

  it('judges a batch that had to wait for a slice by what the slice found', async () => {
    await send({ sensorType: 'temperature', value: 70, second: 0 });
    await untilProcessed(database.pool);
    const slice = await connect(database.url);
    await slice.query('BEGIN');
    await slice.query('SELECT FROM andon.pipeline_partition FOR UPDATE');
    await send({ sensorType: 'temperature', value: 70, second: 1 });
    await until(
      'the pipeline waits for the slice',
      async () =>
        (await sql.number(
          `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'andon pipeline' AND wait_event_type = 'Lock'`,
        )) === 1,
    );
    await slice.query(`UPDATE andon.sensor SET warning_limit = 60`);
    await slice.query('COMMIT');
    await slice.end();
    await untilProcessed(database.pool);
    expect(await sql.number('SELECT count(*) FROM andon.anomaly')).toBe(1);
  });

  it('is left what it has not taken yet: a slice ends where the checkpoint stands', async () => {
    await send({ sensorType: 'flow', value: 1, second: 0 });
    await untilProcessed(database.pool);
    await server.close();
    server = await runCore(database.url, { ANDON_PIPELINE: 'off' });
    await send({ sensorType: 'flow', value: 2, second: 1 });
    await sql.rows('UPDATE andon.telemetry_silver SET value = -1');
    expect(await rebuild(server.database, wholeTime)).toMatchObject({ readings: 2, silver: 1 });
    expect((await readLayers(database.pool)).silver.map(({ value }) => value)).toEqual([1]);
    await server.close();
    server = await runCore(database.url);
    await untilProcessed(database.pool);
    const { silver, gold, quarantine } = await readLayers(database.pool);
    expect(silver.map(({ value }) => value)).toEqual([1, 2]);
    expect(gold).toMatchObject([{ reading_count: 2, mean: 1.5 }]);
    expect(quarantine).toEqual([]);
  });

  it('counts every reading once, even into the very minutes that are being rebuilt', async () => {
    let stop = false;
    let sent = 0;
    const sending = (async () => {
      while (!stop) {
        const from = sent;
        sent += 60;
        await send(
          ...seconds(60, 1).map((i) => ({
            equipmentId: `LIVE-${i % 12}`,
            sensorType: 'flow',
            value: from + i,
            second: (from + i) * 0.007,
          })),
        );
      }
    })();
    await until('some readings are in', () => sent > 600);
    await sql.rows('UPDATE andon.telemetry_silver SET value = -1, batch_no = 0');
    await sql.rows('DELETE FROM andon.performance_1min');
    for (let round = 0; round < 2; round += 1) await rebuild(server.database, wholeTime, { maxReadings: 500 });
    stop = true;
    await sending;
    await untilProcessed(database.pool);
    const differences = await sql.number(
      `SELECT count(*) FROM andon.telemetry_bronze AS b FULL JOIN andon.telemetry_silver AS s USING (sensor_id, event_time)
       WHERE b.value_number IS DISTINCT FROM s.value`,
    );
    expect(differences).toBe(0);
    expect(await sql.number('SELECT count(*) FROM andon.telemetry_silver')).toBe(sent);
    await expectGoldFromSilver(sql);
    expect(server.core.pipelineState().lastError).toBeNull();
  });
});

describe('a rebuild that meets trouble', () => {
  it('keeps what quarantine holds of a reading that was mended and taken since, and opens nothing anew', async () => {
    await send(
      { second: 0, sensorType: 'temperature', value: 20, units: 'mm/s' },
      { second: 1, sensorType: 'temperature', value: 21, units: 'mm/s' },
    );
    await untilProcessed(database.pool);
    const entries = () =>
      sql.rows<{ id: number; open: boolean }>(
        'SELECT quarantine_id::int AS id, replayed_at IS NULL AS open FROM andon.quarantine ORDER BY event_time',
      );
    const [inPlace, elsewhere] = await entries();
    const mended = { equipmentId: 'PRESS-1', sensorType: 'temperature', units: '°C' };
    await server.core.quarantineReplay.replay([
      { id: inPlace?.id ?? 0, reading: { ...mended, index: 0, value: 20, timestamp: baseMs } },
      {
        id: elsewhere?.id ?? 0,
        reading: { ...mended, sensorType: 'vibration', units: 'mm/s', index: 1, value: 21, timestamp: baseMs + 1_000 },
      },
    ]);
    await untilProcessed(database.pool);
    expect(await rebuild(server.database, wholeTime)).toMatchObject({ silver: 0, windows: 0, quarantine: 0 });
    expect(await entries()).toEqual([
      { ...inPlace, open: false },
      { ...elsewhere, open: false },
    ]);
  });

  it('puts a reading that the database refuses into quarantine with its reason, and takes all others', async () => {
    await send(...seconds(50, 1).map((second) => ({ sensorType: 'flow', value: second, second })));
    await untilProcessed(database.pool);
    await sql.rows('DELETE FROM andon.telemetry_silver');
    await sql.rows('ALTER TABLE andon.telemetry_silver ADD CONSTRAINT test_marker CHECK (value NOT IN (7, 31))');
    await rebuild(server.database, wholeTime);
    const { silver, quarantine } = await readLayers(database.pool);
    expect(silver.map(({ value }) => value)).toEqual(seconds(50, 1).filter((value) => value !== 7 && value !== 31));
    expect(quarantine).toMatchObject([
      {
        code: 'REFUSED_BY_DATABASE',
        event_time: new Date(baseMs + 7_000),
        message: expect.stringContaining('test_marker'),
      },
      { code: 'REFUSED_BY_DATABASE', event_time: new Date(baseMs + 31_000) },
    ]);
    await expectGoldFromSilver(sql);
  });

  it('stops between slices when it is told to, and does the rest when it is given again', async () => {
    await send(...seconds(60, 10).map((second) => ({ sensorType: 'flow', value: second, second })));
    await untilProcessed(database.pool);
    const live = await readLayers(database.pool);
    await sql.rows('DELETE FROM andon.performance_1min');
    const abort = new AbortController();
    abort.abort();
    expect(await rebuild(server.database, wholeTime, { signal: abort.signal })).toMatchObject({
      finished: false,
      slices: 0,
    });
    expect(await rebuild(server.database, wholeTime)).toMatchObject({ finished: true, windows: 10 });
    expectSameGold((await readLayers(database.pool)).gold, live.gold);
  });

  it('refuses what it cannot compute anew, and says why', async () => {
    await send({ sensorType: 'flow', value: 1, second: 0 });
    await untilProcessed(database.pool);
    const month = 30 * 86_400_000;
    await expect(rebuild(server.database, { ...wholeTime, fromMs: baseMs - month })).rejects.toThrow(
      /Bronze begins at \d{4}-/,
    );
    await expect(rebuild(server.database, { fromMs: 2, toMs: 1 })).rejects.toThrow('--from must be earlier than --to');
    await expect(rebuild(server.database, { ...wholeTime, equipmentIds: ['PRESS-1', 'press-1'] })).rejects.toThrow(
      'equipment press-1.',
    );
  });

  it('never empties gold of a day whose bronze retention drops while its turn comes', async () => {
    await send({ sensorType: 'flow', value: 1, second: 0 });
    await untilProcessed(database.pool);
    const partition = `andon.telemetry_bronze_${new Date(baseMs).toISOString().slice(0, 10).replaceAll('-', '')}`;
    // Dropped in the instant after the slices were counted: the first thing a slice does is to lock its partition.
    const dropper = await connect(database.url);
    await dropper.query('BEGIN');
    await dropper.query('SELECT FROM andon.pipeline_partition FOR UPDATE');
    const rebuilding = rebuild(server.database, wholeTime);
    rebuilding.catch(() => undefined);
    await until(
      'the slice waits',
      async () =>
        (await sql.number(
          `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'andon rebuild' AND wait_event_type = 'Lock'`,
        )) === 1,
    );
    await dropper.query(`DROP TABLE ${partition}`);
    await dropper.query('COMMIT');
    await dropper.end();
    await expect(rebuilding).rejects.toThrow('was dropped while its turn came');
    expect((await readLayers(database.pool)).gold).toHaveLength(1);
  });
});
