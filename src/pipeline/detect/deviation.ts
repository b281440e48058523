/** How far a reading lies from the hour before it, in standard deviations, and for how many readings in a row. */
import type { Severity } from '../../domain/recommendations/severity.ts';
import { windowStartMs } from '../../domain/window.ts';
import type { Definition } from '../sensor-definition.ts';
import { type Deviation, isNewest, type SensorState } from '../sensor-state.ts';
import type { SilverReading } from '../silver.ts';

/** Readings in a row, on one side and beyond `runDeviation`, that chance does not explain: 0.00135³ in noise without memory. */
const runLength = 3;
const runDeviation = 3;
/** A single reading this far out is no chance either. */
const certainDeviation = 6;
/** A signal that stood nearly still has no meaningful deviation; it is given at least this part of its mean. */
const minRelativeStddev = 0.005;
/** One that stood at exactly zero has no such part; it is given this part of its range, where its definition tells one. */
const minRangeStddev = 0.005;
/** Without a range it is given one step of its values: so many decimals at most are looked for. */
const maxDecimals = 6;

/** Null where the hour before has too few windows. Counts the reading's run, once however often it is asked for the same reading. */
export function deviationOf(reading: SilverReading, state: SensorState): Deviation | null {
  if (state.measured.reading === reading) return state.measured.deviation;
  const deviation = measure(reading, state);
  state.measured = { reading, deviation };
  return deviation;
}

function measure(reading: SilverReading, state: SensorState): Deviation | null {
  const { value, eventTimeMs, definition } = reading;
  const baseline = state.baselineBefore(windowStartMs(eventTimeMs));
  if (baseline === null) return null;
  const spread = Math.max(baseline.stddev, Math.abs(baseline.mean) * minRelativeStddev);
  const stddev = spread > 0 ? spread : (rangeOf(definition) ?? 0) * minRangeStddev || stepOf(value);
  const signed = (value - baseline.mean) / stddev;
  // A reading from before the newest says nothing about how long it has been so.
  if (isNewest(reading, state)) state.memory.run = nextRun(state.memory.run, signed);
  const isCertain = Math.abs(signed) > certainDeviation || Math.abs(state.memory.run) >= runLength;
  return { mean: baseline.mean, stddev, signed, isCertain };
}

/** > 2 low, > 2.5 medium, > 3 high, > 4 critical. */
export function severityOfDeviation(deviation: number): Severity | null {
  if (deviation > 4) return 'critical';
  if (deviation > 3) return 'high';
  if (deviation > 2.5) return 'medium';
  return deviation > 2 ? 'low' : null;
}

/** From zero, where the signal stood, to the furthest value that the definition names; null when it names none. */
function rangeOf({ normalMin, normalMax, alarmLow, alarmHigh, levels, lowLevels }: Definition): number | null {
  const named = [
    normalMin,
    normalMax,
    alarmLow,
    alarmHigh,
    levels.warning,
    levels.critical,
    levels.emergency,
    lowLevels.warning,
    lowLevels.critical,
    lowLevels.emergency,
  ];
  const furthest = Math.max(...named.map((limit) => Math.abs(limit ?? 0)));
  return furthest > 0 ? furthest : null;
}

/** The last decimal that the value is written with, such as 0.01 of 0.25: the smallest change that its source may tell. */
function stepOf(value: number): number {
  for (let decimals = 0; decimals < maxDecimals; decimals++) {
    const scaled = value * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) <= 1e-9 * Math.abs(scaled)) return 10 ** -decimals;
  }
  return 10 ** -maxDecimals;
}

/** Counts no further than it takes: a fault that stands changes nothing that would have to be stored. */
function nextRun(run: number, signed: number): number {
  if (signed > runDeviation) return Math.min(Math.max(run, 0) + 1, runLength);
  if (signed < -runDeviation) return Math.max(Math.min(run, 0) - 1, -runLength);
  return 0;
}
