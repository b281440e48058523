/** What operators would have been told of a recorded sensor by the detectors that run on one by default: for `andon score --alarms`. */
import { runsIn } from '../domain/detection/catalogue.ts';
import type { TagValue } from '../domain/readings/reading.ts';
import { severityRank } from '../domain/recommendations/severity.ts';
import { detectors, windowDetectors } from '../pipeline/detect/detectors.ts';
import type { WindowMemory } from '../pipeline/detect/window-detector.ts';
import { type BatchOutcome, processBatch } from '../pipeline/process-batch.ts';
import { toCandidates } from '../pipeline/recommend/candidate.ts';
import type { Definition } from '../pipeline/sensor-definition.ts';
import { SensorState } from '../pipeline/sensor-state.ts';
import { type TrialAlarm, TrialOutcome } from '../pipeline/trial/trial-outcome.ts';
import { asFinding, isWorthTelling } from '../pipeline/windows/window-transaction.ts';
import { recordedReading } from './detectors.ts';

/** As the server has it by default: what is told from which severity on, and after which time the same is told again. */
const minSeverityRank = severityRank('high');
const dedupeWindowMs = 5 * 60_000;

/**
 * Rows of one sensor in the order of their time, each as a reading that came in when it was measured, through the stages and detectors that
 * run live. What is still told of the same trouble while its recommendation stands is counted once within five minutes only.
 */
export class ToldAlarms {
  readonly #definition: Definition;
  readonly #state = new SensorState();
  readonly #outcome = new TrialOutcome(dedupeWindowMs);
  readonly #memories: readonly { readonly name: string; readonly memory: WindowMemory }[];

  constructor(definition: Definition) {
    this.#definition = definition;
    this.#memories = windowDetectors
      .filter(
        ({ name, scope, looksAt }) =>
          scope === 'sensor' && looksAt(this.#definition) && runsIn(this.#definition.detection, name),
      )
      .map((detector) => ({ name: detector.name, memory: detector.begin() }));
  }

  /** Anomalies so far, told or not. */
  get recorded(): number {
    return this.#outcome.recorded;
  }

  get alarms(): readonly TrialAlarm[] {
    return this.#outcome.alarms;
  }

  /** A row without a time or a value is left out, as its reading would be. */
  take(timeMs: number, value: TagValue): void {
    if (!Number.isFinite(timeMs) || (typeof value === 'number' && !Number.isFinite(value))) return;
    const { anomalies, candidates, completed } = processBatch(
      [recordedReading(timeMs, value)],
      () => this.#definition,
      () => this.#state,
      { detectors, minSeverityRank },
    );
    this.#outcome.add(anomalies.length, candidates);
    for (const window of completed) this.#judge(window);
  }

  #judge(row: BatchOutcome['completed'][number]): void {
    const window = { ...row, batchNo: 0 };
    for (const { memory } of this.#memories) {
      const found = memory.observe(window, this.#definition);
      if (found === null) continue;
      const alarming = isWorthTelling({ window, found }, minSeverityRank)
        ? [asFinding({ window, found }, () => this.#definition)]
        : [];
      this.#outcome.add(1, toCandidates(alarming));
    }
  }
}
