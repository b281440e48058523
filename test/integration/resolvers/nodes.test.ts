import { execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Identity, unrestricted } from '../../../src/auth/identity.ts';
import { decodeGlobalId, encodeGlobalId } from '../../../src/domain/global-id.ts';
import { readEventPage } from '../../../src/events/feed/event-page.ts';
import { createLoaders } from '../../../src/resolvers/loaders.ts';
import { createRowBudget } from '../../../src/resolvers/row-budget.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { createDecisionService } from '../../../src/services/decision-service.ts';
import { createServices } from '../../../src/services/services.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

const schema = buildSchema();
const everybody = unrestricted(null);
const ofNorth: Identity = { ...everybody, siteIds: ['north'] };
const north = encodeGlobalId({ type: 'Equipment', siteId: 'north', equipmentId: 'PUMP-1' });
const south = encodeGlobalId({ type: 'Equipment', siteId: 'south', equipmentId: 'PUMP-1' });
const sites = ['north', 'south'] as const;

/** The id of everything that has one. */
const everyId = `{
  equipmentList { edges { node { __typename id siteId sensors { __typename id siteId } status { __typename id siteId } } } }
  currentStatus { edges { node { __typename id siteId } } }
  anomalies { edges { node { __typename id siteId } } }
  recommendations { edges { node { __typename id siteId anomaly { __typename id siteId } } } }
  quarantine { edges { node { __typename id siteId } } }
  recommendationEventLog { events { recommendation { __typename id siteId } } }
}`;
const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `INSERT INTO andon.equipment (site_id, equipment_id, location)
       SELECT site, equipment, 'in the ' || site FROM unnest('{north,south}'::text[]) AS site, unnest('{PUMP-1,PUMP-2}'::text[]) AS equipment;
     INSERT INTO andon.sensor (site_id, equipment_id, sensor_type)
       SELECT site_id, equipment_id, type FROM andon.equipment, unnest('{pressure,flow}'::text[]) AS type;
     INSERT INTO andon.current_status (sensor_id, quality, event_time, received_at, value_number)
       SELECT sensor_id, 0, now(), now(), 36 FROM andon.sensor;
     INSERT INTO andon.anomaly (sensor_id, detector, severity_rank, window_start, event_time, value, score, evidence, excess)
       SELECT sensor_id, 'limits', 3, now(), now(), 36, 0.78, '{}', 36 FROM andon.sensor;
     INSERT INTO agentic_hmi.agent_recommendations (recommendation_id, site_id, equipment_id, issue_type, severity, anomaly_id)
       SELECT site_id || '-' || equipment_id, site_id, equipment_id, 'leak', 'critical', min(anomaly_id)
       FROM andon.sensor JOIN andon.anomaly USING (sensor_id) GROUP BY site_id, equipment_id;
     INSERT INTO andon.quarantine (door, site_id, code, message, original)
       SELECT 'graphql', site, 'INVALID_VALUE', 'no value', '{}' FROM unnest('{north,south,NULL}'::text[]) AS site;`,
  );
});
afterAll(() => database.drop());

async function run(text: string, variableValues: Record<string, unknown> = {}, identity = everybody) {
  const services = createServices(database.pool, {
    watermarkMs: 30_000,
    now: Date.now,
    writeCounts: async () => undefined,
    decisions: createDecisionService(database.pool),
    onMasterDataChanged: () => undefined,
  });
  const contextValue = {
    services,
    identity,
    loaders: createLoaders(services),
    budget: createRowBudget(),
    audit: { refused: () => undefined },
    now: Date.now,
    feed: { page: (request: Parameters<typeof readEventPage>[1]) => readEventPage(database.pool, request) },
  };
  const { data, errors } = await execute({ schema, document: parse(text), variableValues, contextValue });
  const codes = errors?.map(({ originalError }) => (originalError as { code?: string } | null)?.code ?? originalError);
  // Plain objects, as they are sent.
  return { data: JSON.parse(JSON.stringify(data ?? null)), codes };
}

interface Named {
  readonly __typename: string;
  readonly id: string;
  readonly siteId: string | null;
}

/** Everything with an id that is in the answer, each once. */
function named(answer: unknown, found = new Map<string, Named>()): Named[] {
  if (typeof answer === 'object' && answer !== null) {
    if ('id' in answer) found.set(String(answer.id), answer as Named);
    for (const part of Object.values(answer)) named(part, found);
  }
  return [...found.values()];
}

async function everything(identity = everybody): Promise<Named[]> {
  const { data, codes } = await run(everyId, {}, identity);
  expect(codes).toBeUndefined();
  return named(data);
}

