import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransactionOn } from '../../../src/db/query/transaction.ts';
import { freshKind } from '../../../src/domain/learning/confidence-model.ts';
import type { FindingPlace } from '../../../src/domain/learning/learnt-place.ts';
import { Floods } from '../../../src/pipeline/alarms/floods.ts';
import { type Candidate, toCandidates } from '../../../src/pipeline/recommend/candidate.ts';
import { type Telling, tellCandidates } from '../../../src/pipeline/recommend/tell.ts';
import { createWithholding, nobodyDecided } from '../../../src/pipeline/recommend/withholding.ts';
import { FloodWatch } from '../../../src/runtime/flood-watch.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { definition, limitFinding, silverReading } from '../../support/readings/pipeline-values.ts';
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

describe('a flood that is found behind the pipeline, or by several servers,', () => {
  /** A finding of a detector of windows at each of these machines of a site where more than one alarm is a flood. */
  async function found(siteId: string, equipmentIds: readonly string[], criticalId?: string): Promise<Candidate[]> {
    await sql.rows(`INSERT INTO andon.equipment (site_id, equipment_id) SELECT $1, unnest($2::text[])`, [
      siteId,
      equipmentIds,
    ]);
    const sensors = await sql.rows<{ sensorId: number; equipmentId: string }>(
      `INSERT INTO andon.sensor (site_id, equipment_id, sensor_type) SELECT $1, unnest($2::text[]), 'flow'
       RETURNING sensor_id AS "sensorId", equipment_id AS "equipmentId"`,
      [siteId, equipmentIds],
    );
    return toCandidates(
      sensors.map(({ sensorId, equipmentId }) => {
        const severity = equipmentId === criticalId ? 'critical' : 'high';
        return {
          reading: silverReading(9, {
            sensorId,
            definition: definition({ siteId, equipmentId, sensorId, sensorType: 'flow', floodAbove: 1 }),
          }),
          finding: limitFinding({ detector: 'drift', severity, limit: null }),
        };
      }),
    );
  }
  const rules = { joinWindowMs: 0, withholding: nobodyDecided, now: Date.now };
  async function tell(candidates: readonly Candidate[], telling: Telling): Promise<void> {
    const client = await database.pool.connect();
    await inTransactionOn(client, () => tellCandidates(client, candidates, telling));
    client.release();
  }
  /** Of each machine: how its alarm stands, recommendations, and what was withheld. */
  const lines = async (siteId: string) =>
    (
      await sql.rows<{ line: string }>(
        `SELECT concat_ws(' ', equipment_id, CASE WHEN first_in_group THEN 'first' WHEN group_id IS NULL THEN 'alone' ELSE 'folded' END,
           (SELECT count(*) FROM agentic_hmi.agent_recommendations AS told WHERE told.equipment_id = alarm.equipment_id),
           (SELECT count(*) FROM andon.withheld_recommendation AS kept WHERE kept.equipment_id = alarm.equipment_id)) AS line
         FROM andon.alarm AS alarm WHERE site_id = $1 AND active ORDER BY equipment_id`,
        [siteId],
      )
    ).map(({ line }) => line);

  it('is folded like one of limits; what decisions withhold raises its alarm too, and is recorded, not queued', async () => {
    const candidates = await found('mill', ['A', 'B', 'C', 'D', 'E'], 'D');
    const ask = ({ siteId, equipmentId, equipmentType }: FindingPlace) => ({
      place: { siteId, equipmentType },
      confidence: 0.6,
      kind: freshKind,
      isWithheld: equipmentId === 'A',
    });
    const withholding = createWithholding({ ask, isAllowed: true, windowMs: 1, now: Date.now });
    const telling = { ...rules, floods: new Floods(10), withholding };
    await tell(candidates, telling);
    // What lasts is found in the next window again.
    await tell(candidates, telling);
    expect(await lines('mill')).toEqual(['A alone 0 1', 'B first 1 0', 'C folded 0 0', 'D alone 1 0', 'E folded 0 0']);
  });

  it('is one line: what another server has folded, this one folds further', async () => {
    const candidates = await found('plant', ['P1', 'P2', 'P3', 'P4']);
    await start();
    const log = pino({ level: 'silent' });
    const [here, there] = [new Floods(10), new Floods(10)];
    const watches = servers.map(
      ({ core }, n) =>
        new FloodWatch({
          pool: database.pool,
          feed: core.alarmFeed,
          floods: n === 0 ? here : there,
          now: Date.now,
          log,
        }),
    );
    await Promise.all(watches.map((watch) => watch.start()));
    await tell(candidates.slice(0, 3), { ...rules, floods: here });
    const third = { siteId: 'plant', equipmentId: 'P3', problem: 'flow_high' };
    await until('the other server has heard of it', () => there.isFolded(third), { withinMs: 30_000 });
    await tell(candidates.slice(3), { ...rules, floods: there });
    expect(await lines('plant')).toEqual(['P1 alone 1 0', 'P2 first 1 0', 'P3 folded 0 0', 'P4 folded 0 0']);
    await Promise.all(watches.map((watch) => watch.close()));
    await stop();
  });
});
