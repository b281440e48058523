import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../src/db/connection/database.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { migrationsFolder } from '../../../src/db/migrations/migration-files.ts';
import { readEvents, readLogExtent } from '../../../src/db/recommendations/event-rows.ts';
import { isUnbroken } from '../../../src/events/feed/position.ts';
import { createLogger } from '../../../src/log.ts';
import { createEmptyDatabase } from '../../support/database/database.ts';

const log = createLogger('silent');
const withTokens = '0026';

it('FEED-12: a log from before events had tokens is one unbroken chain afterwards, and goes on as one', async () => {
  const { url, drop } = await createEmptyDatabase();
  const database = await openDatabase({ kind: 'url', url }, log);
  const before = await mkdtemp(path.join(tmpdir(), 'andon-before-tokens-'));
  onTestFinished(async () => {
    await database.close();
    await drop();
    await rm(before, { recursive: true });
  });
  for (const file of await readdir(migrationsFolder)) {
    if (file < withTokens) await cp(path.join(migrationsFolder, file), path.join(before, file));
  }
  const insert = (from: number, to: number) =>
    database.pool.query(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
       SELECT 'E', 'issue-' || n, 'high' FROM generate_series(${from}, ${to}) AS n ORDER BY n`,
    );
  await migrate(database, log, before);
  await insert(1, 20);
  await database.pool.query('DELETE FROM andon.recommendation_event WHERE number <= 5');
  await migrate(database, log);
  await insert(21, 25);
  const { head, beforeOldest } = await readLogExtent(database.pool);
  const events = await readEvents(database.pool, 0, 100);
  expect(events.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 6));
  expect(isUnbroken(beforeOldest, events)).toBe(true);
  expect(head).toEqual({ number: 25, token: events.at(-1)?.token });
  expect(new Set(events.map(({ token }) => token)).size).toBe(20);
});
