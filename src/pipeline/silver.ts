/** The silver stage: converts units and checks the expectations of silver. */
import type { QuarantinedReading } from '../db/quarantine/quarantine-write.ts';
import { CounterSheet } from '../domain/readings/counters.ts';
import { type DropCode, expectationOfCode, largestValue, warnings } from '../domain/readings/expectation.ts';
import { qualities } from '../domain/readings/quality.ts';
import type { BronzeReading } from '../domain/readings/reading.ts';
import { stateText } from '../domain/readings/state-text.ts';
import { boundsOf, convert } from '../domain/units/units.ts';
import type { Definition } from './sensor-definition.ts';

/** Squares of smaller numbers vanish: they have no variance. */
const smallest = 1e-100;

/** A numeric reading in its sensor's unit, with what the equipment master knows of the sensor. */
export interface SilverReading {
  readonly sensorId: number;
  readonly shardNo: number;
  readonly eventTimeMs: number;
  readonly receivedAtMs: number;
  readonly value: number;
  readonly quality: 0 | 1 | 2;
  readonly flags: number;
  /** At its arrival its sender had come further with this sensor. */
  readonly isBehind: boolean;
  /** The reading came without a unit, and so did the sensor's definition: it is taken to be in that of the sensor's type. */
  readonly unitIsAssumed: boolean;
  readonly definition: Definition;
  /** Of a sensor that shows states, the one that it shows. One that is no number has a value all the same: the number by which it is remembered. */
  readonly state?: { readonly name: string; readonly isNumber: boolean };
}

export interface ReceivedBronze {
  readonly reading: BronzeReading;
  readonly receivedAtMs: number;
}

interface Dropped {
  readonly code: DropCode;
  readonly message: string;
}

export interface SilverBatch {
  /** The readings, those without a value that the sensor's definition knows as such. */
  readonly told: readonly ReceivedBronze[];
  readonly silver: SilverReading[];
  /** What detectors look at: silver, and the texts and booleans of sensors that show states, in the log's order. */
  readonly judged: readonly SilverReading[];
  readonly quarantine: QuarantinedReading[];
  /** How many readings did not meet which expectation. */
  readonly readingCounters: CounterSheet;
  /** How many came without a unit at sensors for which nobody has said one. */
  readonly unitsAssumed: number;
  /** How many are held to limits for which nobody has said a unit. */
  readonly limitUnitsAssumed: number;
}

/**
 * Bronze → silver. Text and boolean readings stay in bronze and current status; those that name a state are judged all the same. `completed` gives a definition that names no unit the one
 * that its readings came with.
 */
export function toSilver(
  readings: readonly ReceivedBronze[],
  definitionOf: (sensorId: number) => Definition,
  hadNumbers: (sensorId: number) => boolean = () => false,
  completed: (definition: Definition, received: ReceivedBronze) => Definition = (definition) => definition,
): SilverBatch {
  const silver: SilverReading[] = [];
  let withStates: SilverReading[] | null = null;
  const quarantine: QuarantinedReading[] = [];
  const readingCounters = new CounterSheet();
  let unitsAssumed = 0;
  let limitUnitsAssumed = 0;
  let missing: Set<BronzeReading> | null = null;
  for (const received of readings) {
    const { reading, receivedAtMs } = received;
    const { sensorId, shardNo, eventTimeMs, quality, isBehind } = reading;
    let definition = definitionOf(sensorId);
    if (definition.missing !== null && reading.value !== null && definition.missing.has(reading.value)) {
      missing ??= new Set();
      missing.add(reading);
      readingCounters.add(receivedAtMs, 'value_not_missing');
      continue;
    }
    if (typeof reading.value !== 'number') {
      if (definition.kind === 'state' && reading.value !== null) {
        withStates ??= [...silver];
        withStates.push(stateReading(reading, definition, receivedAtMs, null));
        continue;
      }
      const isOdd = reading.value !== null && (definition.unit !== null || hadNumbers(sensorId));
      if (isOdd) readingCounters.add(receivedAtMs, 'value_numeric');
      continue;
    }
    if (definition.unit === null) definition = completed(definition, received);
    const measured = measuredIn(definition, reading.value, reading.units);
    if (typeof measured === 'object') {
      quarantine.push(droppedReading(reading, definition, measured.code, measured.message));
      readingCounters.add(receivedAtMs, expectationOfCode(measured.code));
      continue;
    }
    const value = Math.abs(measured) < smallest ? 0 : measured;
    if (measured !== reading.value) readingCounters.add(receivedAtMs, 'unit_as_defined');
    const unitIsAssumed = reading.units === null && definition.unitIsAssumed;
    if (unitIsAssumed) unitsAssumed += 1;
    if (definition.unitIsOfReadings && hasLimit(definition)) limitUnitsAssumed += 1;
    let flags = 0;
    for (const { name, flag, isMet } of warnings) {
      if (isMet(value, quality, receivedAtMs - eventTimeMs, definition.bounds)) continue;
      flags |= flag;
      readingCounters.add(receivedAtMs, name);
    }
    if (flags !== 0) readingCounters.add(receivedAtMs, 'warned');
    const one: SilverReading = {
      sensorId,
      shardNo,
      eventTimeMs,
      receivedAtMs,
      value,
      quality,
      flags,
      isBehind,
      unitIsAssumed,
      definition,
    };
    silver.push(one);
    if (definition.kind === 'state') {
      withStates ??= silver.slice(0, -1);
      withStates.push(stateReading(reading, definition, receivedAtMs, one));
    } else withStates?.push(one);
  }
  return {
    told: missing === null ? readings : without(readings, missing),
    silver,
    judged: withStates ?? silver,
    quarantine,
    readingCounters,
    unitsAssumed,
    limitUnitsAssumed,
  };
}

