/** One haul truck of the simulated mine: its instruments and the values that they show. */
import type { Random } from '../client/random.ts';
import { steadyWork, type Work } from './calendar.ts';
import { type InstrumentPanel, limits, type PanelValues } from './master-data.ts';
import { createLag, createNoise, createRamp } from './signal.ts';
import { type CyclePosition, type CycleState, cyclePosition, cycleSeconds, type TruckRoute } from './truck-cycle.ts';

const tyrePositions = [
  'front_left',
  'front_right',
  'rear_left_outer',
  'rear_left_inner',
  'rear_right_inner',
  'rear_right_outer',
] as const;

const tyre = (position: string) => ({
  name: `Tyre pressure ${position}`,
  unit: 'bar',
  resolution: 0.01,
  normalMin: 6.2,
  normalMax: 7.4,
  alarmLow: 5.6,
  alarmHigh: 8.2,
});

export const truckPanel = {
  cycle_state: { name: 'Cycle state', unit: '', resolution: 0 },
  speed: { name: 'Ground speed', unit: 'km/h', resolution: 0.1, normalMin: 0, normalMax: 50, ...limits(58, 62, 66) },
  payload: { name: 'Payload', unit: 't', resolution: 0.1, normalMin: 0, normalMax: 230, ...limits(242, 250, 265) },
  engine_temperature: {
    name: 'Engine coolant temperature',
    unit: '°C',
    resolution: 0.1,
    normalMin: 78,
    normalMax: 96,
    ...limits(100, 104, 108),
  },
  engine_speed: { name: 'Engine speed', unit: 'rpm', resolution: 1, normalMin: 600, normalMax: 2_000 },
  fuel_level: { name: 'Fuel level', unit: '%', resolution: 0.1, normalMin: 15, normalMax: 100, alarmLow: 10 },
  vibration: { name: 'Frame vibration', unit: 'mm/s', resolution: 0.01, normalMin: 0, normalMax: 3.2 },
  tyre_pressure_front_left: tyre('front left'),
  tyre_pressure_front_right: tyre('front right'),
  tyre_pressure_rear_left_outer: tyre('rear left, outer'),
  tyre_pressure_rear_left_inner: tyre('rear left, inner'),
  tyre_pressure_rear_right_inner: tyre('rear right, inner'),
  tyre_pressure_rear_right_outer: tyre('rear right, outer'),
} satisfies InstrumentPanel;

/** Targets in one state of the cycle; fuel in % of the tank a second, filling while the truck dumps. */
interface Behaviour {
  readonly speed: number;
  readonly rpm: number;
  readonly coolant: number;
  readonly vibration: number;
  readonly fuel: number;
}
const behaviour: Readonly<Record<CycleState, Behaviour>> = {
  loading: { speed: 0, rpm: 900, coolant: 87.9, vibration: 1.4, fuel: -0.0004 },
  hauling: { speed: 24, rpm: 1_620, coolant: 89.1, vibration: 1.8, fuel: -0.0021 },
  dumping: { speed: 0, rpm: 900, coolant: 88.5, vibration: 1.4, fuel: 0.02 },
  returning: { speed: 38, rpm: 1_540, coolant: 88, vibration: 1.9, fuel: -0.0008 },
  queuing: { speed: 0, rpm: 900, coolant: 87.9, vibration: 1.35, fuel: -0.0004 },
};

/** Trucks top up a little at the tip on every cycle, to this level: a full refuelling would be a jump once a shift. */
const topUpLevel = 92;
const bucketPassS = 45;
const bucketPasses = 6;

/**
 * One haul truck. `startS` is where in the cycle it begins; a full cycle is run beforehand, so that engine and tyres start warm.
 * Each call of the result is one second.
 */
