/** Requests that would cost the server much: what the cheat sheet calls denial of service, and the API list's fourth. */
import { gzipSync } from 'node:zlib';
import { type Attack, aliased, askBySocket, openSocket } from './attack.ts';

const filter = 'query ($f: EquipmentFilter) { equipmentList(filter: $f, first: 1) { edges { cursor } } }';
const bomb = [
  '{ ...f0 }',
  ...Array.from(
    { length: 30 },
    (_, i) => `fragment f${i} on Query { a: __typename ...f${i + 1} b: __typename ...f${i + 1} }`,
  ),
  'fragment f30 on Query { __typename }',
].join(' ');
const dos = 'GraphQL: denial of service';

export const costlyRequests: readonly Attack[] = [
  {
    item: dos,
    attack: 'selections nested 36 deep',
    answer: 'TOO_COMPLEX',
    run: (site) => site.ask(`{ ${'equipmentList { edges { node { '.repeat(9)} id ${'} } }'.repeat(9)} }`, {}),
  },
  {
    item: dos,
    attack: 'brackets nested 9,000 deep in a value',
    answer: 'TOO_COMPLEX',
    run: (site) =>
      site.ask(
        `{ equipmentList(filter: { equipmentIds: ${'['.repeat(9_000)}${']'.repeat(9_000)} }) { edges { cursor } } }`,
        {},
      ),
  },
  { item: dos, attack: 'fragments that double thirty times', answer: 'TOO_COMPLEX', run: (site) => site.ask(bomb, {}) },
  {
    item: dos,
    attack: 'a fragment that spreads itself',
    answer: 'BAD_USER_INPUT',
    run: (site) => site.ask('{ ...a } fragment a on Query { ...a }', {}),
  },
  {
    item: dos,
    attack: '9,000 directives',
    answer: 'TOO_COMPLEX',
    run: (site) => site.ask(`{ __typename ${'@a '.repeat(9_000)} }`, {}),
  },
  {
    item: dos,
    attack: 'a page of 501',
    answer: 'BAD_USER_INPUT',
    run: (site) => site.ask('{ recommendations(first: 501) { edges { cursor } } }', {}),
  },
  {
    item: dos,
    attack: 'fifty pages of 500 in one operation',
    answer: 'TOO_COMPLEX',
    run: (site) => site.ask(`{ ${aliased(50, 'recommendations(first: 500) { edges { cursor } }')} }`, {}),
  },
  {
    item: dos,
    attack: 'the dearest root field, 41 times',
    answer: 'TOO_COMPLEX',
    run: (site) => site.ask(`{ ${aliased(41, 'alarmLoad { __typename }')} }`, {}),
  },
  {
    item: dos,
    attack: 'the same over a WebSocket',
    answer: 'TOO_COMPLEX',
    run: (site) => askBySocket(site, site.north, `{ ${aliased(41, 'alarmLoad { __typename }')} }`),
  },
  {
    item: dos,
    attack: '10,001 ids in a variable',
    answer: 'TOO_COMPLEX',
    run: (site) => site.ask(filter, { f: { equipmentIds: Array.from({ length: 10_001 }, (_, i) => `E${i}`) } }),
  },
  {
    item: dos,
    attack: 'JSON nested 1,000 deep',
    answer: 'BAD_USER_INPUT',
    run: (site) => site.post(`{"query":"{ __typename }","variables":{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}}`),
  },
  {
    item: 'GraphQL: batching attack',
    attack: '10,000 aliases',
    answer: 'TOO_COMPLEX',
    run: (site) => site.ask(`{ ${aliased(10_000, 'recommendationEventHead')} }`, {}),
  },
  {
    item: 'GraphQL: batching attack',
    attack: 'a list of operations in one request',
    answer: 'BAD_USER_INPUT',
    run: (site) => site.post(JSON.stringify(Array.from({ length: 100 }, () => ({ query: '{ __typename }' })))),
  },
  {
    item: 'API4: unrestricted resource consumption',
    attack: 'a body of 2 MB of a caller without INGEST',
    answer: 'BAD_USER_INPUT',
    run: (site) => site.post(JSON.stringify({ query: `{ __typename } #${'x'.repeat(2_000_000)}` }), site.reader),
  },
  {
    item: 'API4: unrestricted resource consumption',
    attack: '200 MB folded by gzip',
    answer: 'BAD_USER_INPUT',
    run: (site) =>
      site.post(gzipSync(Buffer.alloc(200_000_000, ' ')), {
        token: site.gateway.token,
        headers: { 'content-encoding': 'gzip' },
      }),
  },
  {
    item: 'API4: unrestricted resource consumption',
    attack: '10,001 readings in one request',
    answer: 'BAD_USER_INPUT',
    run: (site) =>
      site.ask(
        'mutation ($r: [ReadingInput!]!) { ingestReadings(readings: $r) { accepted } }',
        { r: Array.from({ length: 10_001 }, () => ({})) },
        site.gateway,
      ),
  },
  {
    item: 'API4: unrestricted resource consumption',
    attack: '1,001 subscriptions on one socket',
    answer: 'RATE_LIMITED KEY_LIMIT',
    run: async (site) => {
      const socket = await openSocket(site, { authorization: `Bearer ${site.reader.token}` });
      for (let id = 0; id <= 1_000; id++)
        socket.subscribe(String(id), 'subscription { recommendationEvents { number } }');
      const { code, reason } = await socket.failureOf('1000');
      socket.close();
      return `${code} ${reason}`;
    },
  },
  {
    item: 'API4: unrestricted resource consumption',
    attack: 'open subscriptions that hold more than 100 MB, whatever names they speak for',
    answer: 'RATE_LIMITED KEY_LIMIT',
    run: async (site) => {
      const screen = await site.key({ scopes: ['read', 'act_as'], siteIds: ['north'] });
      const sockets = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          openSocket(site, { authorization: `Bearer ${screen.token}`, operatorId: `operator ${i}` }),
        ),
      );
      for (const [i, socket] of sockets.entries()) {
        socket.subscribe('1', `subscription { recommendationEvents { number } } #${i} ${'x'.repeat(95_000)}`);
      }
      const { code, reason } = await Promise.race(sockets.map((socket) => socket.failureOf('1')));
      for (const socket of sockets) socket.close();
      return `${code} ${reason}`;
    },
  },
];
