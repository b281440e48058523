/** A floor to compare with: graphql-ws as it comes, which executes the subscription for every subscriber. */
import { EventEmitter, on, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { buildSchema, GraphQLObjectType } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { openDatabase } from '../../src/db/connection/database.ts';
import { createLogger } from '../../src/log.ts';

/**
 * What one gets from graphql-ws by its manual: every subscriber's operation is executed for every event. The same schema, the same
 * events by NOTIFY, and resolvers that find their answer ready. Run as: node stock-graphql-ws.ts DATA_DIR.
 */
const schema = buildSchema(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const subscription = schema.getSubscriptionType();
const field = subscription instanceof GraphQLObjectType ? subscription.getFields()['recommendationEvents'] : undefined;
if (field === undefined) throw new Error('the schema has no recommendationEvents');
const events = new EventEmitter();
events.setMaxListeners(0);
field.subscribe = () => on(events, 'event');
field.resolve = ([event]) => event;

const database = await openDatabase({ kind: 'embedded', dataDir: process.argv[2] ?? '' }, createLogger('warn'));
const listener = await database.connect({ applicationName: 'bench stock graphql-ws' });
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
useServer({ schema }, server);
await once(server, 'listening');
listener.on('notification', ({ payload }) => events.emit('event', JSON.parse(payload ?? 'null')));
await listener.query('LISTEN floor_alert');
process.send?.((server.address() as AddressInfo).port);
process.once('disconnect', async () => {
  server.close();
  for (const socket of server.clients) socket.terminate();
  await listener.end();
  await database.close();
});