export function createHaulTruck(
  random: Random,
  startS: number,
): (route?: TruckRoute, work?: Work) => PanelValues<typeof truckPanel> {
  const ramp = createRamp(0, 1.2);
  const rpmLag = createLag(750, 3);
  const coolantLag = createLag(88, 120);
  const loadLag = createLag(0, 5);
  const wander = createNoise(random.fork('speed'), 1.4, 20);
  const rpmNoise = createNoise(random.fork('engine_speed'), 45, 4);
  const coolantNoise = createNoise(random.fork('engine_temperature'), 0.75, 5);
  const strutNoise = createNoise(random.fork('payload'), 0.9, 3);
  const slosh = createNoise(random.fork('fuel_level'), 0.65, 4);
  const roughness = createNoise(random.fork('vibration'), 0.28, 3);
  const vibrationLag = createLag(1, 4);
  const tyres = createTyres(random);
  const loads = random.fork('loads');
  let fuel = topUpLevel;
  let bucketLoad = 36;
  let seconds = startS - cycleSeconds;
  let lastState: CycleState | undefined;

  const step = (route?: TruckRoute, work = steadyWork): PanelValues<typeof truckPanel> => {
    const position = cyclePosition(seconds);
    seconds += pace(position.state, route, work);
    const target = behaviourOn(route, position.state);
    if (position.state === 'loading' && lastState !== 'loading') bucketLoad = 35.5 + 1.4 * loads.next();
    lastState = position.state;
    fuel = Math.min(topUpLevel, fuel + target.fuel);
    const speed = ramp(target.speed === 0 ? 0 : target.speed + wander());
    const payload = loadLag(payloadTarget(position, bucketLoad));
    return {
      cycle_state: position.state,
      speed,
      // The weighing is tared while empty: no negative load.
      payload: Math.abs(payload + strutNoise()),
      engine_temperature: coolantLag(target.coolant) + 0.15 * work.ambientC + coolantNoise(),
      engine_speed: rpmLag(target.rpm) + rpmNoise(),
      fuel_level: fuel + slosh(),
      vibration: vibrationLag(target.vibration) + roughness(),
      ...tyres(speed, payload, work.ambientC),
    };
  };
  for (let second = 0; second < cycleSeconds; second += 1) step();
  return step;
}

/** Seconds of its cycle that pass in one second. */
function pace(state: CycleState, route: TruckRoute | undefined, work: Work): number {
  if (state === 'queuing') return work.isHandOver ? 0 : work.queuePace;
  return state === 'hauling' && route !== undefined ? route.haulingPace : 1;
}

function behaviourOn(route: TruckRoute | undefined, state: CycleState): Behaviour {
  const usual = behaviour[state];
  if (route === undefined || state !== 'hauling') return usual;
  return { ...usual, speed: route.speedKmH, rpm: route.engineRpm, coolant: route.coolantC };
}

function payloadTarget({ state, elapsedS }: CyclePosition, bucketLoad: number): number {
  if (state === 'loading') return Math.min(bucketPasses, Math.floor(elapsedS / bucketPassS) + 1) * bucketLoad;
  if (state === 'hauling') return bucketPasses * bucketLoad;
  // The body takes 15 s to tilt before the load slides.
  if (state === 'dumping' && elapsedS < 15) return bucketPasses * bucketLoad;
  return 0;
}

/** Tyres warm up with speed and load over twenty minutes, which adds about a tenth of a bar. */
function createTyres(random: Random) {
  const tyres = tyrePositions.map((position) => {
    const own = random.fork(`tyre_pressure_${position}`);
    const coldBar = (position.startsWith('front') ? 6.55 : 6.7) + 0.12 * (own.next() - 0.5);
    return { coldBar, heat: createLag(0.12, 1_200), noise: createNoise(own, 0.035, 3) };
  });
  return (speed: number, payload: number, ambientC: number) => {
    const bars = tyres.map(
      ({ coldBar, heat, noise }) =>
        coldBar + heat((speed / 38) * (0.12 + 0.0008 * payload)) + payload * 0.0002 + 0.01 * ambientC + noise(),
    );
    const [frontLeft = 0, frontRight = 0, leftOuter = 0, leftInner = 0, rightInner = 0, rightOuter = 0] = bars;
    return {
      tyre_pressure_front_left: frontLeft,
      tyre_pressure_front_right: frontRight,
      tyre_pressure_rear_left_outer: leftOuter,
      tyre_pressure_rear_left_inner: leftInner,
      tyre_pressure_rear_right_inner: rightInner,
      tyre_pressure_rear_right_outer: rightOuter,
    };
  };
}
