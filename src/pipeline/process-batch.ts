/** Computes everything that one batch of readings changes, without I/O. */
import type { CompletedWindowRow } from '../db/pipeline/completed-windows.ts';
import type { BadMinute, CountedMinute } from '../db/pipeline/pipeline-write.ts';
import type { StoredReadingUnit } from '../db/pipeline/reading-unit-rows.ts';
import type { QuarantinedReading } from '../db/quarantine/quarantine-write.ts';
import { runsIn } from '../domain/detection/catalogue.ts';
import { alarmableAgeMs } from '../domain/equipment/lagging-equipment.ts';
import { statusTimeMs } from '../domain/equipment/status.ts';
import type { CounterSheet } from '../domain/readings/counters.ts';
import type { TagValue } from '../domain/readings/reading.ts';
import type { Recovery, StoredDetectorMemory } from '../domain/recommendations/detector-memory.ts';
import { severityRank } from '../domain/recommendations/severity.ts';
import { singleReading, standardDeviation, windowStartMs } from '../domain/window.ts';
import type { ReturnedSensor } from './alarms/conditions.ts';
import { type AnomalyPart, toAnomalies } from './detect/anomalies.ts';
import type { Detector, Finding } from './detect/detector.ts';
import { toBadMinutes, toWindows, type WindowPart } from './gold.ts';
import { type LatestReading, toChanges, toLatest } from './latest-status.ts';
import { type Alarming, type Candidate, toCandidates } from './recommend/candidate.ts';
import type { Definition } from './sensor-definition.ts';
import { isNewest, nothingMeasured, type SensorState } from './sensor-state.ts';
import { numberedState, type ReceivedBronze, type SilverReading, toSilver } from './silver.ts';

export interface BatchRules {
  readonly detectors: readonly Detector[];
  readonly minSeverityRank: number;
  /** What is pending about an alarm that has ended expires after as long without another, ms of event time; absent: as usual. */
  readonly returnHoldMs?: number;
  /** Windows are all computed anew, in the unit that a sensor has now: what it had before is no matter. */
  readonly isRebuild?: boolean;
}

/** Everything that one batch changes, ready to be written. */
export interface BatchOutcome {
  readonly silver: readonly SilverReading[];
  readonly quarantine: readonly QuarantinedReading[];
  /** How many readings did not meet which expectation. */
  readonly readingCounters: CounterSheet;
  /** Readings whose unit was assumed: an ordinary thing on many sites, so it is counted without a statement for each batch. */
  readonly unitsAssumed: number;
  /** Readings held to limits whose unit was assumed. */
  readonly limitUnitsAssumed: number;
  readonly windows: readonly WindowPart[];
  /** Those of the windows that are of counters. */
  readonly counterMinutes: readonly CountedMinute[];
  /** How many BAD readings came in for which minute; they are in no window. */
  readonly badMinutes: readonly BadMinute[];
  /** Only the sensors whose newest event time moves on. */
  readonly latest: readonly LatestReading[];
  /** Every sensor that has sent something, whatever it was. */
  readonly heard: readonly Heard[];
  readonly anomalies: readonly AnomalyPart[];
  readonly candidates: readonly Candidate[];
  /** Sensors whose trouble ended in this batch. */
  readonly returned: readonly ReturnedSensor[];
  /** Sensors that have had no alarm for the hold since their trouble ended. */
  readonly settled: readonly ReturnedSensor[];
  /** Windows that this batch completes, in the order of its readings, for the detectors that judge windows. */
  readonly completed: readonly CompletedWindowRow[];
  /** What detection remembers of the sensors of which this batch changed it, sorted by sensor. */
  readonly memories: readonly (StoredDetectorMemory & { readonly sensorId: number })[];
  /** Units that this batch's readings gave to sensors without one, sorted by sensor. */
  readonly readingUnits: readonly (StoredReadingUnit & { readonly sensorId: number })[];
}

/** What a batch tells of when a sensor reported: of the newest of its readings, epoch ms. */
export interface Heard {
  readonly sensorId: number;
  readonly receivedAtMs: number;
  readonly eventTimeMs: number;
  readonly value: TagValue | null;
}

interface Judged {
  readonly reading: SilverReading;
  readonly finding: Finding;
}

