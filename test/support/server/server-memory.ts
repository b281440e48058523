/** Measures the live memory of a server by its debugger. */
import { once } from 'node:events';
import WebSocket from 'ws';
import type { ServerProcess } from './server.ts';

/** For the environment of a server whose live memory is to be known; its debugger listens on a free port of this machine only. */
export const withInspector = { NODE_OPTIONS: '--inspect=127.0.0.1:0' } as const;

interface Reply {
  readonly id?: number;
  readonly result?: { readonly result?: { readonly value?: string } };
}

/**
 * What a server still holds when everything that nobody needs has been collected, bytes: objects and buffers. Resident memory says how
 * much garbage lay about at the worst moment; this says what somebody has cost for good.
 */
export async function serverLiveBytes(server: Pick<ServerProcess, 'output'>): Promise<number> {
  const address = /Debugger listening on (ws:\/\/\S+)/.exec(server.output())?.[1];
  if (address === undefined) throw new Error('the server was started without its inspector');
  const socket = new WebSocket(address);
  await once(socket, 'open');
  let asked = 0;
  const ask = (method: string, params: object = {}) => {
    asked += 1;
    const id = asked;
    const answered = new Promise<Reply>((resolve, reject) => {
      socket.once('close', () => reject(new Error(`the inspector hung up on ${method}`)));
      socket.on('message', (data) => {
        const reply: Reply = JSON.parse(String(data));
        if (reply.id === id) resolve(reply);
      });
    });
    socket.send(JSON.stringify({ id, method, params }));
    return answered;
  };
  // What was only held by a finalizer goes with the second collection.
  for (let round = 0; round < 2; round += 1) await ask('HeapProfiler.collectGarbage');
  const { result } = await ask('Runtime.evaluate', { expression: 'JSON.stringify(process.memoryUsage())' });
  socket.close();
  const usage: NodeJS.MemoryUsage = JSON.parse(result?.result?.value ?? '{}');
  return usage.heapUsed + usage.external;
}
