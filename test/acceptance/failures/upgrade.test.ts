import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { httpClient } from '../../support/clients/clients-http.ts';
import { sqlClient } from '../../support/clients/clients-sql.ts';
import { IngestReadings } from '../../support/clients/operations.ts';
import { createEmptyDatabase } from '../../support/database/database.ts';
import { reading } from '../../support/readings/readings.ts';
import { startServer } from '../../support/server/server.ts';

const folder = fileURLToPath(new URL('../../fixtures', import.meta.url));
/** So that nothing of a fixture is too old to be kept, whenever the test runs. */
const keepsEverything = Object.fromEntries(
  ['BRONZE', 'SILVER', 'GOLD', 'ANOMALIES', 'EVENTS', 'QUARANTINE', 'LATENCIES'].map((layer) => [
    `ANDON_RETENTION_${layer}_DAYS`,
    '36500',
  ]),
);

interface Asked {
  readonly query: string;
  readonly data: unknown;
}

/** The databases that releases left behind, with what they answered. */
const releases = (await readdir(folder)).filter((name) => name.endsWith('.sql')).map((name) => name.slice(0, -4));

describe.each(releases)('A database of %s, after the upgrade to this version', (release) => {
  let dump: string;
  let asked: readonly Asked[];
  beforeAll(async () => {
    dump = await readFile(path.join(folder, `${release}.sql`), 'utf8');
    asked = JSON.parse(await readFile(path.join(folder, `${release}.json`), 'utf8'));
  });

  async function upgraded() {
    const database = await createEmptyDatabase();
    onTestFinished(() => database.drop());
    await restore(database.url, dump);
    const server = await startServer({ databaseUrl: database.url, env: keepsEverything });
    const sql = sqlClient(database.url, 1);
    onTestFinished(async () => {
      await sql.close();
      await server.stop();
    });
    return { server, sql, http: httpClient(server.graphqlUrl, { operatorId: 'maria' }) };
  }

  it('gives the answers that it gave before: windows, status, alarms, the queue, quarantine, the feed behind a cursor', async () => {
    const { http } = await upgraded();
    for (const { query, data } of asked) {
      const { text } = await http.post(JSON.stringify({ query }));
      expect(JSON.parse(text), query).toEqual({ data });
    }
  });

  it('goes on behind a cursor from before: what was missed, then what is new, and nothing that is pending twice', async () => {
    const site = await upgraded();
    const cursor = /after: "([^"]+)"/.exec(asked.at(-1)?.query ?? '')?.[1] ?? '';
    const screen = await followRecommendations(site, { after: cursor });
    await site.http.request(IngestReadings, {
      readings: [
        // Its alarm is in the queue since before.
        reading('PUMP-1', 'temperature', 95, Date.now(), { siteId: 'north' }),
        reading('HAUL-009', 'temperature', 95),
      ],
    });
    await screen.event(
      'the new alarm',
      (event) => event.recommendationEvents.recommendation.equipmentId === 'HAUL-009',
    );
    const told = screen.events.map(({ recommendationEvents: { kind, recommendation } }) => [
      recommendation.equipmentId,
      kind,
    ]);
    expect(told).toEqual([
      ['GATE-2', 'CREATED'],
      ['GATE-2', 'STATUS_CHANGED'],
      ['GATE-1', 'STATUS_CHANGED'],
      ['HAUL-009', 'CREATED'],
    ]);
    await screen.close();
  });
});

/** As psql would: this PostgreSQL comes without it. */
async function restore(databaseUrl: string, dump: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(dump);
  } finally {
    await client.end();
  }
}
