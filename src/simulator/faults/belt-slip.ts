/** A fault of the simulated mine: a belt slips on its drum. */
import { added, type FaultKind, noiseOf, ownFactor } from './fault.ts';

const firstSlip = 0.03;
const slipPerHour = 0.05;
const mostSlip = 0.4;
/** Wet belts stick and slip. */
const stickSlipPeriodS = 23;

/**
 * The take-up loses tension and the drum turns under the belt: the belt runs slower at the same motor speed, jerks, and the drive works
 * against friction. Slip is the share of the drum's speed that the belt does not have.
 */
export const beltSlip: FaultKind = {
  about: 'the belt slips on its drum: 3 % at once, 5 % more an hour; speed falls while current and vibration rise',
  machineTypes: ['conveyor'],
  sensors: { conveyor: ['belt_speed', 'belt_tension', 'motor_current', 'motor_temperature', 'vibration'] },
  expected: 'told',
  fadesHours: 2,
  show: (shown, moment) => {
    const speed = shown['belt_speed'];
    if (typeof speed !== 'number' || moment.mendedHours !== null) return shown;
    const slip = Math.min(mostSlip, firstSlip + slipPerHour * ownFactor(moment, 0.15) * moment.hours);
    const jerk = Math.sin((2 * Math.PI * moment.second) / stickSlipPeriodS);
    const slipped = { ...shown, belt_speed: speed * (1 - slip * (1 + 0.3 * jerk)) };
    return added(slipped, {
      belt_tension: -120 * slip + 20 * slip * jerk,
      motor_current: 40 * slip + 25 * slip * noiseOf(moment, 21),
      motor_temperature: 45 * slip,
      vibration: 5 * slip + 2 * slip * jerk,
    });
  },
};
