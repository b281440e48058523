/** A proxy that lets no WebSocket through. */
import { once } from 'node:events';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy that knows no WebSockets, as many in front of plants: it passes requests and streams on, and answers upgrades with 400. */
export interface RefusingProxy {
  readonly graphqlUrl: string;
  /** Cuts every connection. */
  cut(): void;
  close(): Promise<void>;
}

export async function startRefusingProxy(targetUrl: string): Promise<RefusingProxy> {
  const server = createServer((incoming, outgoing: ServerResponse) => {
    const { method, headers, url } = incoming;
    // Java offers HTTP/2 where it is not told otherwise; a proxy passes no such offer on.
    const passed = request(`${targetUrl}${url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    incoming.pipe(passed);
  });
  server.on('upgrade', (_, socket) =>
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    graphqlUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    cut: () => server.closeAllConnections(),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
