/** A client that sends as fast as it is answered, whatever it is told, in a process of its own, started by start-flood.ts; prints what it got. */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { HttpClient } from './http-client.ts';
import { largeArguments } from './large-arguments.ts';

const { values: options } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    key: { type: 'string', default: '' },
    kind: { type: 'string', default: 'readings' },
    connections: { type: 'string', default: '32' },
  },
});
const connections = Number(options.connections);
const batchReadings = 500;
const sensors = 50;
/** What waits for a server that does not read is no load for it. */
const mostBuffered = 1_000_000;
const question = '{ equipmentList(first: 500) { edges { node { id siteId sensors { sensorType } } } } }';
const ingest =
  'mutation ($r: [ReadingInput!]!) { ingestReadings(readings: $r) { accepted duplicates rejected { code } } }';

let answered = 0;
let refused = 0;
let isOver = false;
let batchNo = 0;
process.once('SIGTERM', () => {
  isOver = true;
});

function readings(): string {
  const fromMs = Date.now() - 600_000 + batchNo++ * 10;
  const list = Array.from({ length: batchReadings }, (_, i) => ({
    equipmentId: `FLOOD-${batchNo % 10}`,
    sensorType: `sensor_${i % sensors}`,
    value: 50 + (i % 7),
    timestamp: new Date(fromMs + Math.floor(i / sensors)).toISOString(),
  }));
  return JSON.stringify({ query: ingest, variables: { r: list } });
}

function count(text: string): void {
  answered += 1;
  if (text.includes('RATE_LIMITED')) refused += 1;
}

async function overHttp(body: () => string): Promise<void> {
  const client = new HttpClient(options.url, connections, options.key);
  const sender = async (): Promise<void> => {
    // The server hangs up on what is too large by far.
    while (!isOver) count(await client.post(body()).catch(() => 'hung up'));
  };
  await Promise.all(Array.from({ length: connections }, sender));
  client.close();
}

/** Asks without waiting for the answers, but for what does not go into the line, and comes back when it is hung up on. */
async function overSocket(): Promise<void> {
  while (!isOver) {
    const socket = new WebSocket(options.url.replace('http', 'ws'), 'graphql-transport-ws');
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    socket.on('message', (data: Buffer) => count(data.toString()));
    socket.on('open', () => void ask(socket));
    await closed;
  }
}

async function ask(socket: WebSocket): Promise<void> {
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${options.key}` } }));
  for (let id = 0; !isOver && socket.readyState === WebSocket.OPEN; id++) {
    socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query: question } }));
    if (id % 100 > 0) continue;
    do await new Promise((resolve) => setTimeout(resolve, 10));
    while (socket.bufferedAmount > mostBuffered && !isOver);
  }
  socket.terminate();
}

const hostile = Object.values(largeArguments);
let attackNo = 0;

const startedMs = performance.now();
if (options.kind === 'readings') await overHttp(readings);
else if (options.kind === 'attacks') await overHttp(() => hostile[attackNo++ % hostile.length] ?? '');
else if (options.kind === 'questions') await overHttp(() => JSON.stringify({ query: question }));
else await Promise.all(Array.from({ length: connections }, overSocket));
console.log(JSON.stringify({ answered, refused, elapsedS: (performance.now() - startedMs) / 1_000 }));
