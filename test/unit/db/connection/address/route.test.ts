import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseDatabaseAddress } from '../../../../../src/db/connection/address/address.ts';
import { Route } from '../../../../../src/db/connection/address/route.ts';

/** A host that counts who comes and treats them in its own way. */
async function host(treat: (socket: net.Socket) => void) {
  const asked = { port: 0, times: 0 };
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    asked.times += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    treat(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  asked.port = address.port;
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return asked;
}

/** PostgreSQL's message of an error before a session begins. */
function errorResponse(state: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${state}\0Mno\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

const refusal = (url: string): Promise<string> =>
  new Route(parseDatabaseAddress(url), { user: 'andon' }).choose().then(
    ({ port }) => `chose ${port}`,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe.each(['', '&sslmode=prefer'])('A host that cannot be used, with the address ending in “%s”,', (ssl) => {
  it('is tried once where it hangs up or says nothing, not once more with the other encryption', async () => {
    const hangsUp = await host((socket) => socket.destroy());
    const silent = await host(() => undefined);
    await refusal(`postgres://127.0.0.1:${hangsUp.port},127.0.0.1:${silent.port}/andon?connect_timeout=2${ssl}`);
    expect([hangsUp.times, silent.times]).toEqual([1, 1]);
  });

  it('is named once where nobody listens', async () => {
    const url = `postgres://127.0.0.1:1/andon?target_session_attrs=read-write${ssl}`;
    expect((await refusal(url)).match(/127\.0\.0\.1:1: /g)).toHaveLength(1);
  });

  it('is tried both ways where it answers and has a rule against the first', async () => {
    const strict = await host((socket) => socket.once('data', () => socket.end(errorResponse('28000'))));
    await refusal(`postgres://127.0.0.1:${strict.port}/andon?connect_timeout=2${ssl}`);
    expect(strict.times).toBe(2);
  });
});
