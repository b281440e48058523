import { expect, it } from 'vitest';
import { pumpFaults, pumpMinutes, pumpSensors } from '../../../../bench/models/pump.ts';

const day = 1_440;
/** Where each fault is to be seen, and whether what is shown rises. */
const traces = {
  cavitation: ['suction_pressure', false],
  'worn impeller': ['head', false],
  bearing: ['vibration', true],
  'flow meter drifts': ['flow', true],
  'leak behind the meter': ['flow', true],
} as const;

it.each(pumpFaults)(
  'a made-up pump with %s shows the same as without it until then, and the fault a day later',
  (kind) => {
    const well = pumpMinutes(5, 2 * day, null);
    const faulty = pumpMinutes(5, 2 * day, { kind, fromMinute: day });
    expect(JSON.stringify(faulty.slice(0, day))).toBe(JSON.stringify(well.slice(0, day)));
    expect(faulty.filter(({ isFaulty }) => isFaulty)).toHaveLength(day);
    const [sensor, rises] = traces[kind];
    const last = (minutes: typeof well) => minutes.at(-1)?.values[pumpSensors.indexOf(sensor)] ?? Number.NaN;
    expect(last(faulty) > last(well)).toBe(rises);
  },
);
