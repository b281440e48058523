/** `npm run fixture:upgrade`: keeps a database of this version under test/fixtures, for the upgrade test. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { sqlClient } from '../test/support/clients/clients-sql.ts';
import { dataFolder } from '../test/support/database/embedded.ts';
import { systemPostgres } from '../test/support/database/system-postgres.ts';
import { until } from '../test/support/until.ts';

// Makes a database with this version's server and keeps it under test/fixtures: a dump, and what this version answered. Run for each
// release, just before its tag (`npm run fixture:upgrade`); test/acceptance/upgrade.test.ts takes each dump to the newest version and
// asks the same again. Needs PostgreSQL 15's programs, as sql/schema.sql does.

interface Asked {
  readonly query: string;
  readonly data: unknown;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const minuteMs = 60_000;
const endMs = Math.floor(Date.now() / minuteMs) * minuteMs;
const minutes = 30;
const range = `from: "${new Date(endMs - (minutes + 1) * minuteMs).toISOString()}", to: "${new Date(endMs + 2 * minuteMs).toISOString()}"`;

const { version }: { version: string } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
const name = path.join(root, 'test', 'fixtures', `andon-${process.argv[2] ?? version}`);
const folder = await dataFolder('andon-fixture-');
const postgres = await systemPostgres(folder, '15');
const cluster = await postgres.create('fixture', { fsync: 'off' });
try {
  const server = await startServer(cluster.url);
  const asked = await fill(server.url, cluster.url).finally(async () => {
    server.process.kill('SIGTERM');
    await once(server.process, 'exit');
  });
  const dumped = path.join(postgres.folder, 'dump.sql');
  const form = ['--no-owner', '--inserts', '--rows-per-insert=100'];
  await postgres.run('pg_dump', [...form, `--file=${dumped}`, `--dbname=${cluster.url}`]);
  await writeFile(`${name}.sql`, shortened(await readFile(dumped, 'utf8')));
  await writeFile(`${name}.json`, `${JSON.stringify(asked, null, 1)}\n`);
  console.log(`${name}.sql and ${path.basename(name)}.json are written`);
} finally {
  await cluster.stop('immediate');
  await rm(folder, { recursive: true, force: true });
}

/** Without psql's own commands, headings, and rights of a role that the cluster may not have; the server grants those again. */
function shortened(dump: string): string {
  return dump.replace(/^(\\(un)?restrict|GRANT .* TO andon_reader;|--).*\n/gm, '').replace(/\n{2,}/g, '\n');
}

