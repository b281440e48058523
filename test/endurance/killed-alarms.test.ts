import { expect, it } from 'vitest';
import { seededRandom } from '../../src/client/random.ts';
import { type HttpClient, httpClient } from '../support/clients/clients-http.ts';
import { sqlClient } from '../support/clients/clients-sql.ts';
import {
  AcknowledgeAlarms,
  EndMaintenance,
  IngestReadings,
  PlanMaintenance,
  ShelveAlarms,
  WorkOnAlarms,
} from '../support/clients/operations.ts';
import { createTestDatabase } from '../support/database/database.ts';
import { reading } from '../support/readings/readings.ts';
import { untilProcessed } from '../support/server/ledger-proof.ts';
import { type ServerProcess, startServer } from '../support/server/server.ts';
import { until } from '../support/until.ts';

const kills = 6;
const machines = Array.from({ length: 12 }, (_, n) => `KILN-${n}`);

it('no transition is lost or done twice while servers are killed at any instant; shelves and maintenance end, and starts raise nothing anew', async () => {
  const database = await createTestDatabase();
  const sql = sqlClient(database.url);
  const start = () => startServer({ databaseUrl: database.url });
  const servers: ServerProcess[] = [await start(), await start()];
  const { next: random } = seededRandom(5);
  /** What a server has answered for: alarm and version. */
  const answered = new Set<string>();
  /** Maintenance that it has answered for. */
  const planned = new Set<string>();
  const ended = new Set<string>();
  const baseMs = Date.now() - 100_000;
  let step = 0;
  let isOver = false;

  const ask = async (): Promise<void> => {
    const http = httpClient(servers[Math.floor(random() * servers.length)]?.graphqlUrl ?? '');
    step += 1;
    const value = random() < 0.5 ? 6 : 4.5;
    const at = baseMs + step * 100;
    await http.request(IngestReadings, { readings: machines.map((one) => reading(one, 'vibration', value, at)) });
    const rows = await sql.rows<{ id: string }>('SELECT alarm_id::text AS id FROM andon.alarm WHERE active');
    const alarms = rows.map(({ id }) => ({ id }));
    const until = new Date(Date.now() + 700).toISOString();
    const { acknowledgeAlarms } = await http.request(AcknowledgeAlarms, { alarms });
    const { shelveAlarms } = await http.request(ShelveAlarms, { alarms, reason: 'x', until });
    for (const { id, alarm } of [...acknowledgeAlarms, ...shelveAlarms])
      if (alarm !== null) answered.add(`${id} ${alarm.version}`);
    if (step % 2 === 0) {
      const done = await http.request(WorkOnAlarms, { alarms });
      for (const { id, alarm } of Object.values(done).flat())
        if (alarm !== null) answered.add(`${id} ${alarm.version}`);
    }
    const equipmentIds = [step, step + 5].map((n) => machines[n % machines.length] ?? '');
    const plan = { equipmentIds, until: new Date(Date.now() + 1_500).toISOString(), reason: 'x' };
    const { planMaintenance } = await http.request(PlanMaintenance, plan);
    const ids = planMaintenance.flatMap(({ suppression }) => (suppression === null ? [] : [suppression.suppressionId]));
    for (const id of ids) planned.add(id);
    // One of the two is ended, the other ends by itself.
    const { endMaintenance } = await http.request(EndMaintenance, { ids: ids.slice(0, 1) });
    for (const { id, suppression } of endMaintenance) if (suppression !== null) ended.add(id);
  };
  const asking = (async () => {
    // A server that was killed in the middle answers nothing: whether it was done, the journal says.
    while (!isOver) await ask().catch(() => new Promise((resolve) => setTimeout(resolve, 50)));
  })();
  for (let killed = 0; killed < kills; killed += 1) {
    const before = answered.size;
    await until('something was answered since', () => answered.size > before, { withinMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, random() * 300));
    const place = killed % 2;
    await servers[place]?.kill();
    servers[place] = await start();
  }
  isOver = true;
  await asking;
  await untilProcessed(sql);
  await until(
    'every shelf has ended',
    async () => (await sql.number("SELECT count(*) FROM andon.alarm WHERE shelving <> 'none'")) === 0,
  );

  await until(
    'all maintenance has ended',
    async () => (await sql.number('SELECT count(*) FROM andon.alarm WHERE suppressed')) === 0,
  );
  const kept = await sql.rows<{ id: string; is_ended: boolean }>(
    'SELECT suppression_id::text AS id, ended_at IS NOT NULL AS is_ended FROM andon.suppression',
  );
  expect(Math.min(planned.size, ended.size)).toBeGreaterThan(0);
  expect(kept.map(({ id }) => id)).toEqual(expect.arrayContaining([...planned]));
  expect(kept.filter(({ is_ended }) => is_ended).map(({ id }) => id)).toEqual(expect.arrayContaining([...ended]));
  const hidden = await sql.rows<{ told: string }>(
    `SELECT string_agg(CASE journal.kind WHEN 'suppressed' THEN '+' ELSE '-' END, '' ORDER BY journal_id) AS told
     FROM andon.alarm_journal AS journal WHERE journal.kind IN ('suppressed', 'unsuppressed') GROUP BY alarm_id`,
  );
  expect(hidden.length).toBeGreaterThan(0);
  for (const { told } of hidden) expect(told).toMatch(/^-?(\+-)*$/);
  // Every value is beyond the limit: whatever a server finds when it starts is active already.
  expect(await sql.rows('SELECT DISTINCT activations FROM andon.alarm')).toEqual([{ activations: 1 }]);

  // What is done at one server about the first failure keeps a second one quiet at neither, though the other takes the readings.
  // Killed between the two, a server leaves it out of service.
  await sql.rows("UPDATE agentic_hmi.alarms SET out_of_service = false, note = 'x' WHERE out_of_service");
  const [here, there] = servers.map((server) => httpClient(server.graphqlUrl));
  const tell = async (http: HttpClient | undefined, value: number, ...times: number[]): Promise<void> => {
    for (const at of times)
      await http?.request(IngestReadings, { readings: machines.map((one) => reading(one, 'vibration', value, at)) });
  };
  const idOf = async (machine = ''): Promise<{ id: string }[]> =>
    sql.rows('SELECT alarm_id::text AS id FROM andon.alarm WHERE equipment_id = $1', [machine]);
  const [shelved, acknowledged, approved] = machines;
  const later = new Date(Date.now() + 3_600_000).toISOString();
  await there?.request(ShelveAlarms, { alarms: await idOf(shelved), reason: 'x', until: later });
  await there?.request(AcknowledgeAlarms, { alarms: await idOf(acknowledged) });
  await sql.rows(
    "UPDATE agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'maria' WHERE equipment_id = $1 AND status = 'pending'",
    [approved],
  );
  const lastMs = Math.max(baseMs + step * 100, Date.now() - 90_000);
  await tell(here, 1, lastMs + 1_000, lastMs + 62_000);
  await until('all are normal', async () => (await sql.number('SELECT count(*) FROM andon.alarm WHERE active')) === 0, {
    withinMs: 30_000,
  });
  await tell(there, 6, lastMs + 63_000);
  await until(
    'all have failed again',
    async () => (await sql.number('SELECT count(*) FROM andon.alarm WHERE active')) === machines.length,
    { withinMs: 30_000 },
  );
  expect(await sql.rows('SELECT DISTINCT activations, acknowledged FROM andon.alarm')).toEqual([
    { activations: 2, acknowledged: false },
  ]);
  expect(await sql.rows("SELECT equipment_id FROM andon.alarm WHERE state <> 'unacknowledged'")).toEqual([
    { equipment_id: shelved },
  ]);

  const journal = await sql.rows<{ id: string; versions: number[]; version: number }>(
    `SELECT alarm_id::text AS id, array_agg(journal.version ORDER BY journal_id) AS versions, alarm.version
     FROM andon.alarm_journal AS journal JOIN andon.alarm USING (alarm_id) GROUP BY alarm_id, alarm.version`,
  );
  expect(journal.length).toBe(machines.length);
  for (const { versions, version } of journal)
    expect(versions).toEqual(Array.from({ length: version }, (_, i) => i + 1));
  const known = new Set(journal.flatMap(({ id, versions }) => versions.map((version) => `${id} ${version}`)));
  expect([...answered].filter((one) => !known.has(one))).toEqual([]);
  const events = await sql.rows<{ number: number; told: string }>(
    "SELECT number, concat_ws(' ', alarm_id, alarm ->> 'version') AS told FROM andon.alarm_event ORDER BY number",
  );
  expect(events.map(({ number }) => Number(number))).toEqual(events.map((_, i) => i + 1));
  expect(new Set(events.map(({ told }) => told))).toEqual(known);
  await Promise.all(servers.map((server) => server.stop()));
  await sql.close();
  await database.drop();
}, 300_000);
