import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { openDatabase } from '../../src/db/connection/database.ts';
import { createLogger } from '../../src/log.ts';

/**
 * The least server there could be between a database and a screen: LISTEN, then ws.send. It listens while it has a screen, whom it
 * greets when it does: PostgreSQL wakes every listener for every notification, also for those of the server it is compared with.
 * Run as: node relay.ts DATA_DIR.
 */
const database = await openDatabase({ kind: 'embedded', dataDir: process.argv[2] ?? '' }, createLogger('warn'));
const listener = await database.connect({ applicationName: 'bench floor relay' });
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
await once(server, 'listening');
listener.on('notification', ({ payload }) => {
  for (const socket of server.clients) socket.send(payload ?? '');
});
let listening: Promise<unknown> | null = null;
server.on('connection', async (socket) => {
  socket.on('close', async () => {
    if (server.clients.size > 0) return;
    await listening;
    listening = null;
    await listener.query('UNLISTEN floor_alert');
  });
  listening ??= listener.query('LISTEN floor_alert');
  await listening;
  socket.send('listening');
});
process.send?.((server.address() as AddressInfo).port);
process.once('disconnect', async () => {
  server.removeAllListeners('connection');
  server.close();
  for (const socket of server.clients) socket.removeAllListeners('close').terminate();
  await listener.end();
  await database.close();
});
