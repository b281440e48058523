import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { z } from 'zod';
import { useSite } from '../../support/server/server-fixture.ts';

const messageSchema = z.object({ type: z.string(), payload: z.unknown().optional() });
const failuresSchema = z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) }));
const answerSchema = z.object({ data: z.unknown().optional(), errors: failuresSchema.optional() });

describe('Requests that cost too much, or come from elsewhere, are refused in both transports', () => {
  const site = useSite();

  const overHttp = async (query: string, variables = {}) => {
    const { text } = await site.http.post(JSON.stringify({ query, variables }));
    return answerSchema.parse(JSON.parse(text)).errors?.[0]?.extensions.code;
  };

  /** The code of the error that the operation ends with. */
  const overWebSocket = async (query: string, variables = {}) => {
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    const answered = new Promise<string | undefined>((resolve) => {
      socket.on('message', (data) => {
        const { type, payload } = messageSchema.parse(JSON.parse(String(data)));
        if (type === 'connection_ack') {
          socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
        }
        if (type === 'error') resolve(failuresSchema.parse(payload)[0]?.extensions.code);
        if (type === 'next') resolve(answerSchema.parse(payload).errors?.[0]?.extensions.code);
      });
    });
    socket.send(JSON.stringify({ type: 'connection_init' }));
    const code = await answered;
    socket.close();
    return code;
  };

  const tooDeep = `{ ${'equipmentList { edges { node { '.repeat(9)} id ${'} } }'.repeat(9)} }`;
  const bomb = [
    '{ ...f0 }',
    ...Array.from(
      { length: 30 },
      (_, i) => `fragment f${i} on Query { a: __typename ...f${i + 1} b: __typename ...f${i + 1} }`,
    ),
    'fragment f30 on Query { __typename }',
  ].join('\n');

  it.each([
    ['10,000 aliases', `{ ${Array.from({ length: 10_000 }, (_, i) => `a${i}: recommendationEventHead`).join(' ')} }`],
    ['selections nested too deep', tooDeep],
    ['fragments that double thirty times', bomb],
    [
      'lists that hold too many rows together',
      `query ($n: Int) { ${aliased(50, 'recommendations(first: $n) { edges { cursor } }')} }`,
    ],
  ])('an operation that costs too much is refused as TOO_COMPLEX: %s', async (_what, query) => {
    expect(await overHttp(query, { n: 500 })).toBe('TOO_COMPLEX');
    expect(await overWebSocket(query, { n: 500 })).toBe('TOO_COMPLEX');
  });

  it('arguments, documents and bodies that are too large are refused by a code, and no error is logged', async () => {
    const ids = (count: number) => Array.from({ length: count }, (_, i) => `E${i}`);
    const filter =
      'query ($ids: [ID!]) { equipmentList(filter: { equipmentIds: $ids }, first: 1) { edges { cursor } } }';
    expect(await overHttp(filter, { ids: ids(10_000) })).toBeUndefined();
    const { text } = await site.http.post(JSON.stringify({ query: filter, variables: { ids: [{}] } }));
    expect(text).toContain('ID cannot represent value');
    const status = 'subscription ($ids: [ID!]) { equipmentStatus(equipmentIds: $ids) { value } }';
    expect(await overHttp(filter, { ids: ids(10_001) })).toBe('TOO_COMPLEX');
    expect(await overWebSocket(status, { ids: ids(10_001) })).toBe('TOO_COMPLEX');
    expect(await overHttp(filter, { ids: Object.fromEntries(ids(201).map((id) => [id, 1])) })).toBe('TOO_COMPLEX');
    for (const query of [
      `{ equipmentList(filter: { equipmentIds: ${'['.repeat(9_000)}${']'.repeat(9_000)} }) { edges { cursor } } }`,
      `${'{ ... '.repeat(9_000)}{ __typename }${'}'.repeat(9_000)}`,
      `{ ...f0 } ${Array.from({ length: 1_000 }, (_, i) => `fragment f${i} on Query { ...f${(i + 1) % 1_000} }`).join(' ')}`,
      `{ ${'a: recommendationEventHead '.repeat(500)} }`,
      `{ ${aliased(41, 'alarmLoad { __typename }')} }`,
      `{ ${aliased(41, 'latency { stage }')} }`,
      `{ ${aliased(101, 'pipelineHealth { status }')} }`,
    ]) {
      expect([query.slice(0, 40), await overHttp(query)]).toEqual([query.slice(0, 40), 'TOO_COMPLEX']);
      expect([query.slice(0, 40), await overWebSocket(query)]).toEqual([query.slice(0, 40), 'TOO_COMPLEX']);
    }
    const large = await site.http.post(JSON.stringify({ query: filter, variables: { ids: ['x'.repeat(1_000_000)] } }));
    expect([large.status, large.text]).toEqual([413, expect.stringContaining('may have 1000000 bytes')]);
    const deep = await site.http.post(
      `{"query":"{ __typename }","variables":{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}}`,
    );
    expect([deep.status, deep.text]).toEqual([400, expect.stringContaining('nested more than 100 deep')]);
    expect(site.server.output()).not.toContain('operation.failed');
    expect(site.server.output()).not.toContain('"level":50');
  });

  it('a message that nests too deep closes its own socket with 4400', async () => {
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(`{"type":"ping","payload":{"a":${'['.repeat(99)}${']'.repeat(99)}}}`);
    const [code] = await once(socket, 'close');
    expect(code).toBe(4_400);
  });

  it.each([
    ['half a document', '{'],
    ['an unknown field', '{ nothing }'],
    ['a page of 501', '{ recommendations(first: 501) { edges { cursor } } }'],
    ['a page of 0', '{ recommendations(first: 0) { edges { cursor } } }'],
    ['a time that is none', '{ latency(from: "yesterday") { stage } }'],
    ['a variable of the wrong type', 'query ($first: Int = 1.5) { equipmentList(first: $first) { edges { cursor } } }'],
    ['a status interval beyond a minute', 'subscription { equipmentStatus(minIntervalMs: 60001) { value } }'],
  ])('an operation that is not valid is refused as BAD_USER_INPUT: %s', async (_what, query) => {
    if (!query.startsWith('subscription')) expect(await overHttp(query)).toBe('BAD_USER_INPUT');
    expect(await overWebSocket(query)).toBe('BAD_USER_INPUT');
  });

  it('a cursor of another list, or of no list, is refused as CURSOR_INVALID', async () => {
    await site.http.post(
      JSON.stringify({ query: 'mutation { registerEquipment(equipment: [{ id: "PRESS-1" }]) { id } }' }),
    );
    const { text } = await site.http.post(JSON.stringify({ query: '{ equipmentList { pageInfo { endCursor } } }' }));
    const page = z.object({
      data: z.object({ equipmentList: z.object({ pageInfo: z.object({ endCursor: z.string() }) }) }),
    });
    const { endCursor } = page.parse(JSON.parse(text)).data.equipmentList.pageInfo;
    for (const after of [endCursor, 'rubbish', '', 'e30']) {
      expect(
        await overHttp('query ($after: String) { anomalies(after: $after) { edges { cursor } } }', { after }),
      ).toBe('CURSOR_INVALID');
    }
    expect(
      await overHttp('query ($after: String) { equipmentList(after: $after) { edges { cursor } } }', {
        after: endCursor,
      }),
    ).toBeUndefined();
    expect(await overWebSocket('subscription { recommendationEvents(after: "rubbish") { cursor } }')).toBe(
      'CURSOR_INVALID',
    );
  });

  it.each([
    ['http://evil.example', false],
    ['null', false],
    ['http://localhost:5173', true],
    ['own', true],
  ])('a WebSocket from a page of %s is accepted: %s', async (origin, accepted) => {
    const from = origin === 'own' ? site.server.url : origin;
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws', { origin: from });
    const outcome = await once(socket, 'open').then(
      () => true,
      () => false,
    );
    expect(outcome).toBe(accepted);
    socket.terminate();
  });

  it('FEED-20: no other origin may read an answer', async () => {
    const response = await fetch(`${site.server.graphqlUrl}?query={__typename}`, {
      headers: { origin: 'http://evil.example' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('a body over 20 MB is refused, whether or not its length was announced', async () => {
    const body = JSON.stringify({ query: '{ __typename }', variables: { pad: 'x'.repeat(21_000_000) } });
    const announced = await site.http.post(body);
    expect(announced.status).toBe(413);
    const unannounced: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([body]).stream(),
      duplex: 'half',
    };
    const status = await fetch(site.server.graphqlUrl, unannounced).then(
      (response) => response.status,
      () => 'hung up on while it was still sending',
    );
    expect([413, 'hung up on while it was still sending']).toContain(status);
    expect((await fetch(`${site.server.url}/healthz`)).status).toBe(200);
  });

  it('no answer may be kept by a cache, or taken for something else than it is', async () => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
    const bodies = ['{"query":"{ __typename }"}', '{"query":"{ nothing }"}', '{'];
    const events = `graphql?${new URLSearchParams({ query: 'subscription { pipelineHealth { status } }' })}`;
    const asked: [string, RequestInit][] = [
      ...['healthz', 'readyz', 'metrics', 'nothing', 'export/performance.csv', 'graphql'].map(
        (path): [string, RequestInit] => [path, {}],
      ),
      ...bodies.map((body): [string, RequestInit] => ['graphql', { ...post, body }]),
      [events, { headers: { accept: 'text/event-stream' } }],
      ['graphql', { method: 'DELETE' }],
    ];
    for (const [path, init] of asked) {
      const { status, headers, body } = await fetch(`${site.server.url}/${path}`, init);
      await body?.cancel();
      expect([path, status, headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([
        path,
        status,
        expect.stringContaining('no-store'),
        'nosniff',
      ]);
    }
    const page = await fetch(site.server.url);
    expect([page.headers.get('cache-control'), page.headers.get('x-content-type-options')]).toEqual([
      'no-cache',
      'nosniff',
    ]);
    await page.body?.cancel();
  });

  it('a message over 1 MB closes its own socket with 1009', async () => {
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.on('error', () => socket.terminate());
    socket.send('x'.repeat(1_000_001));
    const [code] = await once(socket, 'close');
    expect([1_009, 1_006]).toContain(code);
    expect((await fetch(`${site.server.url}/healthz`)).status).toBe(200);
  });

  it('an operator id that cannot stand beside a decision is refused before anything is done', async () => {
    const response = await fetch(site.server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-operator-id': 'x'.repeat(201) },
      body: '{"query":"{ __typename }"}',
    });
    expect(answerSchema.parse(await response.json()).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { operatorId: 'x'.repeat(201) } }));
    const [code] = await once(socket, 'close');
    expect(code).toBe(4_400);
  });

  it('in production neither introspection nor a suggestion tells what the schema holds', async () => {
    const told = async (query: string, variables = {}) =>
      (await site.http.post(JSON.stringify({ query, variables }))).text;
    const misspelt = [
      '{ equipmentLis { id } }',
      '{ recommendations(filter: { severities: [HIG] }) { edges { cursor } } }',
    ];
    const filter = 'query ($f: StatusFilter) { currentStatus(filter: $f) { edges { cursor } } }';
    const variables = { f: { siteId: 'x' } };
    for (const query of misspelt) expect(await told(query)).toContain('Did you mean');
    expect(await told(filter, variables)).toContain('Did you mean');
    await site.server.stop();
    await site.restart({ NODE_ENV: 'production' });
    for (const asked of ['{ __schema { types { name } } }', '{ __type(name: "Alarm") { name fields { name } } }'])
      expect(await told(asked)).toContain('introspection');
    // As a fragment on a type of this name tells.
    expect(await told('{ __type(name: "Alarm") { name } }')).toBe('{"data":{"__type":{"name":"Alarm"}}}');
    for (const query of misspelt) expect(await told(query)).toMatch(/BAD_USER_INPUT/);
    for (const query of misspelt) expect(await told(query)).not.toContain('Did you mean');
    expect(await told(filter, variables)).toContain('is not defined by type');
    expect(await told(filter, variables)).not.toContain('Did you mean');
  });
});

function aliased(count: number, field: string): string {
  return Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ');
}
