/** Reads the windows of many sensors page by page for the CSV export. */
import type pg from 'pg';
import { listSensorKeys, type SensorFilter } from '../db/equipment/sensor-keys.ts';
import type { SensorKey } from '../domain/equipment/equipment.ts';
import type { PerformanceWindow } from '../domain/window.ts';
import type { PerformanceService, Resolution } from './performance-service.ts';
import { createSemaphore } from './semaphore.ts';
import { checkRange, type TimeRange } from './time-range.ts';

export interface ExportQuery extends SensorFilter, TimeRange {
  readonly resolution: Resolution;
}

export interface PerformanceExportService {
  /**
   * Every window of the sensors, as `PerformanceService.windows` gives them, in pages of bounded size: sensor after sensor, each oldest
   * first. Between two pages nothing is held, neither a connection nor a snapshot, so a reader may take days; a window that is restated
   * meanwhile comes as it was when its page was read.
   */
  pages(query: ExportQuery): AsyncGenerator<readonly PerformanceWindow[], void, undefined>;
}

const sensorsAtOnce = 500;
/** Each statement merges at most about a month of minutes, so that none keeps a snapshot for long. */
const pageRows: Readonly<Record<Resolution, number>> = { minute: 500, hour: 500, day: 31 };
/** Most of the pool’s ten connections that exports use together; the others stay free for screens. */
const readsAtOnce = 2;

export function createPerformanceExportService(
  pool: pg.Pool,
  performance: PerformanceService,
): PerformanceExportService {
  const inTurn = createSemaphore(readsAtOnce);

  async function* sensorsOf(filter: SensorFilter): AsyncGenerator<SensorKey> {
    for (let after: SensorKey | null = null; ; ) {
      const { rows, hasNextPage } = await inTurn(() => listSensorKeys(pool, filter, { first: sensorsAtOnce, after }));
      yield* rows;
      after = rows.at(-1) ?? null;
      if (!hasNextPage) return;
    }
  }

  return {
    pages: async function* (query) {
      checkRange(query);
      const { from, to, resolution } = query;
      const first = pageRows[resolution];
      for await (const sensor of sensorsOf(query)) {
        for (let after: Date | null = null; ; ) {
          const { rows, hasNextPage } = await inTurn(() =>
            performance.windows({ ...sensor, from, to, resolution }, { first, after }),
          );
          if (rows.length > 0) yield rows;
          after = rows.at(-1)?.windowStart ?? null;
          if (!hasNextPage) break;
        }
      }
    },
  };
}
