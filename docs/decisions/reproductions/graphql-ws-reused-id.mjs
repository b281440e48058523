// graphql-ws 6.4.2, server: each operation ends with `delete ctx.subscriptions[id]`, also when its id belongs to a new operation by then.
// A client is free to use an id again once it has completed the operation. If it does so at once, the new operation hears the messages
// of the old one, a "complete" among them, and can be ended neither by the client's complete nor by the end of the socket.
// Run `node graphql-ws-reused-id.mjs` beside the packages graphql and graphql-ws.
import { setTimeout as wait } from 'node:timers/promises';
import { buildSchema } from 'graphql';
import { makeServer } from 'graphql-ws';

let running = 0;
async function* ticks() {
  running += 1;
  try {
    for (let n = 1; ; n += 1) {
      await wait(20);
      yield { ticks: n };
    }
  } finally {
    running -= 1;
  }
}
const schema = buildSchema('type Query { none: Int } type Subscription { ticks: Int }');
const sent = [];
let receive;
const socket = {
  protocol: 'graphql-transport-ws',
  send: (text) => sent.push(text),
  onMessage: (hear) => (receive = hear),
};
const closed = makeServer({ schema, roots: { subscription: { ticks } } }).opened(socket, {});
await receive('{"type":"connection_init"}');
receive('{"id":"1","type":"subscribe","payload":{"query":"subscription { ticks }"}}');
await wait(50);
receive('{"id":"1","type":"complete"}');
receive('{"id":"1","type":"subscribe","payload":{"query":"subscription { ticks }"}}');
const before = sent.length;
await wait(50);
console.log('the new operation is told (expected: values only):', ...sent.slice(before));
await receive('{"id":"1","type":"complete"}');
await wait(50);
console.log('running after it was completed (expected: 0):', running);
await closed(1000, '');
await wait(50);
console.log('running after the socket was closed (expected: 0):', running);
process.exit(running === 0 ? 0 : 1);