/** All stages over one batch. Pure but for the sensor states, which take the batch in: forget them if it does not commit. */
export function processBatch(
  readings: readonly ReceivedBronze[],
  definitionOf: (sensorId: number) => Definition,
  stateOf: (sensorId: number) => SensorState,
  rules: BatchRules,
): BatchOutcome {
  const named = new Set<number>();
  const inUnitOfReadings = (definition: Definition, { reading, receivedAtMs }: ReceivedBronze): Definition => {
    const { readingUnit, latestEventMs } = stateOf(reading.sensorId);
    // A rebuild keeps to the unit that the live pipeline has found, and what is BAD may have a wrong unit too.
    if (reading.units !== null && reading.quality !== 2 && rules.isRebuild !== true) {
      readingUnit.learn(reading.units, statusTimeMs(reading.eventTimeMs, receivedAtMs), latestEventMs);
      named.add(reading.sensorId);
    }
    return readingUnit.complete(definition);
  };
  const { told, silver, judged, quarantine, readingCounters, unitsAssumed, limitUnitsAssumed } = toSilver(
    readings,
    definitionOf,
    (sensorId) => stateOf(sensorId).hasNumbers,
    inUnitOfReadings,
  );
  const findings: Judged[] = [];
  const alarming: Alarming[] = [];
  const remembering = new Set<number>();
  const returned = new Set<number>();
  const settled = new Set<number>();
  const completed: CompletedWindowRow[] = [];
  for (const one of judged) {
    const { sensorId, eventTimeMs, receivedAtMs } = one;
    const state = stateOf(sensorId);
    // A state that is no number is in no window; as the value of an anomaly it has a number all the same.
    const name = one.state?.isNumber === false ? one.state.name : null;
    const reading = name === null ? one : numberedState(one, name, state.memory.states.numberOf(name));
    // The windows before are of another unit: compared with them, everything would be far out.
    if (rules.isRebuild !== true) state.inUnitSince(reading.definition.unitSinceMs);
    // A value that the source itself calls bad says nothing about the machine: no detector looks at it, and no baseline learns from it.
    if (reading.quality !== 2) {
      if (reading.definition.isActive) {
        const { recovery } = state.memory;
        const verdict = judge(reading, state, rules);
        // A reading that every sensor holds until its next one is moved among what is old, and has to be cleared away there.
        state.measured = nothingMeasured;
        if (state.memory.recovery !== recovery) {
          if (isOver(state.memory.recovery) && !isOver(recovery)) returned.add(sensorId);
          if (state.memory.recovery === 'settled') settled.add(sensorId);
        }
        if (verdict !== ordinary) {
          findings.push(...verdict.findings);
          alarming.push(...verdict.alarming);
        }
        if (state.memory.takeChange()) remembering.add(sensorId);
        if (!isPresent(reading)) readingCounters.add(receivedAtMs, 'alarm_in_time');
        if (rules.isRebuild !== true && name === null) noteCompleted(completed, reading, state);
      } else {
        readingCounters.add(receivedAtMs, 'in_service');
        // What stood before the machine was taken out of service says nothing of it afterwards.
        for (const detector of rules.detectors) detector.forget?.(state);
        if (state.memory.takeChange()) remembering.add(sensorId);
      }
      if (name === null) state.add(windowStartMs(eventTimeMs), singleReading(reading.value));
    }
    state.latestEventMs = Math.max(state.latestEventMs, statusTimeMs(eventTimeMs, receivedAtMs));
  }
  const asReturned = (sensorId: number): ReturnedSensor => ({
    sensorId,
    isAgain: !isOver(stateOf(sensorId).memory.recovery),
  });
  const newest = toLatest(told);
  const latest = toChanges(newest, stateOf);
  const windows = toWindows(silver);
  return {
    silver,
    quarantine,
    readingCounters,
    unitsAssumed,
    limitUnitsAssumed,
    windows,
    counterMinutes: countedMinutes(windows, definitionOf, stateOf),
    badMinutes: toBadMinutes(told),
    latest,
    heard: heardIn(newest, told.length === readings.length ? [] : readings),
    anomalies: toAnomalies(findings),
    candidates: toCandidates(alarming),
    returned: [...returned].map(asReturned),
    settled: [...settled].map(asReturned),
    completed,
    memories: [...remembering]
      .sort((a, b) => a - b)
      .map((sensorId) => ({ sensorId, ...stateOf(sensorId).memory.stored() })),
    readingUnits: [...named]
      .sort((a, b) => a - b)
      .flatMap((sensorId) => {
        const unit = stateOf(sensorId).readingUnit.takeChange();
        return unit === null ? [] : [{ sensorId, ...unit }];
      }),
  };
}

