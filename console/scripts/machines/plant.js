/** All machines that the page knows, with their latest values, sorted by how much they need attention. */

/** @import { AlarmState, Equipment, SensorDefinition, SensorStatus, Severity } from '../../types.ts' */
/** @import { Conversions } from './conversions.js' */
/** @import { Assessment } from './assessment.js' */
import { now } from '../connection/clock.js';
import { createSorted } from '../page/sorted.js';
import { assess, worstThenName } from './assessment.js';

/** What waits for a decision on a machine. @typedef {{ readonly severity: Severity; readonly sensorTypes: ReadonlySet<string> }} MachineAlert */
/** Its worst active alarm, whatever people did about it. @typedef {{ readonly severity: Severity; readonly state: AlarmState; readonly sentence: string }} MachineCondition */

/**
 * One machine as this page knows it: from the equipment master, from its readings, or from an alert.
 *
 * @typedef {object} Machine
 * @property {string} key
 * @property {string} siteId
 * @property {string} equipmentId
 * @property {Map<string, SensorStatus>} sensors the latest values
 * @property {Equipment | null | undefined} master null: not registered; undefined: not read yet
 * @property {ReadonlyMap<string, SensorDefinition>} definitions
 * @property {MachineAlert | null} alert
 * @property {MachineCondition | null} condition
 * @property {Assessment} assessment
 * @property {number} changes counts what has changed about it
 */

/** @param {{ readonly siteId: string; readonly equipmentId: string }} place */
export function machineKey({ siteId, equipmentId }) {
  return JSON.stringify([siteId, equipmentId]);
}

/** The properties of a machine's assessment that are counted over all machines. */
const counted = /** @type {const} */ ([
  'beyond',
  'alarmed',
  'bad',
  'stale',
  'late',
  'incomparable',
  'unknown',
  'silent',
  'unlimited',
  'inactive',
  'doubtful',
]);

/** @typedef {Record<(typeof counted)[number] | 'total', number>} Counts */

/**
 * All machines, sorted by how much they need attention. A change costs work only for the machines that it concerns.
 *
 * @param {Conversions} conversions
 * @param {(machine: Machine) => void} unread the limits of something that has just been heard of are not known
 */
export function createPlant(conversions, unread) {
  /** @type {Map<string, Machine>} */
  const machines = new Map();
  const order = createSorted(worstThenName);
  /** Machines that have to be assessed again. @type {Set<Machine>} */
  const touched = new Set();
  const counts = /** @type {Counts} */ (Object.fromEntries([...counted, 'total'].map((name) => [name, 0])));

  /** @param {{ readonly siteId: string; readonly equipmentId: string }} place */
  function machineAt({ siteId, equipmentId }) {
    const key = machineKey({ siteId, equipmentId });
    const known = machines.get(key);
    if (known !== undefined) return known;
    const empty = {
      key,
      siteId,
      equipmentId,
      sensors: new Map(),
      master: undefined,
      definitions: new Map(),
      alert: null,
      condition: null,
    };
    /** @type {Machine} */
    const machine = { ...empty, assessment: assess(empty, conversions, now()), changes: 0 };
    machines.set(key, machine);
    enter(machine, 1);
    touched.add(machine);
    return machine;
  }

  /** @param {Machine} machine @param {1 | -1} step */
  function enter(machine, step) {
    if (step === 1) order.add(machine);
    else order.remove(machine);
    counts.total += step;
    for (const name of counted) if (machine.assessment[name]) counts[name] += step;
  }

  return {
    machines,
    at: machineAt,
    /** The worst first. @type {readonly Machine[]} */
    inOrder: order.items,
    counts,

    /** @param {readonly SensorStatus[]} statuses */
    take(statuses) {
      for (const status of statuses) {
        const machine = machineAt(status);
        machine.sensors.set(status.sensorType, status);
        touched.add(machine);
        if (machine.master === undefined || (machine.master !== null && !machine.definitions.has(status.sensorType)))
          unread(machine);
      }
    },

    /** What the equipment master says of a machine; null: nothing. @param {{ readonly siteId: string; readonly equipmentId: string }} place @param {Equipment | null} master */
    describe(place, master) {
      const machine = machineAt(place);
      const before = machine.master;
      if (before !== undefined && JSON.stringify(before) === JSON.stringify(master)) return;
      machine.master = master;
      machine.definitions = new Map((master?.sensors ?? []).map((sensor) => [sensor.sensorType, sensor]));
      touched.add(machine);
    },

    /** What waits for a decision there. @param {{ readonly siteId: string; readonly equipmentId: string }} place @param {MachineAlert | null} alert */
    warn(place, alert) {
      if (alert === null && !machines.has(machineKey(place))) return;
      const machine = machineAt(place);
      machine.alert = alert;
      touched.add(machine);
    },

    /** What is active there. @param {{ readonly siteId: string; readonly equipmentId: string }} place @param {MachineCondition | null} condition */
    alarm(place, condition) {
      if (condition === null && !machines.has(machineKey(place))) return;
      const machine = machineAt(place);
      machine.condition = condition;
      touched.add(machine);
    },

    /** Assesses the machines that changed, and updates the order and the counts. */
    settle() {
      for (const machine of touched) {
        enter(machine, -1);
        machine.assessment = assess(machine, conversions, now());
        machine.changes += 1;
        enter(machine, 1);
      }
      touched.clear();
    },

    /** Has to be called each second, because values become stale without an event. */
    tick() {
      const nowMs = now();
      for (const machine of machines.values()) {
        const { agesAtMs, judgedAtMs } = machine.assessment;
        if (nowMs >= agesAtMs || nowMs < judgedAtMs) touched.add(machine);
      }
      return touched.size > 0;
    },

    /** Units can be converted that could not be before. */
    judgeAnew() {
      for (const machine of machines.values()) if (machine.assessment.unknown) touched.add(machine);
    },

    clear() {
      machines.clear();
      touched.clear();
      order.clear();
      for (const name of [...counted, /** @type {const} */ ('total')]) counts[name] = 0;
    },
  };
}

/** @typedef {ReturnType<typeof createPlant>} Plant */
