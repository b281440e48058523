/** Twenty thousand operations at random, and documents that were damaged: each is answered with data or a code, never a fault of the server. */
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useAttackedSite } from '../support/fixtures/attacked-site.ts';
import { damaged } from './fuzz/hostile-readings.ts';
import { inParallel } from './fuzz/in-parallel.ts';
import { type RandomOperation, randomOperation, seeded } from './fuzz/random-operations.ts';
import { sent } from './fuzz/sent.ts';

const seed = 20_261_130;
const answered = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).optional(),
});

describe('Of 20,000 operations', () => {
  const site = useAttackedSite({
    ANDON_OPERATIONS_PER_SECOND: '10000000',
    ANDON_READINGS_PER_SECOND: '10000000',
    ANDON_NEW_SENSORS_PER_HOUR: '2000',
  });
  const codes = new Map<string, number>();
  const count = (code: string) => codes.set(code, (codes.get(code) ?? 0) + 1);
  const post = async (operation: RandomOperation) => {
    const body = JSON.stringify(operation);
    const response = await sent(site.server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${site.north.token}` },
      body,
    });
    const { data, errors = [] } = answered.parse(JSON.parse(await response.text()));
    if (data !== undefined && data !== null) count('data');
    for (const { extensions, message } of errors) {
      count(extensions.code);
      expect([extensions.code, message, body]).not.toEqual(['INTERNAL', message, body]);
    }
    expect([response.status < 500, body]).toEqual([true, body]);
  };

  it('none is INTERNAL or a status of 500, and many are answered', async () => {
    const schema = buildSchema(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8'));
    await site.ask('mutation ($r: [ReadingInput!]!) { ingestReadings(readings: $r) { accepted } }', {
      r: Array.from({ length: 200 }, (_, i) => ({
        equipmentId: `FUZZ-${i % 5}`,
        sensorType: 'flow',
        value: i,
        timestamp: new Date(Date.now() - i * 1_000),
      })),
    });
    const ids = await site.ask(
      '{ equipmentList { edges { cursor node { id } } } recommendations { edges { cursor node { id recommendationId } } } }',
      {},
    );
    const known = [...ids.matchAll(/"(?:id|cursor|recommendationId)":"([^"]+)"/g)].map(([, id = '']) => id);
    const random = seeded(seed);
    const operations = Array.from({ length: 18_000 }, () =>
      randomOperation({ schema, random, known: [...known, 'FUZZ-1', 'flow', 'north'] }),
    );
    await inParallel(8, operations, post);
    expect(codes.get('data')).toBeGreaterThan(3_000);
    const [whole] = operations.filter(({ query }) => query.length > 200 && query.length < 2_000);
    const queries = fc.sample(damaged(whole?.query ?? '{ caller { siteIds } }'), { seed, numRuns: 2_000 });
    await inParallel(8, queries, (query) => post({ query, variables: whole?.variables ?? {} }));
    expect(site.server.output()).not.toContain('"level":50');
    expect(await site.ask('{ caller { operatorId } }', {})).toBe('{"caller":{"operatorId":"north"}}');
  }, 240_000);
});
