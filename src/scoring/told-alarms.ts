/** What operators would have been told of a recorded sensor by the detectors that run on one by default: for `andon score --alarms`. */
import { runsIn } from '../domain/detection/catalogue.ts';
import { severityRank } from '../domain/recommendations/severity.ts';
import { detectors, windowDetectors } from '../pipeline/detect/detectors.ts';
import type { WindowMemory } from '../pipeline/detect/window-detector.ts';
import { type BatchOutcome, processBatch } from '../pipeline/process-batch.ts';
import { toCandidates } from '../pipeline/recommend/candidate.ts';
import { type Definition, unknownSensor } from '../pipeline/sensor-definition.ts';
import { SensorState } from '../pipeline/sensor-state.ts';
import { type TrialAlarm, TrialOutcome } from '../pipeline/trial/trial-outcome.ts';
import { asFinding, isWorthTelling } from '../pipeline/windows/window-transaction.ts';

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

  constructor(equipmentId: string, sensorType: string) {
    this.#definition = unknownSensor(equipmentId, sensorType);
    this.#memories = windowDetectors
      .filter(
        ({ name, scope, looksAt }) =>
          scope === 'sensor' && looksAt(this.#definition) && runsIn(this.#definition.detection, name),
      )
      .map((detector) => ({ name: detector.name, memory: detector.begin() }));
  }

  get alarms(): readonly TrialAlarm[] {
    return this.#outcome.alarms;
  }

  /** A row without a time or a number is left out, as its reading would be. */
  take(timeMs: number, value: number): void {
    if (!Number.isFinite(timeMs) || !Number.isFinite(value)) return;
    const reading = {
      sensorId: 0,
      shardNo: 0,
      eventTimeMs: timeMs,
      value,
      units: null,
      quality: 0,
      eventId: null,
      extra: null,
      isBehind: false,
    } as const;
    const { anomalies, candidates, completed } = processBatch(
      [{ reading, receivedAtMs: timeMs }],
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
