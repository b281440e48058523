/** Reads the history of windows for detectors that judge windows. */
import { readWindows } from '../../db/pipeline/stored-sensor-state.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { standardDeviation } from '../../domain/window.ts';
import type { ObservedWindow } from '../detect/window-detector.ts';

const dayMs = 86_400_000;

/** In the order of time, a day at a time: the server has other work to do meanwhile. */
export async function* pastWindows(
  db: Queryable,
  sensorIds: readonly number[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): AsyncGenerator<ObservedWindow[]> {
  for (let dayFromMs = fromMs; dayFromMs < toMs; dayFromMs += dayMs) {
    const day = await readWindows(db, sensorIds, new Date(dayFromMs), new Date(Math.min(dayFromMs + dayMs, toMs)));
    day.sort((a, b) => a.windowMs - b.windowMs || a.sensorId - b.sensorId);
    yield day.map(({ sensorId, windowMs, stats }) => {
      const { count, mean, min, max } = stats;
      return { sensorId, windowMs, count, mean, stddev: standardDeviation(stats), min, max };
    });
  }
}