/** A reading of a sensor that shows states. One that is no number has none before detection gives it one (`numberedState`). */
function stateReading(
  { sensorId, shardNo, eventTimeMs, quality, isBehind, value: sent }: BronzeReading,
  definition: Definition,
  receivedAtMs: number,
  measured: Pick<SilverReading, 'value' | 'flags' | 'unitIsAssumed'> | null,
): SilverReading {
  const { value, flags, unitIsAssumed } = measured ?? { value: Number.NaN, flags: 0, unitIsAssumed: false };
  const state = { name: stateText(sent ?? ''), isNumber: measured !== null };
  return {
    sensorId,
    shardNo,
    eventTimeMs,
    receivedAtMs,
    value,
    quality,
    flags,
    isBehind,
    unitIsAssumed,
    definition,
    state,
  };
}

/** A state that is no number, with the number by which it is remembered. */
export function numberedState(reading: SilverReading, name: string, value: number): SilverReading {
  const { sensorId, shardNo, eventTimeMs, receivedAtMs, quality, flags, isBehind, unitIsAssumed, definition } = reading;
  const state = { name, isNumber: false };
  return {
    sensorId,
    shardNo,
    eventTimeMs,
    receivedAtMs,
    value,
    quality,
    flags,
    isBehind,
    unitIsAssumed,
    definition,
    state,
  };
}

/** What a source that has no value writes in its place says as much as null with quality BAD. */
function without(readings: readonly ReceivedBronze[], missing: ReadonlySet<BronzeReading>): ReceivedBronze[] {
  return readings.map((one) =>
    missing.has(one.reading) ? { reading: valueless(one.reading), receivedAtMs: one.receivedAtMs } : one,
  );
}

function valueless(reading: BronzeReading): BronzeReading {
  const { sensorId, shardNo, eventTimeMs, units, eventId, extra, isBehind } = reading;
  return { sensorId, shardNo, eventTimeMs, value: null, units, quality: 2, eventId, extra, isBehind };
}

function hasLimit({ levels, lowLevels, alarmLow, alarmHigh }: Definition): boolean {
  const { warning, critical, emergency } = levels;
  const low = lowLevels.warning ?? lowLevels.critical ?? lowLevels.emergency ?? alarmLow;
  return (warning ?? critical ?? emergency ?? alarmHigh ?? low) !== null;
}

/** The value in the sensor's unit, or why it is none that silver takes. What has no unit, on either side, is believed. */
function measuredIn(
  { unit, unitIsAssumed, unitIsOfReadings, bounds }: Definition,
  value: number,
  units: string | null,
): number | Dropped {
  let converted = units === null || unit === null ? value : convert(value, units, unit);
  const isOther = converted === null && unitIsOfReadings;
  // An older reading in a unit that the sensor has left since; nobody has said which one is wrong.
  if (isOther) converted = value;
  if (converted === null) {
    const message = `units ${units} contradict the sensor's unit ${unit}, and no factor between them is known`;
    return { code: 'UNIT_MISMATCH', message };
  }
  if (Math.abs(converted) > largestValue) {
    return { code: 'VALUE_OUT_OF_RANGE', message: `no sensor measures beyond ±${largestValue}` };
  }
  // A unit that nobody has said is no reason to leave a reading out: −300 may be in °F, or not be a temperature at all.
  if (units === null && unitIsAssumed) return converted;
  const { lowestPossible } = (unit === null || isOther) && units !== null ? boundsOf(units) : bounds;
  if (converted < lowestPossible) {
    return {
      code: 'VALUE_OUT_OF_RANGE',
      message: `nothing can measure ${converted} ${isOther ? units : (unit ?? units)}: it lies below the possible`,
    };
  }
  return converted;
}

/** A reading that bronze has and silver leaves out, as quarantine keeps it: with all that is needed to send it again. */
export function droppedReading(
  reading: BronzeReading,
  { siteId, equipmentId, sensorType }: Pick<QuarantinedReading, 'siteId' | 'equipmentId' | 'sensorType'>,
  code: DropCode,
  message: string,
): QuarantinedReading {
  const { value, units, eventId, eventTimeMs, extra } = reading;
  const timestamp = new Date(eventTimeMs).toISOString();
  const quality = qualities[reading.quality].toUpperCase();
  const original = { siteId, equipmentId, sensorType, value, units, quality, eventId, timestamp, ...extra };
  return { siteId, equipmentId, sensorType, eventTimeMs, code, message, original };
}
