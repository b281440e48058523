import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AlarmFlags,
  afterTransition,
  alarmEventKinds,
  alarmStateOf,
  alarmTransitions,
} from '../../../src/domain/alarms/transitions.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { only } from '../../support/database/stored-rows.ts';
import { connect } from '../../support/server/core.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database.drop());

const raised: AlarmFlags = {
  active: true,
  acknowledged: false,
  confirmed: false,
  shelving: 'none',
  suppressed: false,
  out_of_service: false,
  latching: false,
  latched: false,
  silenced: false,
};
const flagNames = Object.keys(raised);

/** Every state that an alarm can come to, latching or not. */
function reachable(): AlarmFlags[] {
  const found = new Map<string, AlarmFlags>();
  const open: AlarmFlags[] = [raised, { ...raised, latching: true }];
  for (let flags = open.pop(); flags !== undefined; flags = open.pop()) {
    const key = JSON.stringify(flags);
    if (found.has(key)) continue;
    found.set(key, flags);
    for (const kind of alarmEventKinds) {
      const next = afterTransition(kind, flags);
      if (next !== null) open.push(next);
    }
  }
  return [...found.values()];
}

async function raise(equipment: string, more = ''): Promise<number> {
  const { rows } = await pool.query<{ alarm_id: number }>(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
     VALUES ('default', $1, 'vibration_high', 2, 'vibration is 5 mm/s', 'raised') RETURNING alarm_id ${more}`,
    [equipment],
  );
  return only(rows).alarm_id;
}

const request = (id: number, kind: string, set = '') =>
  pool.query(`UPDATE andon.alarm SET request = $2${set} WHERE alarm_id = $1`, [id, kind]);

describe('the transitions of alarms', () => {
  it('are the same table in the database as in the source', async () => {
    const { rows } = await pool.query(
      'SELECT kind, from_state, to_state FROM andon.alarm_transition ORDER BY transition_id',
    );
    expect(rows).toEqual(alarmTransitions.map(({ kind, from, to }) => ({ kind, from_state: from, to_state: to })));
  });

  it('lead from every state that an alarm can come to where the table says, and nowhere else', async () => {
    const states = reachable();
    expect(states.length).toBeGreaterThan(100);
    const client = await connect(database.url);
    await client.query('BEGIN');
    // Rows in states that were not come to one by one.
    await client.query('ALTER TABLE andon.alarm DISABLE TRIGGER USER');
    await client.query(
      `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, ${flagNames.join(', ')})
       SELECT 'states', place::text, wanted, 2, '', ${flagNames.map((name) => `given.${name}`).join(', ')}
       FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS each(state, place)
       CROSS JOIN LATERAL jsonb_populate_record(NULL::andon.alarm, state) AS given CROSS JOIN unnest($2::text[]) AS wanted`,
      [JSON.stringify(states), alarmEventKinds],
    );
    await client.query('ALTER TABLE andon.alarm ENABLE TRIGGER USER');
    const { rows } = await client.query<{ place: number; kind: string; flags: AlarmFlags; state: string }>(
      `WITH changed AS (
         UPDATE andon.alarm AS alarm SET request = problem, severity_rank = 3, active_since = now(), shelved_until = now() + interval '1 hour'
         WHERE site_id = 'states' AND andon.alarm_allows(alarm, problem) RETURNING alarm.*)
       SELECT equipment_id::int - 1 AS place, problem AS kind, andon.alarm_flags(changed) AS flags, state FROM changed`,
    );
    const done = new Map(rows.map((row) => [`${row.place} ${row.kind}`, row]));
    for (const [place, flags] of states.entries()) {
      for (const kind of alarmEventKinds) {
        const expected = afterTransition(kind, flags);
        const row = done.get(`${place} ${kind}`);
        expect(row?.flags ?? null, `${kind} from ${JSON.stringify(flags)}`).toEqual(expected);
        if (expected !== null) expect(row?.state).toBe(alarmStateOf(expected));
      }
    }
    await client.query('ROLLBACK');
    await client.end();
  });

  it('that are not possible are refused, with the state in which the alarm stands', async () => {
    const id = await raise('REFUSED');
    await request(id, 'acknowledged', ", request_by = 'maria'");
    for (const kind of ['acknowledged', 'raised', 'reset', 'unshelved', 'worsened', 'vanished']) {
      await expect(request(id, kind), kind).rejects.toMatchObject({
        code: 'AN007',
        message: expect.stringContaining(`is acknowledged, and cannot be ${kind}`),
      });
    }
    await expect(pool.query('UPDATE andon.alarm SET active = false WHERE alarm_id = $1', [id])).rejects.toMatchObject({
      code: 'AN007',
    });
    await expect(pool.query('DELETE FROM andon.alarm WHERE alarm_id = $1', [id])).rejects.toMatchObject({
      code: 'AN006',
    });
  });

  it('change nothing but what they stand for, whatever else the writer sets', async () => {
    const id = await raise('ONLY');
    await request(
      id,
      'commented',
      ", active = false, severity_rank = 4, sentence = 'x', version = 9, request_note = 'seen'",
    );
    const { rows } = await pool.query(
      'SELECT active, severity_rank, sentence, version, note, request FROM andon.alarm WHERE alarm_id = $1',
      [id],
    );
    expect(rows).toEqual([
      { active: true, severity_rank: 2, sentence: 'vibration is 5 mm/s', version: 2, note: 'seen', request: null },
    ]);
  });

  it('shelve for a time within the longest shelf only', async () => {
    const id = await raise('SHELF');
    for (const until of ["now() + interval '25 hours'", "now() - interval '1 second'", 'NULL']) {
      await expect(request(id, 'shelved_timed', `, shelved_until = ${until}`), until).rejects.toMatchObject({
        code: 'AN008',
      });
    }
    await request(id, 'shelved_timed', ", shelved_until = now() + interval '23 hours'");
  });
});

describe('a transition', () => {
  it('is a row of the journal with the states before and after, and an event with the alarm as it was', async () => {
    const id = await raise('JOURNAL');
    await request(id, 'acknowledged', ", request_by = 'maria', request_note = 'on my way'");
    await request(id, 'returned');
    const { rows: journal } = await pool.query(
      `SELECT kind, version, operator_id, note, old_state ->> 'acknowledged' AS was, new_state ->> 'acknowledged' AS is, database_user
       FROM andon.alarm_journal WHERE alarm_id = $1 ORDER BY journal_id`,
      [id],
    );
    const { rows: events } = await pool.query(
      `SELECT kind, operator_id, note, alarm ->> 'state' AS state, (alarm ->> 'version')::int AS version FROM andon.alarm_event
       WHERE alarm_id = $1 ORDER BY number`,
      [id],
    );
    const user = expect.any(String);
    expect(journal).toEqual([
      { kind: 'raised', version: 1, operator_id: null, note: null, was: null, is: 'false', database_user: user },
      {
        kind: 'acknowledged',
        version: 2,
        operator_id: 'maria',
        note: 'on my way',
        was: 'false',
        is: 'true',
        database_user: user,
      },
      { kind: 'returned', version: 3, operator_id: null, note: null, was: 'true', is: 'true', database_user: user },
    ]);
    expect(events).toEqual([
      { kind: 'raised', operator_id: null, note: null, state: 'unacknowledged', version: 1 },
      { kind: 'acknowledged', operator_id: 'maria', note: 'on my way', state: 'acknowledged', version: 2 },
      { kind: 'returned', operator_id: null, note: null, state: 'normal', version: 3 },
    ]);
    await expect(pool.query('DELETE FROM andon.alarm_journal')).rejects.toMatchObject({ code: 'AN004' });
  });

  it('by SQL is an UPDATE of the view, of the column that it changes', async () => {
    const id = await raise('VIEW');
    const update = (set: string) => pool.query(`UPDATE agentic_hmi.alarms SET ${set} WHERE alarm_id = $1`, [id]);
    await update("acknowledged = true, operator_id = 'maria', note = 'on my way'");
    await update("shelved_until = now() + interval '2 hours', operator_id = 'jo', note = 'sensor is changed'");
    await update("shelving = 'none'");
    await update("shelving = 'one_shot'");
    await update("suppressed_by = 'CRUSH-001 is down'");
    await update('suppressed_by = NULL');
    await update('out_of_service = true, confirmed = true');
    await update('out_of_service = false');
    await update("note = 'still there'");
    for (const forbidden of ['active = false', 'acknowledged = false', 'version = 1', "site_id = 'x'"]) {
      await expect(update(forbidden), forbidden).rejects.toMatchObject({ code: 'AN007' });
    }
    const { rows } = await pool.query(
      'SELECT kind, operator_id, note FROM andon.alarm_journal WHERE alarm_id = $1 ORDER BY journal_id',
      [id],
    );
    expect(
      rows.map(({ kind, operator_id, note }) => [kind, operator_id, note].filter((one) => one !== null).join(' ')),
    ).toEqual([
      'raised',
      'acknowledged maria on my way',
      'shelved_timed jo sensor is changed',
      'unshelved',
      'shelved_one_shot',
      'suppressed',
      'unsuppressed',
      'confirmed',
      'taken_out_of_service',
      'returned_to_service',
      'commented still there',
    ]);
  });
});

describe('the log of alarms and recommendations', () => {
  it('is one order of commits in which each has gapless numbers and tokens of its own', async () => {
    const client = await connect(database.url);
    const { rows: heads } = await pool.query('SELECT number, alarm_number, position FROM andon.event_head');
    const before = only(heads);
    await client.query('BEGIN');
    await raiseWith(client, 'ORDER-1');
    await recommend(client, 'ORDER-1');
    await client.query('SAVEPOINT s');
    await raiseWith(client, 'ORDER-2');
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    await client.query('ROLLBACK TO s');
    await recommend(client, 'ORDER-3');
    await raiseWith(client, 'ORDER-3');
    await client.query('COMMIT');
    await client.end();
    const { rows } = await pool.query<Logged>(
      `SELECT * FROM (
         SELECT 'r' AS stream, number, token, previous_token, position, previous_position FROM andon.recommendation_event
         UNION ALL SELECT 'a', number, token, previous_token, position, previous_position FROM andon.alarm_event) AS log ORDER BY position`,
    );
    expect(
      rows
        .slice(-4)
        .map(({ stream }) => stream)
        .join(''),
    ).toBe('arra');
    expect(rows.map(({ position }) => position)).toEqual(rows.map((_, i) => i + 1));
    for (const stream of ['r', 'a']) {
      const events = rows.filter((row) => row.stream === stream);
      for (const [i, event] of events.entries()) {
        const previous = events[i - 1];
        expect(event.number).toBe((previous?.number ?? 0) + 1);
        if (previous === undefined) continue;
        expect([event.previous_token, event.previous_position]).toEqual([previous.token, previous.position]);
      }
    }
    const { rows: after } = await pool.query('SELECT number, alarm_number, position FROM andon.event_head');
    const added = (name: string) => only(after)[name] - before[name];
    expect([added('number'), added('alarm_number'), added('position')]).toEqual([2, 2, 4]);
  });
});

interface Logged {
  readonly stream: string;
  readonly number: number;
  readonly token: string;
  readonly previous_token: string;
  readonly position: number;
  readonly previous_position: number;
}

const raiseWith = (client: pg.Client, equipment: string) =>
  client.query(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
     VALUES ('default', $1, 'vibration_high', 2, '', 'raised')`,
    [equipment],
  );
const recommend = (client: pg.Client, equipment: string) =>
  client.query(
    "INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ($1, 'i', 'high')",
    [equipment],
  );