describe('A node', () => {
  it('is found by the id that it has wherever it is listed, and all ids are different', async () => {
    const all = await everything();
    // 4 machines, 8 sensors, 8 values, 8 anomalies, 4 recommendations and their snapshots, 3 entries of quarantine.
    expect(all).toHaveLength(39);
    const found = await run(nodes, { ids: all.map(({ id }) => id) });
    expect(found).toEqual({ data: { nodes: all.map(({ __typename, id }) => ({ __typename, id })) }, codes: undefined });
  });

  it('of each kind is read in one statement, however many are asked for', async () => {
    const ids = (await everything()).map(({ id }) => id);
    const statements = vi.spyOn(database.pool, 'query');
    await run(nodes, { ids });
    // Equipment, sensors, values, anomalies, recommendations, snapshots, quarantine.
    expect(statements).toHaveBeenCalledTimes(7);
    statements.mockRestore();
  });

  it('of a site that the caller does not reach, or of none, is null for them', async () => {
    const all = await everything();
    const { data } = await run(nodes, { ids: all.map(({ id }) => id) }, ofNorth);
    const visible = all.map(({ __typename, id, siteId }) => (siteId === 'north' ? { __typename, id } : null));
    expect(data.nodes).toEqual(visible);
    expect(named(await everything(ofNorth)).map(({ id }) => id)).toEqual(
      all.flatMap(({ id, siteId }) => (siteId === 'north' ? [id] : [])),
    );
    const { data: one } = await run('query ($id: ID!) { node(id: $id) { id } }', { id: south }, ofNorth);
    expect(one.node).toBeNull();
  });

  it('is null for an id that names nothing', async () => {
    const ids = [
      'PUMP-1',
      '',
      encodeGlobalId({ type: 'Equipment', siteId: 'north', equipmentId: 'PUMP-9' }),
      encodeGlobalId({ type: 'SensorStatus', siteId: 'north', equipmentId: 'PUMP-1', sensorType: 'none' }),
      encodeGlobalId({ type: 'Recommendation', recommendationId: 'none' }),
      encodeGlobalId({ type: 'RecommendationSnapshot', recommendationId: 'north-PUMP-1', number: 1, token: 'other' }),
      encodeGlobalId({ type: 'Anomaly', anomalyId: Number.MAX_SAFE_INTEGER }),
      encodeGlobalId({ type: 'QuarantinedReading', quarantineId: 0 }),
    ];
    expect(await run(nodes, { ids })).toEqual({ data: { nodes: ids.map(() => null) }, codes: undefined });
  });

  it('counts against the rows of its operation, and 500 may be asked for at once', async () => {
    expect((await run(nodes, { ids: Array.from({ length: 501 }, () => north) })).codes).toEqual(['BAD_USER_INPUT']);
    const ids = Array.from({ length: 500 }, () => north);
    const many = Array.from({ length: 41 }, (_, i) => `n${i}: nodes(ids: $ids) { __typename }`).join(' ');
    expect((await run(`query ($ids: [ID!]!) { ${many} }`, { ids })).codes).toEqual(['TOO_COMPLEX']);
  });
});

