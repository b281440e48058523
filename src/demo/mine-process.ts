import { z } from 'zod';
import { stopSignal } from '../cli/stop-signal.ts';
import { runMine } from '../simulator/mine-driver.ts';

/**
 * The simulated mine of `andon demo`, in a process of its own so that its work does not disturb the server's latencies. It sends its
 * parent the lines to print, and ends when the parent ends.
 */
const run = z
  .object({ url: z.url(), seed: z.number(), speed: z.number() })
  .parse(JSON.parse(process.argv[2] ?? 'null'));
const ended = new AbortController();
const stop = stopSignal();
stop.signal.addEventListener('abort', () => ended.abort());
process.once('disconnect', () => ended.abort());

await runMine({ ...run, signal: ended.signal, onNotice: (notice) => process.send?.(notice) });
stop.release();
if (process.connected) process.disconnect();
