import { z } from 'zod';
import { stopSignal } from '../cli/stop-signal.ts';
import { plannedFault } from '../simulator/faults/plan.ts';
import { runMine } from '../simulator/mine-driver.ts';
import { runPlannedMine } from '../simulator/planned-mine-driver.ts';

/**
 * The simulated mine of `andon demo`, in a process of its own so that its work does not disturb the server's latencies. It sends its
 * parent the lines to print, and ends when the parent ends.
 */
const { plan, ...run } = z
  .object({
    url: z.url(),
    seed: z.number(),
    speed: z.number(),
    plan: z.object({ faults: z.array(plannedFault), fromMs: z.number() }).nullable(),
  })
  .parse(JSON.parse(process.argv[2] ?? 'null'));
const ended = new AbortController();
const stop = stopSignal();
stop.signal.addEventListener('abort', () => ended.abort());
process.once('disconnect', () => ended.abort());

const told = { signal: ended.signal, onNotice: (notice: string) => void process.send?.(notice) };
if (plan === null) await runMine({ ...run, ...told });
else await runPlannedMine({ ...run, ...plan, ...told, leadHours: 0 });
stop.release();
if (process.connected) process.disconnect();