describe('A global id in the place of a plant’s name', () => {
  const oneMachine = 'query ($id: ID!, $siteId: ID) { equipment(id: $id, siteId: $siteId) { siteId location } }';

  it('finds the machine of its site, with or without the site beside it', async () => {
    for (const [id, siteId] of [
      [north, 'north'],
      [south, 'south'],
    ] as const) {
      const found = { equipment: { siteId, location: `in the ${siteId}` } };
      for (const variables of [{ id }, { id, siteId }, { id: 'PUMP-1', siteId }]) {
        expect((await run(oneMachine, variables)).data).toEqual(found);
      }
    }
  });

  it.each([
    ['of another site than is asked for', { id: north, siteId: 'south' }, everybody, 'BAD_USER_INPUT'],
    ['of something else', { id: encodeGlobalId({ type: 'Anomaly', anomalyId: 1 }) }, everybody, 'BAD_USER_INPUT'],
    ['of a site that the caller does not reach', { id: south }, ofNorth, 'FORBIDDEN'],
  ] as const)('%s is refused', async (_, variables, identity, code) => {
    expect((await run(oneMachine, variables, identity)).codes).toEqual([code]);
  });

  it('chooses in every filter that machine and no other, beside names that hold at every site', async () => {
    for (const list of ['equipmentList', 'currentStatus', 'anomalies', 'recommendations', 'quarantine'] as const) {
      const text = `query ($ids: [ID!]) { ${list}(filter: { equipmentIds: $ids }) { edges { node { siteId equipmentId } } } }`;
      const chosen = async (ids: readonly string[], identity = everybody) => {
        const { data, codes } = await run(text, { ids }, identity);
        if (codes !== undefined) return codes;
        const edges: { node: { siteId: string; equipmentId: string } }[] = data[list].edges;
        return [...new Set(edges.map(({ node }) => `${node.siteId}/${node.equipmentId}`))].sort();
      };
      expect(await chosen([south], ofNorth), list).toEqual(['FORBIDDEN']);
      // Its readings name no machine.
      if (list === 'quarantine') continue;
      expect(await chosen([north]), list).toEqual(['north/PUMP-1']);
      expect(await chosen([south, 'PUMP-2']), list).toEqual(['north/PUMP-2', 'south/PUMP-1', 'south/PUMP-2']);
      expect(await chosen([north, 'PUMP-2'], ofNorth), list).toEqual(['north/PUMP-1', 'north/PUMP-2']);
      expect(await chosen([]), list).toEqual([]);
    }
  });

  it('names the sensor whose history is asked for', async () => {
    const series = `query ($id: ID!) {
      series(equipmentId: $id, sensorType: "flow", from: "2026-03-01T00:00:00Z", to: "2026-03-02T00:00:00Z") { timestamps }
    }`;
    expect(await run(series, { id: south })).toEqual({ data: { series: { timestamps: [] } }, codes: undefined });
    expect((await run(series, { id: south }, ofNorth)).codes).toEqual(['FORBIDDEN']);
  });

  it('changes the machine that it names, and no other', async () => {
    const register =
      'mutation ($equipment: [EquipmentInput!]!) { registerEquipment(equipment: $equipment) { siteId equipmentId model } }';
    const { data } = await run(register, { equipment: [{ id: south, model: 'S2' }] });
    expect(data.registerEquipment).toEqual([{ siteId: 'south', equipmentId: 'PUMP-1', model: 'S2' }]);
    const { rows } = await database.pool.query(`SELECT site_id FROM andon.equipment WHERE model = 'S2'`);
    expect(rows).toEqual([{ site_id: 'south' }]);
  });
});

describe('The snapshot of a recommendation in an event', () => {
  const events = `{ recommendationEventLog(first: 500) { events { recommendation { id snapshotOf recommendationId status version } } } }`;
  const decide =
    'mutation ($id: ID!) { approveRecommendation(id: $id) { id recommendationId snapshotOf status version } }';

  it('has an id of its own, by which it is decided on and found again as it was', async () => {
    for (const site of sites) {
      const recommendationId = `${site}-PUMP-1`;
      const { data } = await run(events);
      const snapshot = data.recommendationEventLog.events
        .map((event: { recommendation: { recommendationId: string } }) => event.recommendation)
        .find((each: { recommendationId: string }) => each.recommendationId === recommendationId);
      expect(snapshot).toMatchObject({ status: 'PENDING', version: 1 });
      expect(decodeGlobalId(snapshot.snapshotOf)).toEqual({ type: 'Recommendation', recommendationId });
      const decided = { id: snapshot.snapshotOf, recommendationId, snapshotOf: null, status: 'APPROVED', version: 2 };
      expect((await run(decide, { id: snapshot.id })).data).toEqual({ approveRecommendation: decided });

      const state = '{ __typename ... on Recommendation { id snapshotOf recommendationId status version } }';
      const both = await run(`query ($ids: [ID!]!) { nodes(ids: $ids) ${state} }`, {
        ids: [snapshot.id, snapshot.snapshotOf],
      });
      const __typename = 'Recommendation';
      expect(both.data.nodes).toEqual([
        { __typename, ...snapshot },
        { __typename, ...decided },
      ]);
    }
  });

  it('is told apart from every other snapshot, also of the same recommendation', async () => {
    const { data } = await run(events);
    const ids = named(data).map(({ id }) => id);
    expect(ids).toHaveLength(6);
  });

  it('stands for its recommendation wherever one is asked for; an id of something else does not', async () => {
    const { data } = await run(events);
    const [{ recommendation }] = data.recommendationEventLog.events;
    const one = 'query ($id: ID!) { recommendation(id: $id) { id } }';
    for (const id of [recommendation.id, recommendation.snapshotOf, recommendation.recommendationId]) {
      expect((await run(one, { id })).data).toEqual({ recommendation: { id: recommendation.snapshotOf } });
    }
    expect((await run(one, { id: north })).codes).toEqual(['BAD_USER_INPUT']);
    expect((await run(decide, { id: north })).codes).toEqual(['BAD_USER_INPUT']);
  });
});
