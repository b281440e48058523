/**
 * What the server remembers of many sensors, in a process of its own, started by start-memory.ts: states of sensors with an hour of
 * windows, and the memories of all detectors, each read from its stored form as behind a restart, then fed for two hours, of which the second is
 * timed. Prints sizes and times as JSON.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { detectors } from '../../src/pipeline/detect/detectors.ts';
import type { WindowMemory } from '../../src/pipeline/detect/window-detector.ts';
import { processBatch } from '../../src/pipeline/process-batch.ts';
import type { Definition } from '../../src/pipeline/sensor-definition.ts';
import { SensorState } from '../../src/pipeline/sensor-state.ts';
import { packState, unpackState } from '../../src/pipeline/windows/packed-state.ts';
import { gauge, healthyMean, matureMachine, windowAt } from '../detection/mature-memories.ts';

const { values: options } = parseArgs({
  options: { equipment: { type: 'string', default: '500' }, days: { type: 'string', default: '15' } },
});
const equipment = Number(options.equipment);
const days = Number(options.days);
const sensorsEach = 10;
const minuteMs = 60_000;
const fedMinutes = 60;
/** Before what is timed: code that has met only windows of one sensor is compiled anew for those of many. */
const warmMinutes = 60;
const nowMs = Date.UTC(2026, 5, 1);

interface Machine {
  readonly definitions: readonly Definition[];
  readonly states: SensorState[];
  readonly memories: readonly (readonly WindowMemory[])[];
  readonly together: readonly WindowMemory[];
}

const mature = matureMachine(sensorsEach, days, nowMs);
const packed = mature.ofSensors.map(({ detector, place, stored }) => ({ detector, place, state: packState(stored) }));
const together = mature.ofMachine.map(({ detector, memory }) => ({ detector, state: packState(memory.stored()) }));
const emptyMb = await residentMb();

const machines: Machine[] = Array.from({ length: equipment }, (_, machine) => ({
  definitions: Array.from({ length: sensorsEach }, (_, place) => gauge(`LOAD-${machine}`, place)),
  states: Array.from({ length: sensorsEach }, () => new SensorState()),
  memories: Array.from({ length: sensorsEach }, (_, place) =>
    packed.filter((one) => one.place === place).map(({ detector, state }) => detector.load(unpackState(state))),
  ),
  together: together.map(({ detector, state }) => detector.load(unpackState(state))),
}));

// Fed as live: minute after minute, each a window of every sensor, so that nothing of a memory is as compact as it was read.
let windowUs = 0;
for (let minute = 0; minute < warmMinutes + fedMinutes; minute++) {
  // Made before the clock runs: what they cost is no cost of detection.
  const minutes = machines.map(({ definitions }) => definitions.map((_, place) => healthyWindow(place, minute)));
  const from = cpuUs();
  machines.forEach(({ definitions, memories, together: all }, machine) => {
    definitions.forEach((definition, place) => {
      const window = minutes[machine]?.[place];
      if (window === undefined) return;
      for (const memory of memories[place] ?? []) memory.observe(window, definition);
      for (const memory of all) memory.observe(window, definition);
    });
  });
  if (minute >= warmMinutes) windowUs += cpuUs() - from;
}

const windows = equipment * sensorsEach * fedMinutes;
const readingUs = costOfReading(5);
const fullMb = await residentMb();
console.log(
  JSON.stringify({
    sensors: equipment * sensorsEach,
    emptyMb,
    fullMb,
    windowUs: windowUs / windows,
    setUs: setUs(),
    readingUs,
    loneReadingUs: costOfReading(1),
  }),
);

/**
 * Of readings through the stages with the detectors that judge them, and without: what they cost is the difference, in the second hour, when each
 * sensor has an hour before it. The fewer of them in a minute, the more each costs: its hour is looked at once a minute.
 */
function costOfReading(readingsAMinute: number): number {
  for (const { states } of machines)
    states.splice(0, sensorsEach, ...Array.from({ length: sensorsEach }, () => new SensorState()));
  let withUs = 0;
  let withoutUs = 0;
  for (let minute = 0; minute < warmMinutes + fedMinutes; minute++) {
    const batches = machines.map(({ definitions }) =>
      definitions.flatMap((_, place) =>
        Array.from({ length: readingsAMinute }, (_, i) => reading(place, minute, (i * minuteMs) / readingsAMinute)),
      ),
    );
    const kept = machines.map(({ states }) => states);
    // Made for all before the clock runs: what was made a moment ago is still in the processor's cache, as no sensor's state is live.
    const idle = kept.map((states) => states.map(copyOf));
    const run = (its: readonly (readonly SensorState[])[], some: typeof detectors): number => {
      const from = cpuUs();
      machines.forEach(({ definitions }, machine) => {
        const states = its[machine];
        processBatch(
          batches[machine] ?? [],
          (id) => present(definitions[id]),
          (id) => present(states?.[id]),
          { detectors: some, minSeverityRank: 3 },
        );
      });
      return minute < warmMinutes ? 0 : cpuUs() - from;
    };
    // In turns, so that neither is always the first.
    if (minute % 2 === 0) withoutUs += run(idle, []);
    withUs += run(kept, detectors);
    if (minute % 2 === 1) withoutUs += run(idle, []);
  }
  return (withUs - withoutUs) / (windows * readingsAMinute);
}

function healthyWindow(place: number, minute: number) {
  const at = nowMs / minuteMs + minute;
  return windowAt(place, at, healthyMean(at, place, Math.random() - 0.5));
}

function reading(place: number, minute: number, sinceMinuteMs: number) {
  const eventTimeMs = nowMs + minute * minuteMs + sinceMinuteMs;
  const value = healthyMean(nowMs / minuteMs + minute, place, 2 * Math.random() - 1);
  const one = {
    sensorId: place,
    shardNo: 0,
    eventTimeMs,
    value,
    units: null,
    quality: 0 as const,
    eventId: null,
    extra: null,
    isBehind: false,
  };
  return { reading: one, receivedAtMs: eventTimeMs } as const;
}

/** Only to be thrown away: the stages without detectors change no memory but the hour's windows. */
function copyOf(state: SensorState): SensorState {
  return new SensorState(state.latestEventMs);
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('there is no such sensor');
  return value;
}

/** A window through all detectors of its sensor while that one machine is all there is, so that its memory is in the processor's cache. */
function setUs(): number {
  const [one] = machines;
  if (one === undefined) return Number.NaN;
  const from = cpuUs();
  const firstMinute = warmMinutes + fedMinutes;
  for (let minute = firstMinute; minute < firstMinute + 1_440; minute++) {
    one.definitions.forEach((definition, place) => {
      const window = healthyWindow(place, minute);
      for (const memory of one.memories[place] ?? []) memory.observe(window, definition);
      for (const memory of one.together) memory.observe(window, definition);
    });
  }
  return (cpuUs() - from) / (1_440 * sensorsEach);
}

/** Of this process alone, so that others on the machine do not count. */
function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** After full collections, until the process has given back what it does not need: that happens beside it, and late on a busy machine. */
async function residentMb(): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let since = 0; since < 5; since++) {
    globalThis.gc?.();
    await pause(500);
    const mb = process.memoryUsage.rss() / 1e6;
    if (mb < least - 1) since = 0;
    least = Math.min(least, mb);
  }
  return least;
}
