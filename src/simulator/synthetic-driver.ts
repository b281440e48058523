/** Runs a synthetic load against a server. */
import type { SeriesInput } from '../client/andon-client.ts';
import { type Clock, systemClock } from '../client/clock.ts';
import { seededRandom } from '../client/random.ts';
import { type DriveStatus, drive } from './drive.ts';
import type { SyntheticSite } from './synthetic-site.ts';

export interface SyntheticRun {
  readonly url: string;
  /** For a server that asks for one. */
  readonly key?: string | null | undefined;
  readonly site: SyntheticSite;
  /** At most 1,000 a second and sensor: a sensor has one reading a millisecond. */
  readonly readingsPerSecond: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly clock?: Clock | undefined;
  readonly onTick?: ((status: DriveStatus) => void) | undefined;
  readonly onNotice?: ((notice: string) => void) | undefined;
}

const tickMs = 250;
const readingsPerRequest = 2_000;
const maxWaitingReadings = 500_000;

/** Puts a synthetic site's readings on a server at a steady rate, in column form, sensor after sensor in turn. */
export function runSynthetic(run: SyntheticRun): Promise<DriveStatus> {
  const clock = run.clock ?? systemClock;
  let startMs: number | undefined;
  let made = 0;
  return drive({
    url: run.url,
    key: run.key,
    clock,
    random: seededRandom(run.seed).fork('retries'),
    equipment: run.site.equipment,
    tickMs,
    maxInFlight: 4,
    maxWaitingReadings,
    produce: (client, _tick, atMs) => {
      startMs ??= atMs - tickMs;
      const due = Math.floor(((atMs - startMs) * run.readingsPerSecond) / 1_000);
      // After a stall the missed readings are left out, not sent in one burst.
      const most = Math.ceil((run.readingsPerSecond * tickMs * 4) / 1_000);
      const batches = [];
      for (let first = Math.max(made, due - most); first < due; first += readingsPerRequest) {
        const readings = Math.min(readingsPerRequest, due - first);
        const series = columns(run, first, readings, startMs);
        batches.push({ readings, send: () => client.ingestSeries(series) });
      }
      made = Math.max(made, due);
      return batches;
    },
    signal: run.signal,
    onTick: run.onTick,
    onNotice: run.onNotice,
  });
}

/** The readings numbered from `first` on, grouped by sensor. */
function columns(run: SyntheticRun, first: number, count: number, startMs: number): SeriesInput[] {
  const { sensors } = run.site;
  const grouped = new Map<number, { timestamps: string[]; values: number[] }>();
  for (let number = first; number < first + count; number += 1) {
    const sensor = number % sensors.length;
    const column = grouped.get(sensor) ?? { timestamps: [], values: [] };
    grouped.set(sensor, column);
    column.timestamps.push(new Date(startMs + Math.floor((number * 1_000) / run.readingsPerSecond)).toISOString());
    column.values.push(run.site.value(sensor, Math.floor(number / sensors.length)));
  }
  return [...grouped].flatMap(([place, column]) => {
    const sensor = sensors[place];
    return sensor === undefined ? [] : [{ ...sensor, ...column }];
  });
}
