/** Rules of the field: causes and advice for each kind of problem. */
import type { Direction } from '../detect/detector.ts';

/** What the field knows about one kind of problem. */
export interface Advice {
  readonly likelyCauses: string;
  readonly action: string;
  readonly urgentAction: string;
  readonly outcome: string;
}

interface Rule {
  readonly sensor: RegExp;
  readonly direction: Direction;
  readonly equipment?: RegExp;
  readonly advice: Advice;
}

/** First match wins: the more particular rules stand first. */
const rules: readonly Rule[] = [
  {
    sensor: /vibration/i,
    direction: 'high',
    equipment: /crusher/i,
    advice: {
      likelyCauses: 'worn main-shaft bearing, loose mantle or liner, uneven feed, or tramp metal in the chamber',
      action:
        'Reduce the feed rate, listen at the bearing housings and take a spectrum; plan a bearing inspection in the next stop.',
      urgentAction:
        'Stop the feed, run the chamber empty and stop the crusher; inspect bearings and liners before it is started again.',
      outcome: 'Vibration returns to its normal band; a bearing seizure and an unplanned stop of days are avoided.',
    },
  },
  {
    sensor: /vibration/i,
    direction: 'high',
    equipment: /haul truck/i,
    advice: {
      likelyCauses: 'a damaged tyre, a worn suspension strut, a wheel bearing, or a haul road in bad condition',
      action: 'Have the driver slow down and report; inspect tyres, struts and wheel bearings at the next dump.',
      urgentAction:
        'Have the driver stop at the next safe place; inspect tyres, wheel nuts and bearings before the truck moves on.',
      outcome: 'A failure of tyre or wheel under load is avoided.',
    },
  },
  {
    sensor: /vibration/i,
    direction: 'high',
    advice: {
      likelyCauses: 'imbalance, misalignment, looseness or a worn bearing',
      action: 'Check fastenings and alignment, take a vibration spectrum and plan a bearing inspection.',
      urgentAction: 'Take the machine off load and stop it; inspect bearings and couplings before it is started again.',
      outcome: 'Vibration returns to its normal band before secondary damage occurs.',
    },
  },
  {
    sensor: /temperature/i,
    direction: 'high',
    equipment: /haul truck/i,
    advice: {
      likelyCauses: 'low coolant, a clogged radiator, a slipping fan belt, or a long haul under full load on a hot day',
      action: 'Lower the speed or the payload, check coolant level and radiator at the next stop.',
      urgentAction:
        'Have the driver stop in a safe place and let the engine idle to cool; check coolant before it moves on.',
      outcome: 'The temperature falls below its warning limit within minutes; engine damage is avoided.',
    },
  },
  {
    sensor: /temperature/i,
    direction: 'high',
    advice: {
      likelyCauses: 'overload, blocked cooling, failing lubrication or a bearing that starts to fail',
      action: 'Reduce the load, check cooling and lubrication, and watch whether the temperature falls.',
      urgentAction:
        'Take the machine off load at once and stop it if the temperature does not fall; check cooling and lubrication.',
      outcome: 'The temperature falls below its warning limit; insulation and bearings keep their life.',
    },
  },
  {
    sensor: /pressure/i,
    direction: 'high',
    advice: {
      likelyCauses: 'a blocked line or filter, a stuck relief valve, or a control loop that overshoots',
      action: 'Check filters, valves and the controller output; lower the set point if the process allows.',
      urgentAction:
        'Relieve the pressure by the safe procedure and take the line out of service until the cause is found.',
      outcome: 'The pressure returns below its warning limit; relief devices need not act.',
    },
  },
  {
    sensor: /pressure/i,
    direction: 'low',
    advice: {
      likelyCauses: 'a leak, a worn pump, or an open drain',
      action: 'Look for leaks and check the pump and its suction side.',
      urgentAction: 'Take the consumer off load and isolate the line; look for a leak before it is put back.',
      outcome: 'The pressure returns to its normal band.',
    },
  },
  {
    sensor: /throughput|speed|flow/i,
    direction: 'low',
    advice: {
      likelyCauses: 'a blockage, a feed that starves, slipping drive, or a machine that protects itself',
      action: 'Check the feed and look for a blockage; compare with the drive current.',
      urgentAction: 'Stop the feed upstream before material piles up; clear the blockage by the lock-out procedure.',
      outcome: 'Throughput returns to its normal band without spillage.',
    },
  },
  {
    sensor: /current|power/i,
    direction: 'high',
    advice: {
      likelyCauses: 'overload, mechanical drag, or a phase that fails',
      action: 'Reduce the load and compare the phases; check for mechanical drag.',
      urgentAction: 'Take the load off before the protection trips; check for a jam by the lock-out procedure.',
      outcome: 'The current returns to its normal band without a trip.',
    },
  },
];

const general: Advice = {
  likelyCauses: 'a change of load or operation, a developing fault, or a sensor that drifts',
  action:
    'Compare with neighbouring sensors and with the operation of the last hour; inspect the machine at the next opportunity.',
  urgentAction: 'Bring the machine to a safe state and inspect it; check the sensor against a second measurement.',
  outcome: 'The value returns to its normal band, or the sensor is known to be wrong.',
};

export function adviceFor(sensorType: string, direction: Direction, equipmentType: string): Advice {
  const rule = rules.find(
    (candidate) =>
      candidate.direction === direction &&
      candidate.sensor.test(sensorType) &&
      (candidate.equipment === undefined || candidate.equipment.test(equipmentType)),
  );
  return rule?.advice ?? general;
}
