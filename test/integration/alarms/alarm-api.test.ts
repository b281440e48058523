import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Identity, unrestricted } from '../../../src/auth/identity.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { executeAs } from '../../support/server/execute-as.ts';

const key = { kind: 'key', id: 'k1', name: 'maria', expiresAtMs: null } as const;
const maria: Identity = { ...unrestricted('maria'), credential: key };
const ofNorth: Identity = { ...maria, siteIds: ['north'] };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `INSERT INTO andon.equipment (site_id, equipment_id, location)
     SELECT site, 'PUMP-' || n, 'hall ' || n % 2 FROM unnest('{north,south}'::text[]) AS site, generate_series(1, 4) AS n`,
  );
});
afterAll(() => database.drop());

let site = 0;
/** Two machines, north and south, of each severity, of the test's own. */
const problem = () => `leak_${site}`;
beforeEach(async () => {
  site += 1;
  await database.pool.query(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, active_since, request)
     SELECT site, 'PUMP-' || n, $1, n, 'pump ' || n || ' leaks', timestamptz '2026-01-01Z' + n * interval '1 hour', 'raised'
     FROM unnest('{north,south}'::text[]) AS site, generate_series(1, 4) AS n ORDER BY site, n`,
    [problem()],
  );
});

const run = (text: string, variables: Record<string, unknown> = {}, identity = maria) =>
  executeAs(database.pool, identity, text, variables);
const idsOf = async (where: string) =>
  (
    await database.pool.query<{ alarm_id: number }>(
      `SELECT alarm_id FROM andon.alarm WHERE problem = $1 AND ${where} ORDER BY alarm_id`,
      [problem()],
    )
  ).rows.map(({ alarm_id }) => String(alarm_id));
const act = (mutation: string, ids: readonly unknown[], more = '', identity = maria) =>
  run(
    `mutation ($alarms: [AlarmReference!]!) { done: ${mutation}(alarms: $alarms${more}) { id code message alarm { version state isActive } } }`,
    { alarms: ids.map((id) => (typeof id === 'string' ? { id } : id)) },
    identity,
  );
const list = async (filter: Record<string, unknown>, identity = maria) => {
  const { data, codes } = await run(
    `query ($filter: AlarmFilter) { alarms(filter: $filter) { totalCount edges { node { siteId equipmentId severity state } } } }`,
    { filter: { text: problem(), ...filter } },
    identity,
  );
  expect(codes).toBeUndefined();
  const rows = data.alarms.edges.map(
    ({ node }: { node: { siteId: string; equipmentId: string } }) => `${node.siteId} ${node.equipmentId}`,
  );
  expect(data.alarms.totalCount).toBe(rows.length);
  return rows;
};

describe('alarms', () => {
  it('come worst first, then newest, by everything that they are asked for', async () => {
    expect(await list({})).toEqual([4, 3, 2, 1].flatMap((n) => [`south PUMP-${n}`, `north PUMP-${n}`]));
    expect(await list({ siteIds: ['north'], severities: ['HIGH', 'CRITICAL'] })).toEqual([
      'north PUMP-4',
      'north PUMP-3',
    ]);
    expect(await list({ areas: ['hall 1'], siteIds: ['south'] })).toEqual(['south PUMP-3', 'south PUMP-1']);
    expect(await list({ equipmentIds: ['PUMP-2'] })).toEqual(['south PUMP-2', 'north PUMP-2']);
    expect(await list({ from: '2026-01-01T02:00:00Z', to: '2026-01-01T03:00:00Z' })).toEqual([
      'south PUMP-2',
      'north PUMP-2',
    ]);
    expect(await list({}, ofNorth)).toEqual([4, 3, 2, 1].map((n) => `north PUMP-${n}`));
    await act('acknowledgeAlarms', await idsOf('severity_rank = 4'));
    expect(await list({ states: ['ACKNOWLEDGED'] })).toEqual(['south PUMP-4', 'north PUMP-4']);
    expect(await list({ isActive: false })).toEqual([]);
  });

  it('come page by page without a gap', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await run(
        `query ($filter: AlarmFilter, $after: String) { alarms(filter: $filter, first: 3, after: $after) {
           edges { node { alarmId } } pageInfo { hasNextPage endCursor } } }`,
        { filter: { text: problem() }, after },
      );
      seen.push(...data.alarms.edges.map(({ node }: { node: { alarmId: string } }) => node.alarmId));
      after = data.alarms.pageInfo.hasNextPage ? data.alarms.pageInfo.endCursor : null;
    } while (after !== null);
    expect(new Set(seen).size).toBe(8);
    expect(seen).toHaveLength(8);
  });

  it('are of the process, or of an instrument that is silent or stuck', async () => {
    await database.pool.query(
      `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, active_since, detector, request)
       SELECT 'north', 'PUMP-1', concat($1::text, '_', detector), 2, '', now(), detector, 'raised'
       FROM unnest('{limit,silent,flatline}'::text[]) AS detector`,
      [problem()],
    );
    expect(await list({ siteIds: ['north'], classes: ['INSTRUMENT'] })).toEqual(['north PUMP-1', 'north PUMP-1']);
    expect(await list({ siteIds: ['north'], classes: ['PROCESS'] })).toHaveLength(5);
  });

  it('are counted without paging, by state, severity, site and area, with the worst that is active', async () => {
    await act('acknowledgeAlarms', await idsOf("severity_rank = 4 AND site_id = 'north'"));
    await act('shelveAlarms', await idsOf("severity_rank = 3 AND site_id = 'north'"), ', reason: "known"');
    const { data } = await run(
      `query ($filter: AlarmFilter) { alarmCounts(filter: $filter) { total active unacknowledged shelved
         bySeverity { severity count } byState { state count } bySite { siteId count worst } byArea { siteId area count worst } } }`,
      { filter: { text: problem(), siteIds: ['north'] } },
    );
    expect(data.alarmCounts).toEqual({
      total: 4,
      active: 4,
      unacknowledged: 3,
      shelved: 1,
      bySeverity: ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'].map((severity) => ({ severity, count: 1 })),
      byState: expect.arrayContaining([
        { state: 'ACKNOWLEDGED', count: 1 },
        { state: 'SHELVED', count: 1 },
        { state: 'UNACKNOWLEDGED', count: 2 },
      ]),
      bySite: [{ siteId: 'north', count: 4, worst: 'CRITICAL' }],
      byArea: [
        { siteId: 'north', area: 'hall 0', count: 2, worst: 'CRITICAL' },
        { siteId: 'north', area: 'hall 1', count: 2, worst: 'HIGH' },
      ],
    });
  });

  it('of a machine: the worst that is active stands at the machine, whatever people did about it', async () => {
    const worst = '{ equipment(id: "PUMP-3", siteId: "north") { worstAlarm { severity state problem } } }';
    await database.pool.query("UPDATE andon.alarm SET request = 'returned' WHERE active AND problem <> $1", [
      problem(),
    ]);
    await act('shelveAlarms', await idsOf("site_id = 'north'"), ', reason: "known"');
    expect((await run(worst)).data.equipment.worstAlarm).toEqual({
      severity: 'HIGH',
      state: 'SHELVED',
      problem: problem(),
    });
    await database.pool.query("UPDATE andon.alarm SET request = 'returned' WHERE active");
    expect((await run(worst)).data.equipment.worstAlarm).toBeNull();
  });

  it('and recommendations point at each other', async () => {
    await database.pool.query(
      `INSERT INTO agentic_hmi.agent_recommendations (recommendation_id, site_id, equipment_id, issue_type, severity)
       VALUES ($1, 'north', 'PUMP-3', $1 || '_high', 'high')`,
      [problem()],
    );
    const [id = ''] = await idsOf("site_id = 'north' AND equipment_id = 'PUMP-3'");
    const { data } = await run(
      `query ($id: ID!, $told: ID!) { alarm(id: $id) { alarmId recommendations { recommendationId alarms { alarmId } } } recommendation(id: $told) { alarms { alarmId } } }`,
      { id, told: problem() },
    );
    expect(data).toEqual({
      alarm: { alarmId: id, recommendations: [{ recommendationId: problem(), alarms: [{ alarmId: id }] }] },
      recommendation: { alarms: [{ alarmId: id }] },
    });
  });

  it('have a journal, newest first, and a global id by which they and their snapshots are found', async () => {
    const [id = ''] = await idsOf("site_id = 'north'");
    await act('commentAlarms', [id], ', note: "seen"');
    const { data } = await run(
      'query ($id: ID!) { alarm(id: $id) { id journal { edges { node { kind newState operatorId note credential { keyId } } } } } }',
      { id },
    );
    expect(data.alarm.journal.edges.map(({ node }: { node: unknown }) => node)).toEqual([
      { kind: 'COMMENTED', newState: 'UNACKNOWLEDGED', operatorId: 'maria', note: 'seen', credential: { keyId: 'k1' } },
      { kind: 'RAISED', newState: 'UNACKNOWLEDGED', operatorId: null, note: null, credential: null },
    ]);
    const node = 'query ($id: ID!) { node(id: $id) { __typename id ... on Alarm { alarmId } } }';
    expect((await run(node, { id: data.alarm.id })).data.node).toEqual({
      __typename: 'Alarm',
      id: data.alarm.id,
      alarmId: id,
    });
  });
});

describe('what is done about many alarms at once', () => {
  it('is answered for each, in the order in which they were asked for', async () => {
    const [first = '', second = '', third = ''] = await idsOf("site_id = 'north'");
    await act('acknowledgeAlarms', [second]);
    const { data } = await act('acknowledgeAlarms', [
      { id: third, expectedVersion: 7 },
      '999999999',
      second,
      { id: first, expectedVersion: 1 },
      'no id',
    ]);
    expect(data.done).toEqual([
      { id: third, code: 'CONFLICT', message: `Alarm ${third} is at version 1, not 7.`, alarm: null },
      { id: '999999999', code: 'NOT_FOUND', message: 'There is no such alarm.', alarm: null },
      {
        id: second,
        code: 'CONFLICT',
        message: `Alarm ${second} is acknowledged, and cannot be acknowledged from there.`,
        alarm: null,
      },
      { id: first, code: null, message: null, alarm: { version: 2, state: 'ACKNOWLEDGED', isActive: true } },
      { id: 'no id', code: 'NOT_FOUND', message: 'There is no such alarm.', alarm: null },
    ]);
  });

  it('is nothing at the sites that the caller does not reach, as if there were no such alarm', async () => {
    const south = await idsOf("site_id = 'south'");
    const { data } = await act('acknowledgeAlarms', south, '', ofNorth);
    expect(data.done.map(({ code }: { code: string }) => code)).toEqual([
      'NOT_FOUND',
      'NOT_FOUND',
      'NOT_FOUND',
      'NOT_FOUND',
    ]);
    const { data: found } = await run('query ($id: ID!) { alarm(id: $id) { alarmId } }', { id: south[0] }, ofNorth);
    expect(found.alarm).toBeNull();
  });

  it.each<[string, string, string, string, string[]]>([
    ['acknowledgeAlarms', '', 'ACKNOWLEDGED', 'acknowledged', []],
    ['confirmAlarms', '', 'ACKNOWLEDGED', 'confirmed', ['acknowledgeAlarms']],
    ['commentAlarms', ', note: "x"', 'UNACKNOWLEDGED', 'commented', []],
    ['shelveAlarms', ', reason: "x"', 'SHELVED', 'shelved_one_shot', []],
    [
      'shelveAlarms',
      `, reason: "x", until: "${new Date(Date.now() + 3_600_000).toISOString()}"`,
      'SHELVED',
      'shelved_timed',
      [],
    ],
    ['unshelveAlarms', '', 'UNACKNOWLEDGED', 'unshelved', ['shelveAlarms']],
    ['silenceAlarms', '', 'UNACKNOWLEDGED', 'silenced', []],
    ['takeOutOfService', ', reason: "x"', 'OUT_OF_SERVICE', 'taken_out_of_service', []],
    ['returnToService', ', reason: "x"', 'UNACKNOWLEDGED', 'returned_to_service', ['takeOutOfService']],
  ])(
    'by %s(%s) leads to %s, as the kind %s, by the operator of the connection',
    async (mutation, more, state, kind, before) => {
      const ids = await idsOf("site_id = 'north'");
      for (const one of before) await act(one, ids, one === 'acknowledgeAlarms' ? '' : ', reason: "x"');
      const { data, codes } = await act(mutation, ids, more);
      expect(codes).toBeUndefined();
      expect(data.done.map(({ alarm }: { alarm: { state: string } }) => alarm.state)).toEqual(ids.map(() => state));
      const { rows } = await database.pool.query(
        'SELECT DISTINCT kind, operator_id FROM andon.alarm_journal WHERE alarm_id = ANY ($1) AND version = $2',
        [ids, before.length + 2],
      );
      expect(rows).toEqual([{ kind, operator_id: 'maria' }]);
    },
  );

  it('lets go of latched ones by resetAlarms, once they are normal and acknowledged', async () => {
    await database.pool.query('ALTER TABLE andon.alarm DISABLE TRIGGER USER');
    await database.pool.query('UPDATE andon.alarm SET latching = true WHERE problem = $1', [problem()]);
    await database.pool.query('ALTER TABLE andon.alarm ENABLE TRIGGER USER');
    const ids = await idsOf("site_id = 'north'");
    await database.pool.query("UPDATE andon.alarm SET request = 'returned' WHERE alarm_id = ANY ($1)", [ids]);
    expect((await act('resetAlarms', ids)).data.done[0].code).toBe('CONFLICT');
    await act('acknowledgeAlarms', ids);
    expect((await act('resetAlarms', ids)).data.done[0].alarm.state).toBe('NORMAL');
  });

  it('is refused as a whole when it is no request: twice the same, too many, a shelf without end, a reason of nothing', async () => {
    const [id = ''] = await idsOf("site_id = 'north'");
    const later = (hours: number) =>
      `, reason: "x", until: "${new Date(Date.now() + hours * 3_600_000).toISOString()}"`;
    const refused = await Promise.all([
      act('acknowledgeAlarms', [id, id]),
      act(
        'acknowledgeAlarms',
        Array.from({ length: 1_001 }, (_, n) => String(n + 1)),
      ),
      act('shelveAlarms', [id], later(25)),
      act('shelveAlarms', [id], later(-1)),
      act('shelveAlarms', [id], ', reason: " "'),
    ]);
    expect(refused.map(({ codes }) => codes)).toEqual(refused.map(() => ['BAD_USER_INPUT']));
  });
});
