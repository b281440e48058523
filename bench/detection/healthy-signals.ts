/** Signals of sensors that are well, a value a minute, each of a kind that plants have: for what detectors make of health. */
import type { Random } from '../../src/client/random.ts';

/** A signal of its own for each stream of numbers; the minutes come one after the other, the first is a Monday's. */
export type HealthySignal = (random: Random) => (minute: number) => number;

const day = 1_440;

/** Each minute a part of the one before, and noise: standard deviation 1. */
function slowNoise(random: Random, memory: number): () => number {
  let value = random.normal();
  return () => {
    value = memory * value + Math.sqrt(1 - memory * memory) * random.normal();
    return value;
  };
}

function daily(minute: number, peakMinute: number): number {
  return Math.cos((2 * Math.PI * (minute - peakMinute)) / day);
}

/** Three shifts on weekdays; weekends rest. */
function isWorking(minute: number): boolean {
  const ofWeek = minute % (7 * day);
  return ofWeek >= 360 && ofWeek < 5 * day + 360;
}

export const healthySignals: Readonly<Record<string, HealthySignal>> = {
  /** A supply pressure under control. */
  steady_with_noise: (random) => () => 6 + 0.05 * random.normal(),
  /** A bearing's temperature: the air of the day, weather of days, and slow noise. */
  day_and_weather: (random) => {
    const weather = slowNoise(random.fork('weather'), 1 - 1 / (2 * day));
    const slow = slowNoise(random.fork('slow'), 0.98);
    return (minute) => 55 + 4 * daily(minute, 15 * 60) + 1.5 * weather() + 0.6 * slow() + 0.1 * random.normal();
  },
  /** A machine that is loaded and empty by turns, each for as long as it takes. */
  load_cycles: (random) => {
    let until = 0;
    let isLoaded = false;
    return (minute) => {
      if (minute >= until) {
        isLoaded = !isLoaded;
        until = minute + Math.round((isLoaded ? 25 : 12) * (0.7 + 0.6 * random.next()));
      }
      return (isLoaded ? 310 : 120) + 6 * random.normal();
    };
  },
  /** A motor's current through a week of shifts: it runs on weekdays and idles on weekends. */
  weekdays_and_weekends: (random) => {
    const slow = slowNoise(random.fork('load'), 0.99);
    return (minute) => (isWorking(minute) ? 180 + 12 * slow() : 22) + 1.5 * random.normal();
  },
  /** A flow whose set point operators change some times a day, among a few. */
  set_points: (random) => {
    const levels = [40, 55, 60, 72];
    let level = 55;
    let until = 0;
    let shown = level;
    return (minute) => {
      if (minute >= until) {
        level = levels[Math.floor(random.next() * levels.length)] ?? level;
        until = minute + Math.round(60 * (2 + 8 * random.next()));
      }
      shown += 0.1 * (level - shown);
      return shown + 0.4 * random.normal();
    };
  },
  /** A level that is drawn down and filled up again. */
  saw_tooth: (random) => {
    let level = 80;
    let rate = 0.1;
    return () => {
      level -= rate;
      if (level < 30 + 4 * random.next()) {
        level = 90;
        rate = 0.06 + 0.08 * random.next();
      }
      return level + 0.2 * random.normal();
    };
  },
  /** Vibration: never below zero, with a long tail, and louder when the machine works. */
  long_tailed: (random) => {
    const load = slowNoise(random.fork('load'), 0.995);
    return () => 2.2 * Math.exp(0.12 * load() + 0.1 * random.normal());
  },
  /** A signal that wanders for days and comes back, such as the density of a slurry. */
  slow_wander: (random) => {
    const slow = slowNoise(random.fork('slow'), 1 - 1 / day);
    const quick = slowNoise(random.fork('quick'), 0.9);
    return () => 1.45 + 0.03 * slow() + 0.004 * quick();
  },
  /** A quantity with a coarse resolution: a temperature in steps of half a degree. */
  coarse_steps: (random) => {
    const slow = slowNoise(random.fork('slow'), 0.995);
    return (minute) => Math.round(2 * (24 + 3 * daily(minute, 14 * 60) + 0.8 * slow() + 0.1 * random.normal())) / 2;
  },
  /** A busy line with a rest for each change of crews, and quieter weekends. */
  crews_and_breaks: (random) => {
    const slow = slowNoise(random.fork('slow'), 0.99);
    return (minute) => {
      const ofShift = (minute - 360 + day) % 480;
      const isBreak = ofShift < 10 || ofShift > 470 || (ofShift >= 230 && ofShift < 260);
      const weekend = isWorking(minute) ? 1 : 0.92;
      return weekend * (isBreak ? 0.82 : 1) * (500 + 8 * slow()) + 6 * random.normal();
    };
  },
};
