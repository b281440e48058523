/** A hundred thousand readings, series and bodies that nobody should send: each is judged by itself, and none is a fault of the server. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useAttackedSite } from '../support/fixtures/attacked-site.ts';
import { damaged, hostileReadings, hostileSeries } from './fuzz/hostile-readings.ts';
import { inParallel } from './fuzz/in-parallel.ts';
import { sent } from './fuzz/sent.ts';

const seed = 20_261_130;
const batch = 250;
const result = z.object({ accepted: z.number(), duplicates: z.number(), rejected: z.array(z.unknown()) });
const answered = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).optional(),
});
/** What an answer without damage tells of its readings. */
const told = z.object({ result }).nullish().catch(null);
const mutations = {
  readings:
    'mutation ($of: [ReadingInput!]!) { result: ingestReadings(readings: $of) { accepted duplicates rejected { code } } }',
  series:
    'mutation ($of: [SeriesInput!]!) { result: ingestSeries(series: $of) { accepted duplicates rejected { code } } }',
};

describe('Of 100,000 cases over ingest', () => {
  const site = useAttackedSite({ ANDON_NEW_SENSORS_PER_HOUR: '2000', ANDON_OPERATIONS_PER_SECOND: '1000000' });
  const post = async (body: string) => {
    const response = await sent(site.server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${site.north.token}` },
      body,
    });
    const text = await response.text();
    expect([response.status < 500, body.slice(0, 2_000)]).toEqual([true, body.slice(0, 2_000)]);
    const answer = answered.parse(JSON.parse(text));
    const codes = answer.errors?.map(({ extensions }) => extensions.code) ?? [];
    expect([codes.includes('INTERNAL'), body.slice(0, 2_000)]).toEqual([false, body.slice(0, 2_000)]);
    return answer;
  };
  const sample = <Value>(of: fc.Arbitrary<Value>, count: number): Value[] => fc.sample(of, { seed, numRuns: count });
  const slices = <Value>(all: readonly Value[]): Value[][] =>
    Array.from({ length: Math.ceil(all.length / batch) }, (_, i) => all.slice(i * batch, (i + 1) * batch));

  it('60,000 readings: each is stored, a duplicate, or rejected with a code', async () => {
    const requests = slices(sample(hostileReadings(Date.now()), 60_000));
    let accepted = 0;
    await inParallel(4, requests, async (of) => {
      const { data, errors } = await post(JSON.stringify({ query: mutations.readings, variables: { of } }));
      expect(errors).toBeUndefined();
      const sum = told.parse(data)?.result;
      expect((sum?.accepted ?? 0) + (sum?.duplicates ?? 0) + (sum?.rejected.length ?? 0)).toBe(of.length);
      accepted += sum?.accepted ?? 0;
    });
    expect(accepted).toBeGreaterThan(10_000);
  }, 60_000);

  it('3,800 series of ten: taken reading by reading, or refused as a whole where the columns do not fit', async () => {
    const requests = sample(hostileSeries(Date.now()), 3_800);
    let accepted = 0;
    await inParallel(
      8,
      slices(requests).flatMap((some) => slicesOf(some, 5)),
      async (of) => {
        const { data, errors } = await post(JSON.stringify({ query: mutations.series, variables: { of } }));
        const sum = told.parse(data)?.result;
        expect(sum !== undefined || errors?.[0]?.extensions.code === 'BAD_USER_INPUT').toBe(true);
        accepted += sum?.accepted ?? 0;
      },
    );
    expect(accepted).toBeGreaterThan(5_000);
  }, 60_000);

  it('2,000 bodies that were damaged on their way', async () => {
    const [whole] = slices(sample(hostileReadings(Date.now()), 5));
    const body = JSON.stringify({ query: mutations.readings, variables: { of: whole } });
    // Damage that is no fault of the language asks for other fields: then only the code of the answer is known.
    await inParallel(8, sample(damaged(body), 2_000), post);
  }, 60_000);

  it('none was a fault of the server, which goes on', async () => {
    expect(site.server.output()).not.toContain('"level":50');
    const of = [{ equipmentId: 'AFTER', sensorType: 'flow', value: 1, timestamp: new Date().toISOString() }];
    const { data } = await post(JSON.stringify({ query: mutations.readings, variables: { of } }));
    expect(told.parse(data)?.result.accepted).toBe(1);
  });
});

function slicesOf<Value>(all: readonly Value[], size: number): Value[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
