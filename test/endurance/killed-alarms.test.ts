import { expect, it } from 'vitest';
import { seededRandom } from '../../src/client/random.ts';
import { httpClient } from '../support/clients/clients-http.ts';
import { sqlClient } from '../support/clients/clients-sql.ts';
import { AcknowledgeAlarms, IngestReadings, ShelveAlarms } from '../support/clients/operations.ts';
import { createTestDatabase } from '../support/database/database.ts';
import { reading } from '../support/readings/readings.ts';
import { untilProcessed } from '../support/server/ledger-proof.ts';
import { type ServerProcess, startServer } from '../support/server/server.ts';
import { until } from '../support/until.ts';

const kills = 6;
const machines = Array.from({ length: 12 }, (_, n) => `KILN-${n}`);

it('no transition of an alarm is lost or done twice while servers are killed at any instant, and every shelf ends', async () => {
  const database = await createTestDatabase();
  const sql = sqlClient(database.url);
  const start = () => startServer({ databaseUrl: database.url });
  const servers: ServerProcess[] = [await start(), await start()];
  const { next: random } = seededRandom(5);
  /** What a server has answered for: alarm and version. */
  const answered = new Set<string>();
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
}, 180_000);
