import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Identity, unrestricted } from '../../../src/auth/identity.ts';
import { endConditions, raiseConditions } from '../../../src/db/alarms/alarm-conditions.ts';
import { runDueTransitions } from '../../../src/db/alarms/alarm-transitions.ts';
import type { Severity } from '../../../src/domain/recommendations/severity.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { executeAs } from '../../support/server/execute-as.ts';

const key = { kind: 'key', id: 'k1', name: 'maria', expiresAtMs: null } as const;
const maria: Identity = { ...unrestricted('maria'), credential: key };
const siteId = 'isa';

let database: TestDatabase;

interface Machine {
  readonly equipmentId: string;
  readonly sensorId: number;
}
type Doing = (machine: Machine) => Promise<unknown>;
type Way = 'GraphQL' | 'SQL' | 'process' | 'time';

const run = (text: string, values: readonly unknown[]) => database.pool.query(text, [...values]);
const alarmOf = async ({ equipmentId }: Machine) => {
  const { rows } = await run('SELECT alarm_id, state, acknowledged, version FROM andon.alarm WHERE equipment_id = $1', [
    equipmentId,
  ]);
  return rows[0];
};
const found = (severity: Severity, ...machines: readonly Machine[]) =>
  raiseConditions(
    database.pool,
    machines.map(({ equipmentId, sensorId }) => ({
      siteId,
      equipmentId,
      sensorId,
      problem: 'flow_high',
      severity,
      detector: 'limit',
      sentence: 'flow is 9',
      value: 9,
      unit: null,
      limit: null,
      sinceMs: Date.now(),
    })),
  );
const over = (...machines: readonly Machine[]) =>
  endConditions(
    database.pool,
    machines.map(({ sensorId }) => sensorId),
    ['limit'],
  );
/** Throws with the code of what was not done. */
const mutation =
  (name: string, more = ''): Doing =>
  async (machine) => {
    const { alarm_id } = await alarmOf(machine);
    const text = `mutation ($alarms: [AlarmReference!]!) { done: ${name}(alarms: $alarms${more}) { code } }`;
    const { data, codes } = await executeAs(database.pool, maria, text, { alarms: [{ id: String(alarm_id) }] });
    const code = codes?.[0] ?? data.done[0].code;
    if (code !== null) throw new Error(code);
  };
const update =
  (set: string): Doing =>
  ({ equipmentId }) =>
    run(`UPDATE agentic_hmi.alarms SET ${set}, operator_id = 'maria' WHERE equipment_id = $1`, [equipmentId]);
async function maintain(...machines: readonly Machine[]): Promise<void> {
  const text = `mutation ($until: DateTime!, $ids: [ID!]!) {
    planMaintenance(siteId: "${siteId}", equipmentIds: $ids, until: $until, reason: "x") { code } }`;
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await executeAs(database.pool, maria, text, { ids: machines.map(({ equipmentId }) => equipmentId), until });
}
const endMaintenance: Doing = async ({ equipmentId }) => {
  const { rows } = await run('SELECT suppression_id::text AS id FROM andon.suppression WHERE equipment_id = $1', [
    equipmentId,
  ]);
  const text = 'mutation ($ids: [ID!]!) { endMaintenance(ids: $ids) { code } }';
  await executeAs(database.pool, maria, text, { ids: rows.map(({ id }) => id) });
};
const tellAgain: Doing = async ({ equipmentId }) => {
  await run(`UPDATE andon.setting SET alarm_told_again_after = interval '1 second'`, []);
  await run('ALTER TABLE andon.alarm DISABLE TRIGGER USER', []);
  await run(`UPDATE andon.alarm SET due_at = now() WHERE equipment_id = $1`, [equipmentId]);
  await run('ALTER TABLE andon.alarm ENABLE TRIGGER USER', []);
  await runDueTransitions(database.pool);
};

const doings = {
  raise: { process: (machine) => found('high', machine) },
  worsen: { process: (machine) => found('critical', machine) },
  return: { process: (machine) => over(machine) },
  tellAgain: { time: tellAgain },
  acknowledge: { GraphQL: mutation('acknowledgeAlarms'), SQL: update('acknowledged = true') },
  confirm: { GraphQL: mutation('confirmAlarms'), SQL: update('confirmed = true') },
  shelve: { GraphQL: mutation('shelveAlarms', ', reason: "x"'), SQL: update("shelving = 'one_shot', note = 'x'") },
  unshelve: { GraphQL: mutation('unshelveAlarms'), SQL: update("shelving = 'none'") },
  suppress: { GraphQL: (machine) => maintain(machine), SQL: update("suppressed_by = 'x'") },
  show: { GraphQL: endMaintenance, SQL: update('suppressed_by = NULL') },
  takeOut: { GraphQL: mutation('takeOutOfService', ', reason: "x"'), SQL: update("out_of_service = true, note = 'x'") },
  putBack: { GraphQL: mutation('returnToService', ', reason: "x"'), SQL: update("out_of_service = false, note = 'x'") },
  reset: { GraphQL: mutation('resetAlarms'), SQL: update('latched = false') },
} satisfies Record<string, Partial<Record<Way, Doing>>>;
type Name = keyof typeof doings;
const waysOf = (name: Name): Partial<Record<Way, Doing>> => doings[name];

