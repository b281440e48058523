import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands where Databricks' workspace does: it hands out the tokens with which Lakebase is entered. */
export interface TokenWorkspace {
  readonly host: string;
  /** Of each request, the endpoint that was asked for. */
  readonly asked: readonly string[];
  /** What is handed out from now on. */
  handOut(token: string): void;
  close(): Promise<void>;
}

/** The driver keeps a token until two minutes before its end; one that ends so soon it asks for anew at each connection. */
const lifeMs = 60_000;

export async function startTokenWorkspace(firstToken: string): Promise<TokenWorkspace> {
  let token = firstToken;
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (request.method !== 'POST' || request.url !== '/api/2.0/postgres/credentials') {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"nothing but credentials here"}');
      return;
    }
    const { endpoint }: { readonly endpoint: string } = JSON.parse(body);
    asked.push(endpoint);
    const expireTime = new Date(Date.now() + lifeMs).toISOString();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ token, expire_time: expireTime }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    host: `http://127.0.0.1:${port}`,
    asked,
    handOut: (next) => {
      token = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
