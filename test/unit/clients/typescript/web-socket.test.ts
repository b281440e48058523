import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import WebSocket from 'ws';
import { createAndonClient } from '../../../../clients/typescript/src/index.ts';

it('a client that gives up an attempt on a server that takes connections and says nothing does not end the process', async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const client = createAndonClient({ url: `http://127.0.0.1:${port}/graphql`, webSocket: WebSocket });
  const feed = client.subscribeRecommendationEvents();
  const [connection] = await once(silent, 'connection');
  connection.resume();
  // What `ws` says of a socket that is closed before it has opened it says to the whole process, if nobody listens.
  await client.close();
  await once(connection, 'close');
  expect(feed.state.current.status).toBe('stopped');
  silent.close();
});

it('a value that is no WebSocket class is refused with an explanation', () => {
  expect(() => createAndonClient({ url: 'http://127.0.0.1/graphql', webSocket: 'ws' })).toThrow(/WebSocket class/);
});