const words: Readonly<Record<string, string>> = {
  A: 'normal',
  B: 'unacknowledged',
  C: 'acknowledged',
  D: 'returned',
  E: 'latched unacknowledged',
  F: 'latched acknowledged',
  G: 'shelved',
  H: 'suppressed',
  I: 'out_of_service',
};

/** Source: ISA-18.2, state model; OPC UA Part 9, 1.05; null: it cannot be done there. A latch is named by the state that it leads to or from. */
const table: readonly (readonly [from: string, doing: Name, to: string | null])[] = [
  ['A', 'raise', 'B'],
  ['A', 'acknowledge', null],
  ['B', 'acknowledge', 'C'],
  ['B', 'return', 'D'],
  ['B', 'worsen', 'B'],
  ['B', 'confirm', null],
  ['B', 'shelve', 'G'],
  ['B', 'suppress', 'H'],
  ['B', 'takeOut', 'I'],
  ['B', 'reset', null],
  ['B', 'unshelve', null],
  ['C', 'return', 'A'],
  ['C', 'worsen', 'B'],
  ['C', 'tellAgain', 'B'],
  ['C', 'acknowledge', null],
  ['C', 'confirm', 'C'],
  ['C', 'shelve', 'G'],
  ['C', 'suppress', 'H'],
  ['C', 'takeOut', 'I'],
  ['D', 'acknowledge', 'A'],
  ['D', 'raise', 'B'],
  ['E', 'acknowledge', 'F'],
  ['E', 'raise', 'B'],
  ['E', 'reset', null],
  ['F', 'reset', 'A'],
  ['F', 'raise', 'B'],
  ['G', 'unshelve', 'B'],
  ['G', 'worsen', 'B'],
  ['G', 'return', 'D'],
  ['G', 'acknowledge', 'G'],
  ['H', 'show', 'B'],
  ['H', 'worsen', 'H'],
  ['I', 'putBack', 'B'],
  ['I', 'shelve', null],
];
const cases = table
  .flatMap(([from, doing, to]) =>
    (['GraphQL', 'SQL', 'process', 'time'] as const).flatMap((way) => {
      const act = waysOf(doing)[way];
      return act === undefined ? [] : [{ from, doing, to, way, act }];
    }),
  )
  .map((one, n) => ({ ...one, machine: { equipmentId: `ISA-${n}`, sensorId: 1_001 + n } }));

/** Machines are brought to where their cases begin, many at once. E and F are of alarms that latch. */
beforeAll(async () => {
  database = await createTestDatabase();
  const of = (...from: string[]) => cases.filter((one) => from.includes(one.from)).map(({ machine }) => machine);
  const set = (what: string, ...from: string[]) =>
    run(`UPDATE agentic_hmi.alarms SET ${what}, operator_id = 'maria' WHERE equipment_id = ANY ($1)`, [
      of(...from).map(({ equipmentId }) => equipmentId),
    ]);
  const all = cases.map(({ machine: { equipmentId } }) => equipmentId);
  await run('INSERT INTO andon.equipment (site_id, equipment_id) SELECT $1, unnest($2::text[])', [siteId, all]);
  await run(
    `INSERT INTO andon.sensor (sensor_id, site_id, equipment_id, sensor_type) OVERRIDING SYSTEM VALUE
     SELECT 1000 + n, $1, equipment_id, 'flow' FROM unnest($2::text[]) WITH ORDINALITY AS machine(equipment_id, n)`,
    [siteId, all],
  );
  await run(
    `INSERT INTO andon.alarm_rule (site_id, equipment_id, problem, latching) SELECT $1, unnest($2::text[]), 'flow_high', true`,
    [siteId, of('E', 'F').map(({ equipmentId }) => equipmentId)],
  );
  await found('high', ...cases.map(({ machine }) => machine));
  await set('acknowledged = true', 'A', 'C', 'F');
  await set("shelving = 'one_shot', note = 'x'", 'G');
  await set("out_of_service = true, note = 'x'", 'I');
  await maintain(...cases.filter(({ from, way }) => from === 'H' && way === 'GraphQL').map(({ machine }) => machine));
  await run(
    "UPDATE agentic_hmi.alarms SET suppressed_by = 'x' WHERE equipment_id = ANY ($1) AND suppressed_by IS NULL",
    [of('H').map(({ equipmentId }) => equipmentId)],
  );
  await over(...of('A', 'D', 'E', 'F'));
});
afterAll(() => database.drop());

it.each(cases)('from $from, $doing by $way leads to $to', async ({ from, to, way, act, machine }) => {
  const stateNow = async () => {
    const { state, acknowledged } = await alarmOf(machine);
    return state === 'latched' ? `latched ${acknowledged ? 'acknowledged' : 'unacknowledged'}` : state;
  };
  expect(await stateNow()).toBe(words[from]);
  const { version } = await alarmOf(machine);
  if (to !== null) await act(machine);
  // SQL may set what is so already: that is no transition, and no error.
  else if (way === 'SQL') await act(machine).catch(() => undefined);
  else await expect(act(machine)).rejects.toThrow('CONFLICT');
  expect(await stateNow()).toBe(words[to ?? from]);
  expect((await alarmOf(machine)).version).toBe(to === null ? version : version + 1);
});
