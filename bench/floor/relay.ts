import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { openDatabase } from '../../src/db/database.ts';
import { createLogger } from '../../src/log.ts';

/** The least server there could be between a database and a screen: LISTEN, then ws.send. Run as: node relay.ts DATA_DIR. */
const database = await openDatabase({ kind: 'embedded', dataDir: process.argv[2] ?? '' }, createLogger('warn'));
const listener = await database.connect({ applicationName: 'bench floor relay' });
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await once(server, 'listening');
listener.on('notification', ({ payload }) => {
  for (const socket of server.clients) socket.send(payload ?? '');
});
await listener.query('LISTEN floor_alert');
process.send?.((server.address() as AddressInfo).port);
process.once('disconnect', async () => {
  server.close();
  for (const socket of server.clients) socket.terminate();
  await listener.end();
  await database.close();
});
