/** Attempts to get in without a good key, or by what a browser or another server can be made to send. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import WebSocket from 'ws';
import type { AttackedSite } from '../../support/fixtures/attacked-site.ts';
import { revokeKeys } from '../../support/server/keys.ts';
import { until } from '../../support/until.ts';
import { type Attack, openSocket, statusOf, statusOfLines } from './attack.ts';

const api2 = 'API2: broken authentication';
const forgery = 'GraphQL: cross-site request forgery';
const who = '{ caller { operatorId } }';
const askedByUrl = `/graphql?${new URLSearchParams({ query: who })}`;
const json = { 'content-type': 'application/json' };
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of one's own making. */
function forged(site: AttackedSite, header: object, sign: (signed: string) => string): string {
  const { issuer, audience } = site.provider;
  const exp = Math.floor(Date.now() / 1_000) + 600;
  const claims = { iss: issuer, aud: audience, sub: 'mallory', exp, scope: 'andon:read andon:configure', plants: '*' };
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${sign(signed)}`;
}

const withToken = (attack: string, token: (site: AttackedSite) => string | Promise<string>): Attack => ({
  item: api2,
  attack,
  answer: 'UNAUTHENTICATED',
  run: async (site) => site.ask(who, {}, { token: await token(site) }),
});

const posted = (attack: string, contentType: string): Attack => ({
  item: forgery,
  attack,
  answer: 'HTTP 415',
  run: (site) =>
    statusOf(
      site,
      '/graphql',
      { method: 'POST', body: JSON.stringify({ query: who }) },
      {
        token: site.reader.token,
        headers: { 'content-type': contentType },
      },
    ),
});

export const outsiders: readonly Attack[] = [
  { item: api2, attack: 'no key', answer: 'UNAUTHENTICATED', run: (site) => site.ask(who, {}, {}) },
  withToken('a key that was made up', () => `andon_0123456789ab_${'x'.repeat(43)}`),
  withToken('the id of a good key with another secret', ({ north }) => `andon_${north.id}_${'x'.repeat(43)}`),
  withToken('a revoked key', async (site) => {
    const key = await site.key({});
    await revokeKeys(site.sql, key);
    await until(
      'the server knows that it is revoked',
      async () => (await site.ask(who, {}, key)) === 'UNAUTHENTICATED',
    );
    return key.token;
  }),
  withToken('a token that says it needs no signature', (site) => forged(site, { alg: 'none' }, () => '')),
  withToken('a token signed by the provider’s public key as if it were a secret', async (site) => {
    const published = await (await fetch(site.provider.jwksUrl)).text();
    const secret = /\{"kty".*?\}/.exec(published)?.[0] ?? published;
    return forged(site, { alg: 'HS256', kid: 'key-1' }, (signed) =>
      createHmac('sha256', secret).update(signed).digest('base64url'),
    );
  }),
  withToken('a token whose signature is another’s', async (site) => {
    const [, , signature = ''] = (await site.provider.token()).split('.');
    return forged(site, { alg: 'ES256', kid: 'key-1' }, () => signature);
  }),
  withToken('a token for another program', ({ provider }) => provider.token({ aud: 'payroll' })),
  withToken('a token of another issuer', ({ provider }) => provider.token({ iss: 'https://login.evil.example' })),
  withToken('a token that is over', ({ provider }) => provider.token({ exp: 1_000_000_000 })),
  withToken('a token whose end is no time', ({ provider }) => provider.token({ exp: 1e300 })),
  withToken('a token of a logout', ({ provider }) => provider.token({}, 'logout+jwt')),
  withToken('a token with a name that reads backwards', ({ provider }) =>
    provider.token({ preferred_username: 'mar\u202eai', scope: 'andon:read' }),
  ),
  {
    item: api2,
    attack: 'a key in the address',
    answer: 'HTTP 401',
    run: (site) => statusOf(site, `${askedByUrl}&access_token=${site.north.token}&authorization=${site.north.token}`),
  },
  {
    item: api2,
    attack: 'a WebSocket without a key',
    answer: 'close 4403',
    run: async (site) => (await openSocket(site, {})).closed,
  },
  {
    item: api2,
    attack: 'operations on a WebSocket before its key',
    answer: 'close 4401',
    run: async ({ server }) => {
      const socket = new WebSocket(server.websocketUrl, 'graphql-transport-ws');
      await once(socket, 'open');
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: who } }));
      const [code] = await once(socket, 'close');
      return `close ${code}`;
    },
  },
  {
    item: 'API7: server-side request forgery',
    attack: 'a token that names the address of its keys',
    answer: 'UNAUTHENTICATED, and nobody was asked',
    run: async (site) => {
      let asked = 0;
      const trap = createServer((_request, response) => {
        asked += 1;
        response.end('{"keys":[]}');
      }).listen(0, '127.0.0.1');
      await once(trap, 'listening');
      const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/keys`;
      const token = forged(site, { alg: 'ES256', kid: 'key-1', jku: url, x5u: url }, () => 'x'.repeat(86));
      const answer = await site.ask(who, {}, { token });
      const reading = {
        tagPath: `[${url}]${url}/HT_001/Speed`,
        value: url,
        attributes: { url },
        timestamp: new Date(),
      };
      await site.ask('mutation ($r: [ReadingInput!]!) { ingestReadings(readings: $r) { accepted } }', { r: [reading] });
      trap.close();
      return asked === 0 ? `${answer}, and nobody was asked` : `${answer}, and ${asked} asked`;
    },
  },
  posted('a form', 'application/x-www-form-urlencoded'),
  posted('a file of a form', 'multipart/form-data; boundary=x'),
  posted('plain text', 'text/plain'),
  {
    item: forgery,
    attack: 'a mutation by GET',
    answer: 'HTTP 405',
    run: (site) => {
      const query = 'mutation { approveRecommendation(id: "x") { version } }';
      return statusOf(site, `/graphql?${new URLSearchParams({ query })}`, {}, { token: site.north.token });
    },
  },
  {
    item: forgery,
    attack: 'a WebSocket from a page of another origin',
    answer: 'HTTP 403',
    run: ({ server }) =>
      new Promise((resolve) => {
        const socket = new WebSocket(server.websocketUrl, 'graphql-transport-ws', { origin: 'https://evil.example' });
        socket.on('open', () => resolve('open'));
        socket.on('unexpected-response', (_request, { statusCode }) => resolve(`HTTP ${statusCode}`));
        socket.on('error', () => undefined);
      }),
  },
  {
    item: 'API8: security misconfiguration',
    attack: 'asking whether a page of another origin may read',
    answer: 'no Access-Control-Allow-Origin',
    run: async ({ server, north }) => {
      const headers = { origin: 'https://evil.example', authorization: `Bearer ${north.token}`, ...json };
      const asked = [
        await fetch(server.graphqlUrl, {
          method: 'OPTIONS',
          headers: { ...headers, 'access-control-request-method': 'POST' },
        }),
        await fetch(server.graphqlUrl, { method: 'POST', headers, body: JSON.stringify({ query: who }) }),
      ];
      const allowed = asked
        .map((answer) => answer.headers.get('access-control-allow-origin'))
        .filter((one) => one !== null);
      return allowed.length === 0 ? 'no Access-Control-Allow-Origin' : allowed.join();
    },
  },
  {
    item: 'API8: security misconfiguration',
    attack: 'a page of another origin as a frame, a type guessed, an answer kept',
    answer: 'no-store nosniff',
    run: async ({ server }) => {
      const { headers } = await fetch(`${server.url}/healthz`);
      return `${headers.get('cache-control')} ${headers.get('x-content-type-options')}`;
    },
  },
  {
    item: 'API8: security misconfiguration',
    attack: 'two Host headers',
    answer: 'HTTP 400',
    run: (site) => statusOfLines(site, ['GET /healthz HTTP/1.1', 'Host: a', 'Host: b']),
  },
  {
    item: 'API8: security misconfiguration',
    attack: 'a length and chunks in one request',
    answer: 'HTTP 400',
    run: (site) =>
      statusOfLines(site, ['POST /graphql HTTP/1.1', 'Host: a', 'Content-Length: 5', 'Transfer-Encoding: chunked']),
  },
  {
    item: 'API8: security misconfiguration',
    attack: 'the method TRACE',
    answer: 'HTTP 405',
    run: (site) => statusOfLines(site, ['TRACE /metrics HTTP/1.1', 'Host: a']),
  },
  {
    item: 'API8: security misconfiguration',
    attack: 'a file outside of the console’s folder',
    answer: 'HTTP 404 HTTP 404 HTTP 404',
    run: async (site) => {
      const paths = ['/../package.json', '/scripts/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/etc/passwd'];
      const answers = paths.map((path) => statusOfLines(site, [`GET ${path} HTTP/1.1`, 'Host: a']));
      return (await Promise.all(answers)).join(' ');
    },
  },
  {
    item: 'API9: improper inventory management',
    attack: 'addresses of older versions, of tools and of settings',
    answer: 'HTTP 404',
    run: async (site) => {
      const paths = [
        '/v1/graphql',
        '/graphql/v1',
        '/api',
        '/playground',
        '/altair',
        '/admin',
        '/.env',
        '/.git/config',
        '/debug',
      ];
      const answers = await Promise.all(paths.map((path) => statusOf(site, path, {}, { token: site.north.token })));
      return [...new Set(answers)].join(' ');
    },
  },
  {
    item: 'API10: unsafe consumption of APIs',
    attack: 'a provider that vouches for a name of 10,000 characters',
    answer: 'UNAUTHENTICATED',
    run: async (site) =>
      site.ask(who, {}, { token: await site.provider.token({ preferred_username: 'x'.repeat(10_000) }) }),
  },
  {
    item: 'API10: unsafe consumption of APIs',
    attack: 'a provider that gives scopes which are none, and no sites',
    answer: 'FORBIDDEN',
    run: async (site) =>
      site.ask(
        '{ equipmentList { edges { cursor } } }',
        {},
        {
          token: await site.provider.token({ scope: ['andon:root', 'read', { andon: 'read' }], plants: { '*': true } }),
        },
      ),
  },
];