/** `readings` are all of the batch where some of them tell no value: their sensor has reported all the same. */
function heardIn(newest: readonly ReceivedBronze[], readings: readonly ReceivedBronze[]): Heard[] {
  if (readings.length === 0) return newest.map(asHeard);
  const heard = new Map<number, ReceivedBronze>();
  for (const one of [...newest, ...readings]) {
    const known = heard.get(one.reading.sensorId);
    if (known === undefined || known.reading.eventTimeMs < one.reading.eventTimeMs)
      heard.set(one.reading.sensorId, one);
  }
  return [...heard.values()].map(asHeard);
}

function asHeard({ reading: { sensorId, eventTimeMs, value }, receivedAtMs }: ReceivedBronze): Heard {
  return { sensorId, receivedAtMs, eventTimeMs, value };
}

function countedMinutes(
  windows: readonly WindowPart[],
  definitionOf: (sensorId: number) => Definition,
  stateOf: (sensorId: number) => SensorState,
): CountedMinute[] {
  return windows.flatMap(({ sensorId, windowMs }) => {
    const { kind, unitVersion } = definitionOf(sensorId);
    if (kind !== 'counter') return [];
    return [{ sensorId, windowMs, unitVersion: unitVersion + stateOf(sensorId).readingUnit.changes }];
  });
}

interface Verdict {
  readonly findings: readonly Judged[];
  readonly alarming: readonly Alarming[];
}
/** Of nearly every reading, so that nothing is allocated for it. */
const ordinary: Verdict = { findings: [], alarming: [] };

/** What the detectors say of one reading, and what of it an operator may have to be told. */
function judge(reading: SilverReading, state: SensorState, rules: BatchRules): Verdict {
  let { findings } = ordinary;
  for (const detector of rules.detectors) {
    if (!runsIn(reading.definition.detection, detector.name)) {
      detector.forget?.(state);
      continue;
    }
    const finding = detector.detect(reading, state);
    if (finding !== null) findings = [...findings, { reading, finding }];
  }
  if (!isPresent(reading)) return findings.length === 0 ? ordinary : { findings, alarming: [] };
  if (findings.length === 0) {
    if (isNewest(reading, state)) noteRecovery(reading, state, rules, false);
    return ordinary;
  }
  const confirmed = findings
    .map(({ finding }) => finding.confirmedAs ?? finding)
    .filter((finding) => finding.confirmed);
  const worthTelling = confirmed.filter(({ severity }) => severityRank(severity) >= rules.minSeverityRank);
  if (worthTelling.length > 0 && isNewest(reading, state)) state.memory.noteAlarm(reading.receivedAtMs);
  else if (isNewest(reading, state)) noteRecovery(reading, state, rules, confirmed.length > 0);
  const troubledSinceMs = state.memory.alarmingSinceMs;
  return { findings, alarming: worthTelling.map((finding) => ({ reading, finding, troubledSinceMs })) };
}

/** A value that is within the deadband of a limit that stands is not normal yet, nor is a state of which was told what is still so. */
function noteRecovery(
  reading: SilverReading,
  { memory }: SensorState,
  { returnHoldMs }: BatchRules,
  isAbnormal: boolean,
): void {
  if (isAbnormal || memory.levels.isHeld || memory.states.isHeld) {
    memory.noteAbnormal();
    return;
  }
  const { eventTimeMs, receivedAtMs, definition } = reading;
  const offDelayMs = definition.detection.limit.parameters.off_delay_s * 1_000;
  memory.noteNormal(statusTimeMs(eventTimeMs, receivedAtMs), offDelayMs, returnHoldMs);
}

function isOver(recovery: Recovery): boolean {
  return recovery === 'recovered' || recovery === 'settled';
}

function noteCompleted(completed: CompletedWindowRow[], reading: SilverReading, state: SensorState): void {
  const { sensorId, shardNo, receivedAtMs } = reading;
  for (const { windowMs, stats } of state.completedBy(windowStartMs(reading.eventTimeMs), reading.value)) {
    const { count, mean, min, max } = stats;
    completed.push({
      shardNo,
      sensorId,
      windowMs,
      count,
      mean,
      stddev: standardDeviation(stats),
      min,
      max,
      completedMs: receivedAtMs,
      isPresent: isPresent(reading),
    });
  }
}

/** Whether the reading tells how things are now, rather than how they once were. */
function isPresent({ receivedAtMs, eventTimeMs, isBehind }: SilverReading): boolean {
  return receivedAtMs - eventTimeMs <= alarmableAgeMs && !isBehind;
}
