/** Runs a detector of windows over stored windows of a sensor or a machine, as it runs live, and changes nothing. */
import { firstWindowMs } from '../../db/pipeline/stored-sensor-state.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { runsIn } from '../../domain/detection/catalogue.ts';
import { toAnomalies } from '../detect/anomalies.ts';
import type { ObservedWindow, WindowDetector, WindowFinding, WindowMemory } from '../detect/window-detector.ts';
import { toCandidates } from '../recommend/candidate.ts';
import { pastWindows } from '../windows/past-windows.ts';
import { asFinding, isWorthTelling } from '../windows/window-transaction.ts';
import type { TrialSide, TrialSpan } from './trial-side.ts';

const dayMs = 86_400_000;

export interface WindowTrial extends TrialSpan {
  readonly db: Queryable;
  readonly detector: WindowDetector;
  readonly minSeverityRank: number;
}

/** Sensors that the detector judges together: of one machine, or one alone. Returns how many windows there were, those of history as well. */
export async function tryWindows(
  { db, detector, minSeverityRank, fromMs, toMs }: WindowTrial,
  sensorIds: readonly number[],
  sides: readonly TrialSide[],
): Promise<number> {
  const runs = sides.map((side) => new WindowRun(detector, side, minSeverityRank));
  const unitSinceMs = Math.max(...sensorIds.map((id) => unitSince(detector, sides, id)));
  const sinceMs = Math.max(fromMs - detector.historyDays * dayMs, unitSinceMs);
  const oldestMs = await firstWindowMs(db, sensorIds, new Date(sinceMs));
  let windows = 0;
  if (oldestMs === null) return windows;
  for await (const day of pastWindows(db, sensorIds, { fromMs: oldestMs, toMs })) {
    windows += day.length;
    for (const window of day) for (const run of runs) run.take(window, window.windowMs >= fromMs);
  }
  return windows;
}

/** As for live memory: that of one sensor begins where its unit did. */
function unitSince(detector: WindowDetector, sides: readonly TrialSide[], sensorId: number): number {
  const unitSinceMs = sides[0]?.definitionOf(sensorId).unitSinceMs ?? Number.NEGATIVE_INFINITY;
  return detector.scope === 'sensor' ? unitSinceMs : Number.NEGATIVE_INFINITY;
}

class WindowRun {
  readonly #detector: WindowDetector;
  readonly #side: TrialSide;
  readonly #minSeverityRank: number;
  readonly #memory: WindowMemory;

  constructor(detector: WindowDetector, side: TrialSide, minSeverityRank: number) {
    this.#detector = detector;
    this.#side = side;
    this.#minSeverityRank = minSeverityRank;
    this.#memory = detector.begin();
  }

  /** What was found before the trial's time only teaches. */
  take(window: ObservedWindow, isCounted: boolean): void {
    const definition = this.#side.definitionOf(window.sensorId);
    if (!runsIn(definition.detection, this.#detector.name) || !this.#detector.looksAt(definition)) return;
    const found = this.#memory.observe(window, definition);
    if (found !== null && isCounted) this.#count(window, found);
  }

  #count(window: ObservedWindow, found: WindowFinding): void {
    const completed = { ...window, shardNo: 0, batchNo: 0, completedMs: window.windowMs, isPresent: true };
    const judged = asFinding({ window: completed, found }, this.#side.definitionOf);
    const alarming = isWorthTelling({ window: completed, found }, this.#minSeverityRank) ? [judged] : [];
    this.#side.outcome.add(toAnomalies([judged]).length, toCandidates(alarming));
  }
}