/** Readings of two sites, a quarantined one, one from SQL; recommendations of the server and of another program, decided and not. */
async function fill(url: string, databaseUrl: string): Promise<Asked[]> {
  const sql = sqlClient(databaseUrl, 1);
  const ask = async (query: string): Promise<Asked> => ({ query, data: await request(url, query) });
  await ask(`mutation { registerEquipment(equipment: [
    { siteId: "north", id: "PUMP-1", equipmentType: "pump", sensors: [
      { sensorType: "temperature", unit: "°C", warningLimit: 70, criticalLimit: 80, emergencyLimit: 90 },
      { sensorType: "energy", unit: "kWh", kind: COUNTER }] },
    { siteId: "south", id: "PUMP-1", sensors: [{ sensorType: "pressure", unit: "bar", missingValues: [-9999] }] }]) { siteId } }`);
  const times = Array.from({ length: minutes }, (_, n) => endMs - (minutes - n) * minuteMs);
  const series = (site: string, sensor: string, value: (n: number) => number) =>
    `{ siteId: "${site}", equipmentId: "PUMP-1", sensorType: "${sensor}", timestamps: [${times.join()}], values: [${times.map((_, n) => value(n)).join()}] }`;
  await ask(`mutation { ingestSeries(series: [
    ${series('north', 'temperature', (n) => 60 + (n % 7))} ${series('north', 'energy', (n) => 1_000 + 3 * n)}
    ${series('south', 'pressure', (n) => (n === 5 ? -9_999 : 2 + (n % 3) / 10))}]) { accepted } }`);
  const now = Date.now();
  await ask(`mutation { ingestReadings(readings: [
    { siteId: "north", equipmentId: "PUMP-1", sensorType: "temperature", value: "hot", timestamp: ${now - 10} }
    { siteId: "north", equipmentId: "PUMP-1", sensorType: "temperature", value: 95, timestamp: ${now} }
    { siteId: "north", equipmentId: "PUMP-1", sensorType: "temperature", value: 66, timestamp: ${now + 100 * minuteMs} }
    ]) { accepted } }`);
  const raise = (equipment: string) =>
    sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (recommendation_id, site_id, equipment_id, issue_type, severity)
       VALUES ($1, 'south', $1, 'inspection', 'high')`,
      [equipment],
    );
  const events = () => sql.number('SELECT number FROM andon.event_head');
  await until('the alarm is raised', async () => (await events()) === 1);
  await raise('GATE-1');
  const cursor = await until('the server has seen both', async () => {
    const { recommendationEventLog: log } = await request<{
      recommendationEventLog: { endCursor: string; events: unknown[] };
    }>(url, '{ recommendationEventLog { endCursor events { kind } } }');
    return log.events.length === 2 && log.endCursor;
  });
  await raise('GATE-2');
  await ask(`mutation { approveRecommendation(id: "GATE-2", notes: "go") { status } }`);
  await ask(`mutation { rejectRecommendation(id: "GATE-1", reason: "seen") { status } }`);
  await sql.rows(
    `INSERT INTO sensor_data (site_id, equipment_id, sensor_type, sensor_value, "timestamp")
     VALUES ('south', 'PUMP-1', 'pressure', 2.15, to_timestamp($1::float8 / 1000))`,
    [now],
  );
  const stored = 'SELECT count(*) FROM andon.telemetry_silver WHERE value = 2.15';
  await until('all readings are through', async () => (await sql.number(stored)) === 1);
  await sql.close();
  const performance = (site: string, sensor: string) =>
    `{ performance(siteId: "${site}", equipmentId: "PUMP-1", sensorType: "${sensor}", ${range}) { edges { cursor node {
      windowStart avgValue minValue maxValue stddevValue readingCount badCount increase revision } } } }`;
  return [
    await ask(performance('north', 'temperature')),
    await ask(performance('north', 'energy')),
    await ask(performance('south', 'pressure')),
    await ask(
      '{ currentStatus { edges { node { equipmentId sensorType value units quality lastUpdated lastReported } } } }',
    ),
    await ask('{ equipmentList { edges { node { siteId equipmentType } } } }'),
    await ask('{ anomalies { edges { node { siteId equipmentId sensorType value severity } } } }'),
    await ask(
      '{ recommendations { edges { cursor node { equipmentId issueType severity status version createdAt operatorId rejectionReason deferUntil history { oldStatus newStatus } } } } }',
    ),
    await ask('{ quarantine { edges { node { equipmentId sensorType code } } } }'),
    await ask(
      `{ recommendationEventLog(after: "${cursor}") { endCursor events { cursor previousCursor number kind occurredAt oldStatus newStatus recommendation { equipmentId status version } } } }`,
    ),
  ];
}

async function startServer(databaseUrl: string) {
  const env = { PATH: process.env['PATH'], PORT: '0', DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' };
  const server = spawn(process.execPath, ['--import', 'tsx', 'src/cli/andon.ts', 'start'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: server.stdout })) {
    const url = /listens on (http:\S+)/.exec(line)?.[1];
    if (url !== undefined) return { process: server, url };
  }
  throw new Error('the server ended before it was ready');
}

async function request<Data>(url: string, query: string): Promise<Data> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-operator-id': 'maria' },
    body: JSON.stringify({ query }),
  });
  const body: { readonly data: Data; readonly errors?: unknown } = JSON.parse(await response.text());
  if (body.errors !== undefined) throw new Error(`${query} was answered ${JSON.stringify(body.errors)}`);
  return body.data;
}
