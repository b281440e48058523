/** @import { SensorStatus } from '../types.ts' */

/** @typedef {{ readonly siteId: string; readonly equipmentId: string; readonly sensors: Map<string, SensorStatus> }} Machine */

/** @param {{ readonly siteId: string; readonly equipmentId: string }} place */
export function machineKey({ siteId, equipmentId }) {
  return JSON.stringify([siteId, equipmentId]);
}

/** The latest value of every sensor, by machine. */
export function createPlant() {
  /** @type {Map<string, Machine>} */
  const machines = new Map();
  return {
    machines,
    clear: () => machines.clear(),
    /** @param {readonly SensorStatus[]} statuses */
    take(statuses) {
      for (const status of statuses) {
        const key = machineKey(status);
        let machine = machines.get(key);
        if (machine === undefined) {
          machine = { siteId: status.siteId, equipmentId: status.equipmentId, sensors: new Map() };
          machines.set(key, machine);
        }
        machine.sensors.set(status.sensorType, status);
      }
    },
  };
}

/** @typedef {ReturnType<typeof createPlant>} Plant */
