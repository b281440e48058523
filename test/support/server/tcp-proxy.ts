import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server, so that a test can be the network that fails. */
export interface TcpProxy {
  readonly port: number;
  readonly open: () => number;
  /** Cuts every connection. */
  cut(): void;
  /** Swallows whatever is sent in either direction, and closes nothing, until it is told to pass on again; connections stay open. */
  swallow(swallowing: boolean): void;
  /** What is open carries nothing any more, and is not closed, as where a firewall has forgotten it; new connections work. */
  strand(): void;
  /** Leads new connections to another server. */
  leadTo(port: number): void;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  let target = targetPort;
  let swallowing = false;
  const pairs = new Set<readonly [Socket, Socket]>();
  const stranded = new WeakSet<readonly [Socket, Socket]>();
  const cut = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.on('data', (chunk) => {
        if (!swallowing && !stranded.has(pair)) to.write(chunk);
      });
      // A side that fails is closed next; either way the other side goes with it.
      from.on('error', () => from.destroy());
      from.on('close', () => {
        // Who is stranded is not told that the other side has given up.
        if (stranded.has(pair) && !to.destroyed) return;
        pairs.delete(pair);
        to.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    open: () => pairs.size,
    cut,
    swallow: (on) => {
      swallowing = on;
    },
    strand: () => {
      for (const pair of pairs) stranded.add(pair);
    },
    leadTo: (port) => {
      target = port;
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
