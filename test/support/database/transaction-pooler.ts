/** A proxy that behaves as a pooler in transaction mode. */
import { once } from 'node:events';
import net from 'node:net';

const notification = 'A'.charCodeAt(0);
const backendKeyData = 'K'.charCodeAt(0);
const headerBytes = 5;

export interface Pooler {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Stands between a client and PostgreSQL and shows what a pooler in transaction mode shows: statements work, the process named at
 * the start is the pooler's own invention, and a notification finds no client at rest to go to.
 */
export async function startTransactionPooler(databaseUrl: string): Promise<Pooler> {
  const target = new URL(databaseUrl);
  const sockets = new Set<net.Socket>();
  const proxy = net.createServer((client) => {
    const server = net.connect(Number(target.port), target.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    client.pipe(server);
    let pending = Buffer.alloc(0);
    server.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= headerBytes && pending.length >= pending.readUInt32BE(1) + 1) {
        const message = pending.subarray(0, pending.readUInt32BE(1) + 1);
        pending = pending.subarray(message.length);
        if (message[0] === backendKeyData) message.writeUInt32BE(1, headerBytes);
        if (message[0] !== notification) client.write(message);
      }
    });
    server.on('end', () => client.end());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  const url = new URL(databaseUrl);
  url.port = typeof address === 'object' && address !== null ? String(address.port) : '';
  return {
    url: url.href,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
