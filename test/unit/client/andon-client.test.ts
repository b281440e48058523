import { afterEach, describe, expect, it } from 'vitest';
import { type ClientOptions, createClient, type ReadingInput, retryDelayMs } from '../../../src/client/andon-client.ts';
import { seededRandom } from '../../../src/client/random.ts';
import {
  acceptAll,
  type GraphqlStub,
  graphqlError,
  type StubAnswer,
  startGraphqlStub,
  unauthenticated,
  unusedPort,
} from '../../support/clients/graphql-stub.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';

const reading: ReadingInput = {
  equipmentId: 'HT_001',
  sensorType: 'speed',
  value: 12.5,
  timestamp: '2026-01-01T00:00:00.000Z',
};
const random = seededRandom(1);
const stubs: GraphqlStub[] = [];

async function stub(answer: Parameters<typeof startGraphqlStub>[0], port?: number): Promise<GraphqlStub> {
  const started = await startGraphqlStub(answer, port);
  stubs.push(started);
  return started;
}

function client(url: string, options: Partial<ClientOptions> = {}) {
  return createClient({ url, clock: createVirtualClock(0), random, signal: new AbortController().signal, ...options });
}

afterEach(async () => {
  await Promise.all(stubs.splice(0).map((started) => started.close()));
});

describe('the client', () => {
  it('hands over what the server says of each reading', async () => {
    const result = {
      accepted: 0,
      duplicates: 1,
      rejected: [{ index: 1, code: 'INVALID_VALUE', message: 'not a number' }],
    };
    const { url, operations } = await stub(() => ({ body: { data: { ingestReadings: result } } }));
    expect(await client(url).ingestReadings([reading, reading])).toEqual(result);
    expect(operations[0]?.variables).toEqual({ readings: [reading, reading] });
  });

  it('registers a large site in several requests', async () => {
    const { url, operations } = await stub(acceptAll);
    const equipment = Array.from({ length: 250 }, (_, place) => ({
      id: `E_${place}`,
      equipmentType: 'crusher',
      sensors: [],
    }));
    await client(url).registerEquipment(equipment);
    expect(operations.flatMap(({ variables }) => variables['equipment'])).toEqual(equipment);
    expect(operations).toHaveLength(3);
  });

  it('waits for a server that is away, ever longer, and says so', async () => {
    const port = await unusedPort();
    const said: (string | null)[] = [];
    const clock = createVirtualClock(0, async () => {
      if (clock.sleeps.length === 4) await stub(acceptAll, port);
    });
    const patient = client(`http://127.0.0.1:${port}/graphql`, { clock, onTrouble: (trouble) => said.push(trouble) });
    expect((await patient.ingestReadings([reading])).accepted).toBe(1);
    expect(clock.sleeps).toHaveLength(4);
    expect(Math.max(...clock.sleeps.slice(0, 1))).toBeLessThan(Math.min(...clock.sleeps.slice(2)));
    expect(said).toHaveLength(5);
    expect(said[0]).toMatch(/no answer from http.*ECONNREFUSED.*trying again in/);
    expect(said.at(-1)).toBeNull();
  });

  it.each([
    ['RATE_LIMITED', graphqlError('RATE_LIMITED', 'too many', { retryAfterMs: 1_500 })],
    ['UNAVAILABLE', graphqlError('UNAVAILABLE', 'starting', { retryAfterMs: 1_500 })],
    ['HTTP 429', { status: 429, headers: { 'retry-after': '1.5' }, body: 'slow down' }],
  ] satisfies [string, StubAnswer][])('comes back no sooner than the server asked for (%s)', async (_, refusal) => {
    const { url, operations } = await stub((asked, number) => (number < 3 ? refusal : acceptAll(asked)));
    const clock = createVirtualClock(0);
    expect((await client(url, { clock }).ingestReadings([reading])).accepted).toBe(1);
    expect(operations).toHaveLength(3);
    for (const sleep of clock.sleeps) expect(sleep).toBeGreaterThanOrEqual(1_500);
  });

  it('does not repeat what the server will never take', async () => {
    const { url, operations } = await stub(() => graphqlError('BAD_USER_INPUT', 'the batch is over the cap'));
    await expect(client(url).ingestReadings([reading])).rejects.toThrow('BAD_USER_INPUT: the batch is over the cap');
    expect(operations).toHaveLength(1);
  });

  it('waits for a server whose gateway answers in its place, in JSON of its own', async () => {
    const gateway = { status: 502, body: { message: 'bad gateway' } };
    const { url, operations } = await stub((asked, number) => (number < 3 ? gateway : acceptAll(asked)));
    expect((await client(url).ingestReadings([reading])).accepted).toBe(1);
    expect(operations).toHaveLength(3);
  });

  it('brings its key with every request, and none unless it has one', async () => {
    const { url, authorizations } = await stub(acceptAll);
    const withKey = client(url, { key: 'andon_1' });
    await withKey.registerEquipment([{ id: 'HT_001', equipmentType: 'haul_truck', sensors: [] }]);
    await withKey.ingestReadings([reading]);
    await client(url, { key: null }).ingestReadings([reading]);
    await client(url).ingestReadings([reading]);
    expect(authorizations).toEqual(['Bearer andon_1', 'Bearer andon_1', null, null]);
  });

  it.each([
    ['UNAUTHENTICATED', unauthenticated('The key "mine" was revoked.')],
    ['FORBIDDEN', graphqlError('FORBIDDEN', 'ingestReadings needs the scope INGEST')],
  ] satisfies [string, StubAnswer][])('does not knock again with a key that is refused (%s)', async (code, refusal) => {
    const { url, operations } = await stub(() => refusal);
    await expect(client(url, { key: 'andon_1' }).ingestReadings([reading])).rejects.toMatchObject({
      name: 'RequestFailure',
      message: expect.stringContaining(`the server answered ${code}: `),
      code,
    });
    expect(operations).toHaveLength(1);
  });

  it('tells an address that is no GraphQL server', async () => {
    const { url } = await stub(() => ({ status: 404, body: '<h1>Not found</h1>' }));
    await expect(client(url).ingestReadings([reading])).rejects.toThrow(
      'did not answer as a GraphQL server (HTTP 404)',
    );
  });

  it('gives up on a request that keeps failing inside the server', async () => {
    const { url, operations } = await stub(() => graphqlError('INTERNAL', 'see the log'));
    await expect(client(url).ingestReadings([reading])).rejects.toThrow('INTERNAL');
    expect(operations).toHaveLength(5);
  });

  it('gives up on an absent server after the time it was given', async () => {
    const clock = createVirtualClock(0);
    const url = `http://127.0.0.1:${await unusedPort()}/graphql`;
    await expect(client(url, { clock, giveUpAfterMs: 60_000 }).ingestReadings([reading])).rejects.toThrow('no answer');
    expect(clock.nowMs()).toBeGreaterThanOrEqual(60_000);
    expect(clock.nowMs()).toBeLessThan(75_000);
  });

  it('ends a request that is under way when it is stopped', async () => {
    const stopping = new AbortController();
    const { url } = await stub(() => {
      stopping.abort(new Error('stopped'));
      return null;
    });
    await expect(client(url, { signal: stopping.signal }).ingestReadings([reading])).rejects.toThrow('stopped');
  });
});

describe('the wait between tries', () => {
  it('grows to ten seconds at most, with at least half of it certain', () => {
    for (let tries = 1; tries < 60; tries += 1) {
      const ceiling = Math.min(10_000, 250 * 2 ** (tries - 1));
      const delay = retryDelayMs(tries, undefined, random);
      expect(delay).toBeGreaterThanOrEqual(ceiling / 2);
      expect(delay).toBeLessThanOrEqual(ceiling);
    }
  });
});
