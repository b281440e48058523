/** What detectors of windows remember after weeks of healthy minutes, as it is stored: for benches that cannot wait for weeks. */
import { seededRandom } from '../../src/client/random.ts';
import { windowDetectors } from '../../src/pipeline/detect/detectors.ts';
import type { WindowDetector, WindowMemory } from '../../src/pipeline/detect/window-detector.ts';
import { type Definition, unknownSensor } from '../../src/pipeline/sensor-definition.ts';

const minuteMs = 60_000;
const dayMinutes = 1_440;

/** A load that comes and goes twice an hour and with the day, and noise. */
export function healthyMean(minute: number, sensor: number, noise: number): number {
  const daily = Math.sin((2 * Math.PI * minute) / dayMinutes);
  return 50 + 0.5 * daily + 0.5 * Math.sin(minute / (5 + sensor)) + noise;
}

export function gauge(equipmentId: string, sensorId: number): Definition {
  const unknown = unknownSensor(equipmentId, `sensor_${sensorId % 10}`);
  return { ...unknown, sensorId };
}

export interface MatureMachine {
  /** By detector and place of the sensor in its machine. */
  readonly ofSensors: readonly {
    readonly detector: WindowDetector;
    readonly place: number;
    readonly stored: unknown;
  }[];
  /** For sensors with the ids 0, 1, 2 …; another machine's stand in their place (`withSensors`). */
  readonly ofMachine: readonly { readonly detector: WindowDetector; readonly memory: WindowMemory }[];
}

/** One machine of so many sensors, each a window a minute, from so many days before a time on, up to it. */
export function matureMachine(sensors: number, days: number, untilMs: number, firstSensorId = 0): MatureMachine {
  const { next: random } = seededRandom(7);
  const definitions = Array.from({ length: sensors }, (_, place) => gauge('LOAD-0', firstSensorId + place));
  const gauges = windowDetectors.filter(({ looksAt }) => definitions.every(looksAt));
  const ofSensors = definitions.flatMap((definition, place) =>
    gauges
      .filter(({ scope }) => scope === 'sensor')
      .map((detector) => ({ detector, place, definition, memory: detector.begin() })),
  );
  const ofMachine = gauges
    .filter(({ scope }) => scope === 'equipment')
    .map((detector) => ({ detector, memory: detector.begin() }));
  const lastMinute = Math.floor(untilMs / minuteMs) - 1;
  for (let minute = lastMinute - days * dayMinutes + 1; minute <= lastMinute; minute++) {
    const means = definitions.map((_, place) => healthyMean(minute, place, 2 * random() - 1));
    const windowOf = (place: number) => windowAt(firstSensorId + place, minute, means[place] ?? 0);
    for (const { memory, place, definition } of ofSensors) memory.observe(windowOf(place), definition);
    for (const { memory } of ofMachine)
      definitions.forEach((definition, place) => void memory.observe(windowOf(place), definition));
  }
  return {
    ofSensors: ofSensors.map(({ detector, place, memory }) => ({ detector, place, stored: memory.stored() })),
    ofMachine,
  };
}

/** A window of a few readings around a mean. */
export function windowAt(sensorId: number, minute: number, mean: number) {
  const spread = 0.3;
  return {
    sensorId,
    windowMs: minute * minuteMs,
    count: 5,
    mean,
    stddev: spread,
    min: mean - spread,
    max: mean + spread,
  };
}
