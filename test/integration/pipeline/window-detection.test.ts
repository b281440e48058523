import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/client/random.ts';
import { minuteMs } from '../../../src/domain/window.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { rebuild } from '../../support/readings/rebuild.ts';
import { type RunningCore, received, runCore, terminate, untilJudged } from '../../support/server/core.ts';

const startMs = Date.UTC(2026, 5, 1);

/** A server whose clock is the test's. */
class Site {
  readonly database: TestDatabase;
  #nowMs = startMs;
  #server: RunningCore | null = null;

  constructor(database: TestDatabase) {
    this.database = database;
  }

  static async open(): Promise<Site> {
    const site = new Site(await createTestDatabase());
    // It would tell the same problem sooner, and a problem is told once.
    await site.database.pool.query(
      `INSERT INTO andon.detection_setting (detector, enabled) VALUES ('excursion', false)`,
    );
    await site.start();
    return site;
  }

  get server(): RunningCore {
    if (this.#server === null) throw new Error('the server is not running');
    return this.#server;
  }

  async start(): Promise<void> {
    this.#server = await runCore(this.database.url, {}, () => this.#nowMs);
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    this.#server = null;
  }

  /** The server ends as by kill -9: it commits nothing more. */
  async abandon(): Promise<void> {
    const dead = this.server;
    this.#server = null;
    for (const name of ['andon pipeline', 'andon detection', 'andon pool']) dead.refuse(name);
    await this.database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'andon%'`,
    );
    await dead.close();
  }

  /** One reading of a sensor in each minute, as time goes by. */
  async live(equipmentId: string, values: readonly number[]): Promise<void> {
    for (const value of values) {
      this.#nowMs += minuteMs;
      const timestamp = this.#nowMs;
      const readings = [{ equipmentId, sensorType: 'flow', value, timestamp }];
      if (timestamp >= startMs + hotFrom * minuteMs)
        readings.push({ equipmentId, sensorType: 'temperature', value: 86, timestamp });
      await this.server.core.ingest.submit(received(readings));
    }
    await untilJudged(this.server);
  }

  /** What the operators have, with the findings of each. */
  async told(equipmentId: string) {
    const { rows } = await this.database.pool.query<{ status: string; findings: { at: string; issue_type: string }[] }>(
      'SELECT status, findings FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1 ORDER BY created_timestamp',
      [equipmentId],
    );
    return rows.map(({ status, findings }) => [
      status,
      findings.map(({ at, issue_type }) => `${issue_type} ${(Date.parse(at) - startMs) / minuteMs}`),
    ]);
  }

  /** What became of its alarms, one after the other; two may come in either order. */
  async alarms(equipmentId: string) {
    const { rows } = await this.database.pool.query<{ told: string }>(
      `SELECT concat_ws(' ', kind, alarm ->> 'problem', 'by', alarm ->> 'detector') AS told FROM andon.alarm_event
       WHERE alarm ->> 'equipment_id' = $1 ORDER BY alarm ->> 'problem', number`,
      [equipmentId],
    );
    return rows.map(({ told }) => told);
  }

  async anomalies(equipmentId: string) {
    const { rows } = await this.database.pool.query<{ window_start: Date; severity_rank: number; score: number }>(
      `SELECT window_start, severity_rank, score FROM andon.anomaly JOIN andon.sensor USING (sensor_id)
       WHERE detector = 'novelty' AND equipment_id = $1 ORDER BY window_start`,
      [equipmentId],
    );
    return rows.map(({ window_start, severity_rank, score }) => [
      (window_start.getTime() - startMs) / minuteMs,
      severity_rank,
      Number(score.toFixed(12)),
    ]);
  }
}

const heldFrom = 380;
/** Behind it the signal is as before, for long enough to be over. */
const heldTo = 400;
const minutes = 430;
/** From this minute on another sensor is beyond a limit. */
const hotFrom = 390;

/** A signal that works and rests by turns, then is held for a while at a level where it has never been. */
function signal(minutes: number): number[] {
  const { next: random } = seededRandom(11);
  return Array.from(
    { length: minutes },
    (_, i) => (i % 40 < 25 ? 50 : 20) + random() + (i >= heldFrom && i < heldTo ? 3_500 : 0),
  );
}

const values = signal(minutes);
const opened: Site[] = [];
let undisturbed: Site;

async function open(): Promise<Site> {
  const site = await Site.open();
  opened.push(site);
  return site;
}

beforeAll(async () => {
  undisturbed = await open();
  await undisturbed.live('MILL-1', values);
});
afterAll(async () => {
  for (const site of opened) {
    await site.stop();
    await site.database.drop();
  }
});

describe('detectors of completed windows', () => {
  it('find what no limit and no hour before shows, and put it before the operators with its reason', async () => {
    const found = await undisturbed.anomalies('MILL-1');
    const told = found.filter(([, severity = 0]) => severity >= 3);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(([minute = 0]) => minute >= heldFrom)).toBe(true);
    const { rows } = await undisturbed.database.pool.query<{ sentence: string }>(
      `SELECT one ->> 'sentence' AS sentence FROM agentic_hmi.agent_recommendations CROSS JOIN jsonb_array_elements(findings) AS each(one)
       WHERE equipment_id = 'MILL-1' AND one ->> 'detector' = 'novelty'`,
    );
    expect(rows.length).toBe(1);
    expect(rows[0]?.sentence).toMatch(
      /^flow of MILL-1 is \d+(\.\d+)?, .*\d.*; the (highest|lowest) in 6 hours was .+, so the machine, its load or the sensor is not as it was\.$/,
    );
  });

  it('find what belongs to one story with what the pipeline finds at another sensor of the machine', async () => {
    expect(await undisturbed.told('MILL-1')).toEqual([
      ['pending', ['flow_high_high 381', 'temperature_high_high 390']],
    ]);
  });

  it('raise the alarm of what they found, and end it when it is over; what a limit has raised goes on', async () => {
    expect(await undisturbed.alarms('MILL-1')).toEqual([
      'raised flow_high by novelty',
      'returned flow_high by novelty',
      'raised temperature_high by limit',
    ]);
  });

  it('find the same when the server stops and starts in between, also in the middle of an episode', async () => {
    const site = await open();
    let from = 0;
    for (const to of [15, 120, 382, 405, minutes]) {
      await site.live('MILL-1', values.slice(from, to));
      from = to;
      await site.stop();
      await site.start();
    }
    expect(await site.anomalies('MILL-1')).toEqual(await undisturbed.anomalies('MILL-1'));
    expect(await site.told('MILL-1')).toEqual(await undisturbed.told('MILL-1'));
    expect(await site.alarms('MILL-1')).toEqual(await undisturbed.alarms('MILL-1'));
  });

  it('find the same when their connection is lost again and again, and they begin anew from the log', async () => {
    const site = await open();
    for (let from = 0; from < values.length; from += 50) {
      await site.live('MILL-1', values.slice(from, from + 50));
      await terminate(site.database.pool, 'andon detection');
    }
    expect(await site.anomalies('MILL-1')).toEqual(await undisturbed.anomalies('MILL-1'));
    expect(await site.told('MILL-1')).toEqual(await undisturbed.told('MILL-1'));
    expect(await site.alarms('MILL-1')).toEqual(await undisturbed.alarms('MILL-1'));
  });

  it('find the same when the server that judged them stores nothing and another one goes on', async () => {
    const site = await open();
    await site.live('MILL-1', values.slice(0, 385));
    await site.abandon();
    await site.start();
    await site.live('MILL-1', values.slice(385));
    expect(await site.anomalies('MILL-1')).toEqual(await undisturbed.anomalies('MILL-1'));
    expect(await site.told('MILL-1')).toEqual(await undisturbed.told('MILL-1'));
    expect(await site.alarms('MILL-1')).toEqual(await undisturbed.alarms('MILL-1'));
  });

  it('begin from the history of windows when nothing is stored of an earlier version', async () => {
    const site = await open();
    await site.live('MILL-1', values.slice(0, 370));
    await site.stop();
    await site.database.pool.query('UPDATE andon.detector_state SET version = 0');
    await site.start();
    await site.live('MILL-1', values.slice(370));
    const since = (found: number[][]) => found.filter(([minute = 0]) => minute >= heldFrom);
    expect(since(await site.anomalies('MILL-1'))).toEqual(since(await undisturbed.anomalies('MILL-1')));
  });

  it('end the alarm of a detector that was switched off, or that begins anew and does not find it', async () => {
    const site = await open();
    await site.live('MILL-1', values.slice(0, 385));
    expect((await site.alarms('MILL-1')).at(-1)).toBe('raised flow_high by novelty');
    await site.database.pool.query(`INSERT INTO andon.detection_setting (detector, enabled) VALUES ('novelty', false)`);
    await site.live('MILL-1', values.slice(385, 388));
    expect((await site.alarms('MILL-1')).at(-1)).toBe('returned flow_high by novelty');
    expect(await site.told('MILL-1')).toEqual([['pending', ['flow_high_high 381']]]);
  });

  it('keep what they found when history is computed anew', async () => {
    const site = await open();
    await site.live('MILL-1', values);
    const found = await site.anomalies('MILL-1');
    await site.stop();
    await site.start();
    const day = { fromMs: startMs - 3_600_000, toMs: startMs + 86_400_000 };
    await rebuild(site.server.database, day);
    expect(await site.anomalies('MILL-1')).toEqual(found);
  });
});
