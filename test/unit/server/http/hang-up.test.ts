import { readFileSync } from 'node:fs';
import { request as ask, createServer } from 'node:http';
import { request as askByTls, createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { hangUp } from '../../../../src/server/http/hang-up.ts';

const pem = (name: string) => readFileSync(`test/support/tls/${name}`);

it.each(['http', 'https'])('An answer over %s that is given up fails at its client', async (scheme) => {
  const isTls = scheme === 'https';
  const server = isTls ? createTlsServer({ cert: pem('server.pem'), key: pem('server.key') }) : createServer();
  server.on('request', (_, response) => {
    response.write('half', () => hangUp(response.socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const options = { host: '127.0.0.1', port, servername: 'localhost', ca: pem('authority.pem') };
  const ended = await new Promise<string>((resolve) => {
    const asking = (isTls ? askByTls : ask)(options, (response) => {
      response.on('error', () => resolve('failed'));
      response.on('end', () => resolve('whole'));
      response.resume();
    });
    asking.on('error', () => resolve('failed'));
    asking.end();
  });
  server.close();
  expect(ended).toBe('failed');
});
