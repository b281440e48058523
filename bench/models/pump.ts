/**
 * A water pump with eight sensors, minute by minute, for comparisons of models: a centrifugal pump that follows a town's demand by its speed, and five
 * faults of such pumps. It is made up: the curves are those of a textbook, the strengths are ours.
 */
import { type Random, seededRandom } from '../../src/client/random.ts';

export const pumpSensors = [
  'flow',
  'head',
  'suction_pressure',
  'speed',
  'motor_current',
  'motor_temperature',
  'bearing_temperature',
  'vibration',
] as const;

export const pumpFaults = [
  'cavitation',
  'worn impeller',
  'bearing',
  'flow meter drifts',
  'leak behind the meter',
] as const;
export type PumpFault = (typeof pumpFaults)[number];

export interface PumpMinute {
  /** In the order of `pumpSensors`: m³/h, m, bar, rpm, A, °C, °C, mm/s. */
  readonly values: readonly number[];
  readonly isFaulty: boolean;
}

const dayMinutes = 1_440;
/** At its best point: 100 m³/h, 40 m, 1,450 rpm. */
const best = { flow: 100, head: 40, rpm: 1_450, current: 32 };

/** `minutes` of it, from a Monday 00:00 on; a fault begins at its minute and lasts until the end. */
export function pumpMinutes(
  seed: number,
  minutes: number,
  fault: { readonly kind: PumpFault; readonly fromMinute: number } | null,
): PumpMinute[] {
  const random = seededRandom(seed);
  const own = random.fork('make');
  const make = { curve: 1 + 0.02 * own.normal(), friction: 1 + 0.05 * own.normal(), shake: 1.6 + 0.2 * own.next() };
  const wander = slow(random.fork('demand'), 0.995);
  const level = slow(random.fork('well'), 0.999);
  const weather = slow(random.fork('weather'), 0.9995);
  const noise = random.fork('noise');
  let [winding, bearing] = [55, 45];
  return Array.from({ length: minutes }, (_, minute) => {
    const hours = fault === null || minute < fault.fromMinute ? null : (minute - fault.fromMinute) / 60;
    const of = (kind: PumpFault): number => (hours !== null && fault?.kind === kind ? hours : 0);
    const demand = demandAt(minute) * (1 + 0.04 * wander());
    const n = 0.72 + 0.33 * demand;
    const cavitation = Math.min(1, of('cavitation') / 6);
    const wear = Math.min(0.15, 0.006 * of('worn impeller'));
    const leak = Math.min(0.2, 0.008 * of('leak behind the meter'));
    // The speed is that of the controller, which does not know of the fault; pipe and pump meet where their curves do.
    const suction = 0.55 + 0.06 * level() - 0.35 * cavitation;
    const strength = make.curve * (1 - wear) * (1 - 0.1 * cavitation);
    const flow = best.flow * n * Math.sqrt(strength) * (1 + leak);
    const head = best.head * n * n * strength * (1.35 - 0.35 * (flow / (best.flow * n)) ** 2);
    const current =
      best.current * n * n * (0.35 + 0.65 * ((flow * head) / (best.flow * best.head * n * n * n))) * make.friction;
    const air = 15 + 5 * Math.sin((2 * Math.PI * (minute - 540)) / dayMinutes) + 2 * weather();
    const worn = 0.02 * of('bearing') ** 1.5;
    winding += (air + 40 * (current / best.current) ** 2 - winding) / 40;
    bearing += (air + 24 * n + 2.5 * worn - bearing) / 60;
    const values = [
      flow * (1 + 0.004 * of('flow meter drifts')) * (1 + 0.008 * noise.normal()),
      head * (1 + 0.006 * noise.normal() * (1 + 4 * cavitation)),
      suction + 0.008 * noise.normal(),
      best.rpm * n * (1 + 0.001 * noise.normal()),
      current * (1 + 0.008 * noise.normal()),
      winding + 0.3 * noise.normal(),
      bearing + 0.25 * noise.normal(),
      (make.shake * n * n + worn + 1.2 * cavitation) * (1 + 0.05 * noise.normal()),
    ];
    return { values, isFaulty: hours !== null };
  });
}

/** 0…1: little at night, most in the morning and evening, later on weekends. */
function demandAt(minute: number): number {
  const isWeekend = Math.floor(minute / dayMinutes) % 7 >= 5;
  const hour = ((minute % dayMinutes) / 60 - (isWeekend ? 1.5 : 0) + 24) % 24;
  const peak = (at: number, width: number) => Math.exp(-(((hour - at) / width) ** 2));
  return Math.min(1, 0.25 + 0.6 * peak(7.5, 2) + 0.5 * peak(19, 3) + 0.3 * peak(13, 4));
}

/** Noise that forgets slowly, with a standard deviation of one. */
function slow(random: Random, kept: number): () => number {
  let state = random.normal();
  return () => {
    state = kept * state + Math.sqrt(1 - kept * kept) * random.normal();
    return state;
  };
}
