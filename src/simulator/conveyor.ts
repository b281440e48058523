/** One overland conveyor of the simulated mine: its instruments and the values that they show. */
import type { Random } from '../client/random.ts';
import { steadyWork, type Work } from './calendar.ts';
import { type InstrumentPanel, limits, type PanelValues } from './master-data.ts';
import { createLag, createNoise } from './signal.ts';

export const conveyorPanel = {
  belt_speed: { name: 'Belt speed', unit: 'm/s', resolution: 0.01, normalMin: 3.8, normalMax: 4.6, alarmLow: 3 },
  throughput: { name: 'Belt load', unit: 't/h', resolution: 1, normalMin: 2_300, normalMax: 4_200, alarmHigh: 4_600 },
  belt_tension: { name: 'Belt tension', unit: 'kN', resolution: 0.1, normalMin: 270, normalMax: 340, alarmHigh: 380 },
  motor_current: {
    name: 'Drive motor current',
    unit: 'A',
    resolution: 0.1,
    normalMin: 115,
    normalMax: 165,
    ...limits(185, 195, 205),
  },
  motor_temperature: {
    name: 'Drive motor winding temperature',
    unit: '°C',
    resolution: 0.1,
    normalMin: 55,
    normalMax: 80,
    ...limits(95, 105, 115),
  },
  vibration: { name: 'Drive gearbox vibration', unit: 'mm/s', resolution: 0.01, normalMin: 1, normalMax: 2.8 },
} satisfies InstrumentPanel;

const fullLoad = 3_600;
/** The surge bin passes on over this time that the crushers bring more or less. */
const binS = 1_200;

/** One overland conveyor behind a surge bin, which keeps the crushers' swings away from it. Each call of the result is one second. */
export function createConveyor(random: Random): (work?: Work) => PanelValues<typeof conveyorPanel> {
  const noise = (tag: string, spread: number, correlationS: number) =>
    createNoise(random.fork(tag), spread, correlationS);
  const slip = noise('belt_speed', 0.02, 3);
  const flow = noise('throughput', 85, 8);
  const pull = noise('belt_tension', 3, 4);
  const currentNoise = noise('motor_current', 1.4, 3);
  const windingNoise = noise('motor_temperature', 0.5, 6);
  const shake = noise('vibration', 0.16, 2);
  const windingLag = createLag(68, 600);
  const bin = createLag(1, binS);

  return (work = steadyWork) => {
    const load = fullLoad * bin(work.feed) + flow();
    const current = 145 + 0.012 * (load - fullLoad) + currentNoise();
    return {
      belt_speed: 4.2 + slip(),
      throughput: load,
      belt_tension: 310 + 0.02 * (load - fullLoad) + pull(),
      motor_current: current,
      motor_temperature: windingLag(68 + 0.2 * (current - 145)) + 0.5 * work.ambientC + windingNoise(),
      vibration: 1.8 + shake(),
    };
  };
}
