/** Starts a floor to compare with, such as relay.ts, in a process of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A server to compare with, in a process of its own, that sends what is notified on the channel `floor_alert`. */
export interface FloorServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** `relay`: nothing but LISTEN and ws.send of the payload. `stock-graphql-ws`: the payload as event of a GraphQL subscription. */
export async function startFloorServer(kind: 'relay' | 'stock-graphql-ws', dataDir: string): Promise<FloorServer> {
  const script = fileURLToPath(new URL(`${kind}.ts`, import.meta.url));
  const child = fork(script, [dataDir], { execArgv: ['--import', 'tsx'] });
  const [port] = await once(child, 'message');
  return {
    url: `ws://127.0.0.1:${port}/`,
    pid: child.pid ?? 0,
    stop: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
