import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../src/db/connection/database.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { createLogger } from '../../../src/log.ts';
import { createDecisionService } from '../../../src/services/decision-service.ts';
import { type OwnCluster, startOwnCluster } from '../../support/database/own-cluster.ts';
import { connect, type Reader, type RunningCore, read, runCore } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let cluster: OwnCluster;
let server: RunningCore;
let reader: Reader;

beforeAll(async () => {
  // The smallest that there may be: half a megabyte.
  cluster = await startOwnCluster({ settings: { max_notify_queue_pages: 64, fsync: 'off' } });
  const log = createLogger('warn');
  const database = await openDatabase({ kind: 'url', url: cluster.url }, log);
  await migrate(database, log);
  await database.close();
  server = await runCore(cluster.url, { ANDON_PIPELINE: 'off' });
  reader = await read(server.core);
}, 60_000);
afterAll(async () => {
  await reader.close();
  await server.close();
  await cluster.stopImmediately();
  await cluster.close();
});

describe('a queue of notifications that fills because somebody listens and does not read', () => {
  it('is an alarm from half full on, and costs no event and no decision when it is full', async () => {
    const stuck = await connect(cluster.url);
    await stuck.query('LISTEN junk');
    await stuck.query('BEGIN');
    await stuck.query('SELECT 1');
    const { pool } = server.database;
    const fillTo = async (share: number) => {
      for (;;) {
        const { rows } = await pool.query<{ usage: number }>('SELECT pg_notification_queue_usage() AS usage');
        if ((rows[0]?.usage ?? 0) >= share) return;
        await pool.query(`SELECT pg_notify('junk', repeat('x', 7000) || clock_timestamp())`);
      }
    };
    await fillTo(0.55);
    await until('the alarm is raised', () => server.core.listener().queueAlarm, { withinMs: 10_000 });
    expect(server.logged.filter(({ msg }) => msg.includes('queue of notifications fills up'))).toHaveLength(1);

    await expect(fillTo(1)).rejects.toMatchObject({ code: '54000' });
    await pool.query(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ('FULL', 'full', 'high')`,
    );
    await reader.has(1);
    const id = reader.events[0]?.event.recommendation.id ?? '';
    const approved = await createDecisionService(pool).approve({ id, operatorId: 'maria' });
    expect(approved.status).toBe('approved');
    await reader.has(2);
    expect(reader.events.map(({ event }) => event.kind)).toEqual(['created', 'status_changed']);

    await stuck.end();
    await until('the alarm is over', () => !server.core.listener().queueAlarm, { withinMs: 15_000 });
    expect(server.core.listener().listening).toBe(true);
  }, 60_000);
});
