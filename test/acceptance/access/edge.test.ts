import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { createKey, type Key } from '../../support/server/keys.ts';
import { type CommandProcess, runAndon } from '../../support/server/server.ts';
import { until } from '../../support/until.ts';

const pem = (name: string) => join('test/support/tls', name);
const who = 'query Who { caller { operatorId } }';
let folder: string;
let database: TestDatabase;
let sql: SqlClient;
let server: CommandProcess;
let port: number;
let ca: string;
let certificate: { readonly cert: string; readonly key: string };
let operator: Key;
let gateway: Key;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'andon-edge-'));
  await Promise.all(['pem', 'key'].map((kind) => cp(pem(`server.${kind}`), join(folder, `own.${kind}`))));
  await cp(pem('stranger.pem'), join(folder, 'clients.pem'));
  await writeFile(join(folder, 'documents.json'), JSON.stringify({ who }));
  ca = await readFile(pem('authority.pem'), 'utf8');
  certificate = { cert: await readFile(pem('client.pem'), 'utf8'), key: await readFile(pem('client.key'), 'utf8') };
  database = await createTestDatabase();
  sql = sqlClient(database.url);
  server = runAndon(['start'], {
    PORT: '0',
    DATABASE_URL: database.url,
    ANDON_AUTH: 'keys',
    ANDON_TLS_CERT: join(folder, 'own.pem'),
    ANDON_TLS_KEY: join(folder, 'own.key'),
    ANDON_TLS_CLIENT_CA: join(folder, 'clients.pem'),
    ANDON_ALLOWED_ADDRESSES: '127.0.0.1',
    ANDON_DOCUMENTS: join(folder, 'documents.json'),
  });
  port = Number(
    await until('the server listens', () => /listens on https:\/\/[^\s/]+:(\d+)\/graphql/.exec(server.stdout())?.[1], {
      withinMs: 60_000,
      state: server.output,
    }),
  );
  operator = await createKey(sql, { name: 'maria', scopes: ['read'] });
  gateway = await createKey(sql, { name: 'gateway', scopes: ['read', 'ingest'] });
  await until('the keys are known', async () => (await ask(operator, { query: who })).status === 200);
}, 120_000);
afterAll(async () => {
  if (server.running()) await server.stop();
  await sql.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

/** Asks over a new connection that trusts the authority; with options of TLS and of the connection. */
function ask(key: Key, body: object | null, options: object = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        ...{
          host: '127.0.0.1',
          port,
          path: '/graphql',
          method: 'POST',
          servername: 'localhost',
          ca,
          agent: false,
          checkServerIdentity: () => undefined,
        },
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key.token}` },
        ...options,
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode, body: text }));
      },
    );
    asking.on('error', reject);
    asking.end(body === null ? undefined : JSON.stringify(body));
  });
}

it('Over TLS a key that may write readings is taken with a client certificate of the site only, and any other without', async () => {
  expect(await ask(operator, { query: who })).toEqual({
    status: 200,
    body: '{"data":{"caller":{"operatorId":"maria"}}}',
  });
  const without = await ask(gateway, { query: who });
  expect([without.status, JSON.parse(without.body).errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
  expect(without.body).toContain('client certificate');
  expect((await ask(gateway, { query: who }, certificate)).status, 'signed by another authority').toBe(403);
});

it('Certificate and authority are exchanged without a restart, for new connections', async () => {
  const subject = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connect({
        host: '127.0.0.1',
        port,
        servername: 'localhost',
        ca,
        checkServerIdentity: () => undefined,
      });
      socket.once('error', reject);
      socket.once('secureConnect', () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
    });
  expect(await subject()).toBe('localhost');
  const from = { pem: pem('client.pem'), key: pem('client.key') };
  await Promise.all([
    cp(pem('authority.pem'), join(folder, 'clients.pem')),
    cp(from.pem, join(folder, 'own.pem')),
    cp(from.key, join(folder, 'own.key')),
  ]);
  await until('the new one is served', async () => (await subject()) === 'andon');
  expect((await ask(gateway, { query: who }, certificate)).body).toContain('"operatorId":"gateway"');
});

it('WebSockets over TLS follow the same rules, for callers and documents', async () => {
  /** The close code, or what the document is answered with. */
  const answerTo = (key: Key, query: string, options: object = {}) =>
    new Promise<unknown>((resolve) => {
      const socket = new WebSocket(`wss://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
        ...{ ca, servername: 'localhost', checkServerIdentity: () => false },
        ...options,
      });
      const send = (message: object) => socket.send(JSON.stringify(message));
      socket.on('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${key.token}` } }));
      socket.on('message', (data) => {
        const { type, payload } = JSON.parse(String(data));
        if (type === 'connection_ack') return send({ id: '1', type: 'subscribe', payload: { query } });
        socket.terminate();
        resolve(type === 'next' ? payload.data.caller.operatorId : payload[0].extensions.code);
      });
      socket.on('close', resolve);
    });
  expect(await answerTo(operator, who)).toBe('maria');
  expect(await answerTo(operator, '{ caller { operatorId } }')).toBe('FORBIDDEN');
  expect(await answerTo(gateway, who)).toBe(4403);
  expect(await answerTo(gateway, who, certificate)).toBe('gateway');
});

it('A closed list of documents is executed by text or id, and nothing else is, not even by its holder', async () => {
  expect((await ask(operator, { documentId: 'who' })).body).toContain('"operatorId":"maria"');
  const other = await ask(operator, { query: '{ caller { operatorId keyId } }' });
  expect([other.status, JSON.parse(other.body).errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
  const shipped: Record<string, string> = JSON.parse(await readFile('console/documents.json', 'utf8'));
  const heads = Object.values(shipped).filter((text) => /^query AndonEventHead/.test(text));
  expect((await ask(operator, { query: heads[0] })).body).toContain('"data":{"recommendationEventHead"');
});

it('Connections from addresses that are not allowed are closed before TLS, and counted', async () => {
  await expect(ask(operator, { query: who }, { localAddress: '127.0.0.2' })).rejects.toThrow();
  const metrics = await ask(operator, null, { path: '/metrics', method: 'GET' });
  expect(metrics.body).toMatch(/^andon_refused_connections_total 1$/m);
});
