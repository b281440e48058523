/** One gyratory crusher of the simulated mine: its instruments and the values that they show. */
import type { Random } from '../client/random.ts';
import { type BearingWear, bearingWear } from './bearing-wear.ts';
import { steadyWork, type Work } from './calendar.ts';
import { type InstrumentPanel, limits, type PanelValues } from './master-data.ts';
import { createLag, createNoise } from './signal.ts';

/** A gyratory crusher shakes far above what the sensor type allows elsewhere: it has limits of its own. */
export const crusherPanel = {
  vibration: {
    name: 'Main-shaft bearing housing vibration',
    unit: 'mm/s',
    resolution: 0.01,
    normalMin: 16.5,
    normalMax: 22,
    ...limits(28, 35, 55),
  },
  motor_temperature: {
    name: 'Drive motor winding temperature',
    unit: '°C',
    resolution: 0.1,
    normalMin: 65,
    normalMax: 85,
    ...limits(95, 110, 120),
  },
  motor_current: {
    name: 'Drive motor current',
    unit: 'A',
    resolution: 0.1,
    normalMin: 150,
    normalMax: 220,
    ...limits(250, 265, 280),
  },
  motor_power: { name: 'Drive motor power', unit: 'kW', resolution: 0.1, normalMin: 740, normalMax: 1_100 },
  throughput: { name: 'Throughput', unit: 't/h', resolution: 1, normalMin: 1_500, normalMax: 2_700, alarmLow: 1_000 },
  feed_level: { name: 'Feed bin level', unit: '%', resolution: 0.1, normalMin: 30, normalMax: 90, alarmHigh: 97 },
  bearing_temperature: {
    name: 'Main-shaft bearing temperature',
    unit: '°C',
    resolution: 0.1,
    normalMin: 50,
    normalMax: 75,
    ...limits(90, 105, 115),
  },
  temperature: { name: 'Lubrication oil temperature', unit: '°C', resolution: 0.1, normalMin: 40, normalMax: 60 },
  pressure: { name: 'Lubrication oil pressure', unit: 'bar', resolution: 0.01, normalMin: 2.2, normalMax: 3.1 },
  closed_side_setting: {
    name: 'Closed-side setting',
    unit: 'mm',
    resolution: 0.1,
    normalMin: 145,
    normalMax: 160,
  },
} satisfies InstrumentPanel;

const healthy = bearingWear(0);
/** A truck tips about every 4.6 minutes, and the feed swings with it. */
const tipPeriodS = 276;

/** Time over which a crusher feels that more or less rock is brought: the bin lies between. */
const binS = 300;
/** Share of the current that the rock takes; the rest turns the empty crusher. */
const rockShare = 0.55;

/** One crusher. Each call of the result is one second, with the wear of its bearing and the mine's work in that second. */
export function createCrusher(random: Random): (wear?: BearingWear, work?: Work) => PanelValues<typeof crusherPanel> {
  const noise = (tag: string, spread: number, correlationS: number) =>
    createNoise(random.fork(tag), spread, correlationS);
  const shake = noise('vibration', 0.9, 2);
  const windingNoise = noise('motor_temperature', 0.5, 6);
  const currentNoise = noise('motor_current', 2.6, 4);
  const powerNoise = noise('motor_power', 4, 3);
  const flowNoise = noise('throughput', 48, 6);
  const levelNoise = noise('feed_level', 1.6, 5);
  const bearingNoise = noise('bearing_temperature', 0.4, 6);
  const oilNoise = noise('temperature', 0.4, 6);
  const oilPressureNoise = noise('pressure', 0.06, 3);
  const settingNoise = noise('closed_side_setting', 0.5, 4);
  const windingLag = createLag(75, 600);
  const wearHeat = createLag(0, 20);
  const drag = createLag(0, 10);
  const bin = createLag(1, binS);
  const start = random.fork('start');
  const offset = { flow: 40 * (start.next() - 0.5), vibration: 0.5 * (start.next() - 0.5) };
  let phaseS = start.next() * tipPeriodS;

  return (wear = healthy, work = steadyWork) => {
    phaseS += 1;
    const feed = bin(work.feed);
    const warmth = 0.5 * work.ambientC;
    const surge = Math.sin((2 * Math.PI * phaseS) / tipPeriodS);
    const worn = wear.vibrationMmS - healthy.vibrationMmS;
    const throughput = (2_400 + offset.flow + 55 * surge + flowNoise()) * wear.throughputFactor * feed;
    // A damaged bearing costs torque although less rock goes through.
    const current = 200 + 200 * rockShare * (feed - 1) + 2.2 * surge + drag(0.45 * worn) + currentNoise();
    const heat = wearHeat(wear.temperatureRiseC);
    return {
      vibration: wear.vibrationMmS + offset.vibration + 3 * (feed - 1) + shake() * (1 + worn / 60),
      motor_temperature: windingLag(75 + 0.2 * (current - 200)) + heat + warmth + windingNoise(),
      motor_current: current,
      motor_power: 4.97 * current + powerNoise(),
      throughput,
      feed_level: 60 + 7 * surge + levelNoise(),
      bearing_temperature: 62 + 8 * (feed - 1) + heat + warmth + bearingNoise(),
      temperature: 48 + 0.15 * heat + warmth + oilNoise(),
      pressure: 2.6 - 0.008 * work.ambientC + oilPressureNoise(),
      closed_side_setting: 152 + settingNoise(),
    };
  };
}
