import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type RunningCore, runCore } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let sql: SqlClient;
let servers: RunningCore[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url, 4);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await sql.close();
  await database.drop();
});
const start = async () => {
  servers = await Promise.all([0, 1].map(() => runCore(database.url, { ANDON_PIPELINE: 'off' })));
};
const stop = async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
};

const raise = (equipment: string, count: number) =>
  sql.rows(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
     SELECT 'default', $1, concat('p', n), 3, '', 'raised' FROM generate_series(1, $2::int) AS n`,
    [equipment, count],
  );
const change = (equipment: string, set: string) =>
  sql.rows(`UPDATE agentic_hmi.alarms SET ${set} WHERE equipment_id = $1`, [equipment]);
const journal = async (equipment: string) =>
  (
    await sql.rows<{ told: string }>(
      `SELECT concat_ws(' ', journal.kind, count(*)) AS told FROM andon.alarm_journal AS journal JOIN andon.alarm USING (alarm_id)
       WHERE equipment_id = $1 GROUP BY journal.kind ORDER BY journal.kind`,
      [equipment],
    )
  ).map((row) => row.told);

describe('time', () => {
  it('ends each shelf once, while two servers run, and those that ended while none did', async () => {
    await raise('DOWN', 40);
    await change('DOWN', "shelved_until = now() + interval '0.3 seconds', note = 'x'");
    await until(
      'the shelves are over',
      async () => (await sql.number('SELECT count(*) FROM andon.alarm WHERE due_at > now()')) === 0,
    );
    expect(await journal('DOWN')).toEqual(['raised 40', 'shelved_timed 40']);
    await start();
    await until(
      'they have ended',
      async () => (await sql.number("SELECT count(*) FROM andon.alarm WHERE shelving = 'timed'")) === 0,
    );
    await raise('UP', 40);
    await change('UP', "shelved_until = now() + interval '0.3 seconds', note = 'x'");
    await until('these have ended, too', async () => (await journal('UP')).includes('unshelved 40'));
    expect(await journal('DOWN')).toEqual(['raised 40', 'shelved_timed 40', 'unshelved 40']);
    expect(await journal('UP')).toEqual(['raised 40', 'shelved_timed 40', 'unshelved 40']);
    await stop();
  });

  it('tells an alarm again that was acknowledged and is still active, and none that is shelved or has returned', async () => {
    await sql.rows("UPDATE andon.setting SET alarm_told_again_after = interval '0.3 seconds'");
    for (const machine of ['STILL', 'SHELVED', 'OVER']) await raise(machine, 3);
    for (const machine of ['STILL', 'SHELVED', 'OVER']) await change(machine, 'acknowledged = true');
    await change('SHELVED', "shelving = 'one_shot', note = 'x'");
    await sql.rows("UPDATE andon.alarm SET request = 'returned' WHERE equipment_id = 'OVER'");
    await start();
    await until('it is told again', async () => (await journal('STILL')).includes('realarmed 3'));
    expect(await sql.rows("SELECT DISTINCT state FROM agentic_hmi.alarms WHERE equipment_id = 'STILL'")).toEqual([
      { state: 'unacknowledged' },
    ]);
    expect(await journal('SHELVED')).toEqual(['acknowledged 3', 'raised 3', 'shelved_one_shot 3']);
    expect(await journal('OVER')).toEqual(['acknowledged 3', 'raised 3', 'returned 3']);
    await stop();
  });
});
