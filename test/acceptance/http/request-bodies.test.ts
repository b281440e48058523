import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { documentText } from '../../support/clients/clients-http.ts';
import { IngestReadings, RecommendationEvents } from '../../support/clients/operations.ts';
import { postBytes, saidIn } from '../../support/clients/raw-http.ts';
import { reading } from '../../support/readings/readings.ts';
import { residentBytes } from '../../support/server/process-memory.ts';
import { useSite } from '../../support/server/server-fixture.ts';

const json = { 'content-type': 'application/json' };
const gzipOfTenMegabytes = gzipSync(Buffer.alloc(10_000_000, 0x20));
const query = '{"query":"{ __typename }"}';

describe('A body in another form than expected is taken for what it is, or refused with the reason', () => {
  const site = useSite();
  let sent = 0;
  const readingsBody = (equipmentId: string, units = '°C') => {
    sent += 1;
    const readings = [reading(equipmentId, 'temperature', sent, Date.now() - sent, { units })];
    return JSON.stringify({ query: documentText(IngestReadings), variables: { readings } });
  };
  const post = (body: Buffer | string, headers: Record<string, string> = {}) =>
    postBytes(site.server.graphqlUrl, body, { ...json, ...headers });
  const storedUnits = (equipmentId: string) =>
    site.sql.rows<{ units: string }>(`SELECT units FROM sensor_data WHERE equipment_id = '${equipmentId}'`);

  it('bytes that are not UTF-8 are refused with their place, and nothing is stored with a replaced character', async () => {
    const answer = await post(Buffer.from(readingsBody('LATIN-1'), 'latin1'));
    expect(answer.status).toBe(400);
    expect(saidIn(answer)).toMatch(/^BAD_USER_INPUT: The body is not UTF-8: byte 0xB0 at offset \d+, after .*charset=/);
    expect(await storedUnits('LATIN-1')).toEqual([]);
    const cut = await post(Buffer.from('{"query":"{ é').subarray(0, -1));
    expect(saidIn(cut)).toContain('ends after 13 bytes, in the middle of a character');
  });

  it.each([
    ['iso-8859-1', 'latin1'],
    ['"Windows-1252"', 'latin1'],
    ['UTF-8', 'utf8'],
    ['utf-16le', 'utf16le'],
  ] as const)('a declared charset is honoured: %s', async (charset, encoding) => {
    const equipmentId = `CHARSET-${encoding}-${charset.replaceAll('"', '')}`;
    const type = { 'content-type': `application/json; charset=${charset}` };
    expect((await post(Buffer.from(readingsBody(equipmentId), encoding), type)).text).toContain('"accepted":1');
    expect(await storedUnits(equipmentId)).toEqual([{ units: '°C' }]);
  });

  it('UTF-16 goes by its mark, in either order of bytes, and a UTF-8 mark is passed over', async () => {
    const type = { 'content-type': 'application/json; charset=utf-16' };
    const little = Buffer.from(`\ufeff${query}`, 'utf16le');
    expect((await post(little, type)).status).toBe(200);
    expect((await post(Buffer.from(little).swap16(), type)).status).toBe(200);
    expect((await post(`\ufeff${query}`)).status).toBe(200);
  });

  it('another charset is 415, with those that are taken', async () => {
    const answer = await post(query, { 'content-type': 'application/json; charset=utf-7' });
    expect(answer.status).toBe(415);
    expect(saidIn(answer)).toMatch(/"utf-7" is not taken; send utf-8, utf-16/);
  });

  it.each([
    ['gzip', gzipSync],
    ['X-GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['identity', Buffer.from],
    ['gzip, identity, br', (body: Buffer) => brotliCompressSync(gzipSync(body))],
  ] as const)('a folded body is unfolded: %s', async (coding, fold) => {
    const answer = await post(fold(Buffer.from(readingsBody('FOLDED'))), { 'content-encoding': coding });
    expect(answer.text).toContain('"accepted":1');
  });

  it('a coding that is not known is 415, with Accept-Encoding', async () => {
    const answer = await post(query, { 'content-encoding': 'compress' });
    expect(answer.status).toBe(415);
    expect(answer.headers['accept-encoding']).toMatch(/^gzip, deflate, br/);
    expect(saidIn(answer)).toMatch(/"compress" is not known here; send the body as it is, or folded as gzip/);
  });

  it.each([
    ['is no gzip data', Buffer.from(query), 'gzip'],
    ['is cut off', gzipSync(query).subarray(0, -6), 'gzip'],
    ['is cut off', deflateSync(query).subarray(0, -6), 'deflate'],
    ['is cut off', brotliCompressSync(query).subarray(0, -3), 'br'],
    ['is cut off', Buffer.alloc(0), 'gzip'],
    ['3 bytes follow', Buffer.concat([deflateSync(query), Buffer.from('abc')]), 'deflate'],
    ['3 bytes follow', Buffer.concat([brotliCompressSync(query), Buffer.from('abc')]), 'br'],
    ['or damaged', Buffer.concat([gzipSync(query), Buffer.from('abc')]), 'gzip'],
    ['is gzip data and does not say so', gzipSync(query), ''],
  ])('a folded body that %s is 400 and says so', async (words, body, coding) => {
    const answer = await post(body, coding === '' ? {} : { 'content-encoding': coding });
    expect(answer.status).toBe(400);
    expect(saidIn(answer)).toContain(words);
  });

  it('a bomb of a gigabyte is refused with 413 before it has unfolded, folded once or twice', async () => {
    const gigabyte = Buffer.concat(Array.from({ length: 100 }, () => gzipOfTenMegabytes));
    const before = residentBytes(site.server.pid);
    const once = await post(gigabyte, { 'content-encoding': 'gzip' });
    expect([once.status, saidIn(once)]).toEqual([413, expect.stringContaining('20000000 bytes at most, unfolded')]);
    expect((await post(gzipSync(gigabyte), { 'content-encoding': 'gzip, gzip' })).status).toBe(413);
    expect(residentBytes(site.server.pid) - before).toBeLessThan(200_000_000);
  });

  it.each([
    ['', 'The body is empty'],
    ['{"query":"{ __type', 'ends after 18 bytes, inside a text that began at line 1, column 10'],
    [
      '{"query":"{ __typename }",\n "variables":{"a":1,}}',
      'a comma stands before }; JSON has none after the last value (line 2, column 21, byte 47',
    ],
    [`{'query':'{ __typename }'}`, 'not in double quotes'],
    ['<html><body>502</body></html>', 'looks like HTML'],
    ['query=%7B+__typename+%7D', 'looks like a form'],
    ['[{"query":"{ __typename }"}]', 'a list'],
    [Buffer.from(query, 'utf16le'), 'UTF-16'],
    [Buffer.from(`\ufeff${query}`, 'utf16le'), 'UTF-16, little-endian'],
  ])('a body that is no JSON is answered with where and why: %j', async (body, words) => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const answer = await post(body, { accept });
      expect(answer.status).toBe(400);
      expect(saidIn(answer)).toMatch(/^BAD_USER_INPUT: /);
      expect(saidIn(answer)).toContain(words);
    }
  });

  it('a GET is held to the same: bytes that are not UTF-8, and variables that are not JSON', async () => {
    const get = async (parameters: string) => {
      const response = await fetch(`${site.server.graphqlUrl}?${parameters}`);
      return `${response.status} ${saidIn({ text: await response.text() })}`;
    };
    expect(await get('query=%7B__typename%7D&operationName=%B0C')).toMatch(
      /^400 BAD_USER_INPUT: The parameter "operationName" .*not UTF-8/,
    );
    expect(await get('query=%7B__typename%7D&variables=%7B%22a%22:1,%7D')).toMatch(
      /^400 BAD_USER_INPUT: The parameter variables is not JSON: a comma stands before }/,
    );
    const exported = await fetch(`${site.server.url}/export/performance.csv?equipmentId=%FF`);
    expect([exported.status, await exported.text()]).toEqual([400, expect.stringContaining('not UTF-8')]);
  });

  it('an operator’s name in a header is read as UTF-8, or else as Latin-1, and never with a replaced character', async () => {
    const name = async (bytes: string) =>
      (await post('{"query":"{ caller { operatorId } }"}', { 'x-operator-id': bytes })).text;
    expect(await name(Buffer.from('Jürgen', 'utf8').toString('latin1'))).toContain('"Jürgen"');
    expect(await name('Jürgen')).toContain('"Jürgen"');
  });

  it('415 and 406 say what is taken and what can be had, and a mutation that could not be answered is not done', async () => {
    for (const type of ['text/html', 'application/x-www-form-urlencoded', '']) {
      const answer = await postBytes(site.server.graphqlUrl, query, type === '' ? {} : { 'content-type': type });
      expect(answer.status).toBe(415);
      expect(answer.headers['accept-post']).toContain('application/json');
      expect(saidIn(answer)).toContain('send JSON as Content-Type: application/json');
    }
    const refused = await post(readingsBody('NOT-ACCEPTED'), { accept: 'text/csv' });
    expect(refused.status).toBe(406);
    expect(saidIn(refused)).toMatch(/"text\/csv".*application\/json/);
    expect(await storedUnits('NOT-ACCEPTED')).toEqual([]);
    const subscription = await post(JSON.stringify({ query: documentText(RecommendationEvents) }), {
      accept: 'application/json',
    });
    expect(subscription.status).toBe(406);
    expect(saidIn(subscription)).toContain('text/event-stream');
  });

  it('addresses put together by hand work: a slash at the end, and the form that proxies are sent', async () => {
    expect((await postBytes(`${site.server.graphqlUrl}/`, query, json)).text).toContain('"Query"');
    expect((await fetch(`${site.server.url}/readyz/`)).status).toBe(200);
    expect((await fetch(`${site.server.graphqlUrl}//`)).status).toBe(404);
    expect(
      (await postBytes(site.server.graphqlUrl, query, { 'Content-Type': 'Application/JSON ;charset=utf-8' })).status,
    ).toBe(200);
  });
});
