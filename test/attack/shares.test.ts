/** One key, or one subject's tokens, has so many operations and readings in a second, whatever names it speaks for; others notice nothing. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { useAttackedSite } from '../support/fixtures/attacked-site.ts';
import { runAndon } from '../support/server/server.ts';
import { until } from '../support/until.ts';
import { aliased, openSocket } from './cases/attack.ts';

const who = JSON.stringify({ query: '{ caller { operatorId } }' });
const told = z.object({
  errors: z.array(z.object({ message: z.string(), extensions: z.record(z.string(), z.unknown()) })).optional(),
  data: z.unknown().optional(),
});

describe('A key that has used up its share', () => {
  // Ten seconds' worth at once, then so many in a second.
  const site = useAttackedSite({ ANDON_OPERATIONS_PER_SECOND: '5', ANDON_READINGS_PER_SECOND: '100' });
  const limit = async (id: string, ...words: string[]) => {
    const command = runAndon(['keys', 'limit', id, ...words], { DATABASE_URL: site.databaseUrl });
    expect(await command.ended()).toMatchObject({ code: 0 });
    return command.stdout();
  };
  const post = async (body: string, { token, headers = {} }: { token: string; headers?: Record<string, string> }) => {
    const response = await fetch(site.server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body,
    });
    const { errors, data } = told.parse(await response.json());
    const retryAfter = response.headers.get('retry-after');
    return {
      status: response.status,
      retryAfter,
      extensions: errors?.[0]?.extensions,
      message: errors?.[0]?.message,
      data,
    };
  };
  const readings = (count: number, equipmentId: string) =>
    JSON.stringify({
      query: 'mutation ($r: [ReadingInput!]!) { ingestReadings(readings: $r) { accepted } }',
      variables: {
        r: Array.from({ length: count }, (_, i) => ({
          equipmentId,
          sensorType: 'flow',
          value: i,
          timestamp: new Date(Date.now() - 60_000 + i).toISOString(),
        })),
      },
    });

  it('is told so with 429, when to come back, and is let in then; another key is answered meanwhile', async () => {
    const [flooding, other] = [await site.key({ scopes: ['read'] }), await site.key({ scopes: ['read'] })];
    const answers = await Promise.all(Array.from({ length: 200 }, () => post(who, flooding)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(40);
    for (const { extensions, retryAfter } of refused) {
      expect(extensions).toEqual({
        code: 'RATE_LIMITED',
        reason: 'KEY_LIMIT',
        limit: 5,
        retryAfterMs: expect.any(Number),
      });
      expect(Number(retryAfter)).toBe(Math.ceil(Number(extensions?.['retryAfterMs']) / 1_000));
    }
    expect((await post(who, other)).status).toBe(200);
    await until('its time has come', async () => (await post(who, flooding)).status === 200);
    const log = site.server.output();
    expect(
      log.split('\n').filter((line) => line.includes('access.limited') && line.includes(flooding.id)),
    ).toHaveLength(1);
  });

  it('has one share under three hundred names, and each subject one under tokens of many ids', async () => {
    const screen = await site.key({ scopes: ['read', 'act_as'] });
    const named = Array.from({ length: 300 }, (_, i) =>
      post(who, { ...screen, headers: { 'x-operator-id': `op ${i}` } }),
    );
    const statuses = (await Promise.all(named)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThan(200);
    const tokens = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        site.provider.token({ jti: `id ${i}`, scope: 'andon:read', plants: 'north' }),
      ),
    );
    const asked = (await Promise.all(tokens.map((token) => post(who, { token })))).map(({ status }) => status);
    expect(asked.filter((status) => status === 200).length).toBeLessThan(200);
  });

  it('pays for the rows it asks for, which are known only when it has asked', async () => {
    const key = await site.key({ scopes: ['read'] });
    const dear = JSON.stringify({ query: `{ ${aliased(30, 'alarmLoad { total }')} }` });
    const answers: number[] = [];
    for (let i = 0; i < 2; i++) answers.push((await post(dear, key)).status);
    // 15,000 rows are 150 operations, of which 50 may be taken at once.
    expect(answers).toEqual([200, 429]);
  });

  it('hears of it on a socket, too, and cannot connect anew', async () => {
    const key = await site.key({ scopes: ['read'] });
    const socket = await openSocket(site, { authorization: `Bearer ${key.token}` });
    const ids = Array.from({ length: 120 }, (_, id) => String(id));
    for (const id of ids) socket.subscribe(id, '{ caller { operatorId } }');
    expect(await Promise.race(ids.map((id) => socket.failureOf(id)))).toEqual({
      code: 'RATE_LIMITED',
      reason: 'KEY_LIMIT',
      limit: 5,
      retryAfterMs: expect.any(Number),
    });
    const opening = () => openSocket(site, { authorization: `Bearer ${key.token}` });
    // The last ones are told a second later, and are not welcomed meanwhile.
    const anew = await Promise.all(Array.from({ length: 280 }, opening));
    expect(await Promise.race(anew.map(({ closed }) => closed))).toBe('close 1013');
    expect(anew.filter(({ isAcknowledged }) => isAcknowledged).length).toBeLessThan(60);
    for (const one of anew) one.close();
    // Whoever goes on regardless is hung up on.
    for (let id = 1_000; id < 1_300; id++) socket.subscribe(String(id), '{ caller { operatorId } }');
    expect(await socket.closed).toBe('close 1013');
  });

  it('sends no more readings: few are refused by the mutation, many before they are read', async () => {
    const key = await site.key({ scopes: ['ingest'], siteIds: ['north'] });
    const other = await site.key({ scopes: ['ingest'], siteIds: ['south'] });
    // Whoever may send at all may send a whole request; what it was too much is waited for afterwards.
    expect((await post(readings(6_000, 'FLOOD'), key)).data).toEqual({ ingestReadings: { accepted: 6_000 } });
    const expected = { code: 'RATE_LIMITED', reason: 'KEY_LIMIT', limit: 100, retryAfterMs: expect.any(Number) };
    const few = await post(readings(1, 'FLOOD'), key);
    const many = await post(readings(1_000, 'FLOOD'), key);
    expect(few).toMatchObject({ status: 200, extensions: expected });
    expect(many).toMatchObject({ status: 429, extensions: expected });
    for (const { extensions, retryAfter } of [few, many]) {
      // 60 s worth, of which ten may be taken at once.
      expect(extensions?.['retryAfterMs']).toBeGreaterThan(30_000);
      expect(Number(retryAfter)).toBeGreaterThan(30);
    }
    expect((await post(readings(1, 'OTHER'), other)).data).toEqual({ ingestReadings: { accepted: 1 } });
    const figures = await fetch(`${site.server.url}/metrics`, {
      headers: { authorization: `Bearer ${site.reader.token}` },
    });
    expect(await figures.text()).toMatch(/^andon_share_refusals_total\{share="readings"\} [1-9]/m);
  });

  it('is said with the key that is made, one that never expires among them', async () => {
    const words = [
      'keys',
      'create',
      'line 3',
      '--scopes',
      'ingest',
      '--expires',
      'never',
      '--readings-per-second',
      '7',
    ];
    const made = runAndon(words, { DATABASE_URL: site.databaseUrl });
    expect([(await made.ended()).code, made.output()]).toEqual([0, expect.stringContaining('for ever')]);
    const said =
      'SELECT expires_timestamp, readings_per_second, operations_per_second FROM andon.api_key WHERE name = $1';
    expect(await site.sql.rows(said, ['line 3'])).toEqual([
      { expires_timestamp: null, readings_per_second: 7, operations_per_second: null },
    ]);
  });

  it('gets another one by a command, which holds at once', async () => {
    const key = await site.key({ scopes: ['read'] });
    const before = await Promise.all(Array.from({ length: 200 }, () => post(who, key)));
    expect(before.map(({ status }) => status)).toContain(429);
    expect(await limit(key.id, '--operations-per-second', '100000')).toBe(
      `${key.id} of maria: default readings/s, 100000 operations/s\n`,
    );
    await until('the server knows', async () => (await post(who, key)).status === 200);
    // What was too much before the change is waited for, and no more.
    const statuses = (await Promise.all(Array.from({ length: 200 }, () => post(who, key)))).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await limit(key.id, '--operations-per-second', 'default');
    const [row] = await site.sql.rows('SELECT operations_per_second FROM andon.api_key WHERE key_id = $1', [key.id]);
    expect(row).toEqual({ operations_per_second: null });
  });
});
