/** A synthetic site of many sensors, for loads. */
import type { EquipmentInput } from '../client/registered-equipment.ts';

const machineTypes = ['haul truck', 'crusher', 'conveyor'] as const;
/** None of them has limits for its whole type: a load must not raise alarms. */
const signals = [
  ['speed', 'km/h'],
  ['payload', 't'],
  ['motor_current', 'A'],
  ['motor_power', 'kW'],
  ['throughput', 't/h'],
  ['flow_rate', 'l/min'],
  ['fill_level', '%'],
  ['torque', 'Nm'],
  ['belt_tension', 'kN'],
  ['engine_speed', 'rpm'],
] as const;

export interface SyntheticSensor {
  readonly equipmentId: string;
  readonly sensorType: string;
  readonly units: string;
}

export interface SyntheticSite {
  readonly equipment: readonly EquipmentInput[];
  /** Every sensor of every piece of equipment, equipment by equipment. */
  readonly sensors: readonly SyntheticSensor[];
  /** The n-th value of a sensor, by its place in `sensors`: a slow wave with noise, the same for the same seed and cheap to make. */
  value(sensor: number, n: number): number;
}

/** A site of any size, to put load on a server. */
export function syntheticSite(options: {
  equipment: number;
  sensorsPerEquipment: number;
  seed?: number;
}): SyntheticSite {
  const seed = options.seed ?? 0;
  const sensorTypes = Array.from(
    { length: options.sensorsPerEquipment },
    (_, place) => signals[place] ?? ([`signal_${place + 1}`, ''] as const),
  );
  const equipment = Array.from({ length: options.equipment }, (_, place): EquipmentInput => {
    const number = String(place + 1).padStart(4, '0');
    return {
      id: `SIM_${number}`,
      equipmentType: machineTypes[place % machineTypes.length] ?? machineTypes[0],
      location: 'Synthetic site',
      criticality: 'LOW',
      isActive: true,
      sensors: sensorTypes.map(([sensorType, unit]) => ({ sensorType, name: `${sensorType} of ${number}`, unit })),
    };
  });
  const sensors = equipment.flatMap(({ id, sensors }) =>
    sensors.map(({ sensorType, unit = '' }) => ({ equipmentId: id, sensorType, units: unit })),
  );
  return {
    equipment,
    sensors,
    value: (sensor, n) => {
      const level = 40 + (sensor % 41);
      const wave = 3 * Math.sin(n / 20 + sensor);
      return Math.round((level + wave + 4 * (hashed(sensor, n, seed) - 0.5)) * 100) / 100;
    },
  };
}

/** Uniform in [0, 1), from the place alone: no state to keep for a sensor. */
function hashed(sensor: number, n: number, seed: number): number {
  let mixed = Math.imul(sensor + 1, 0x9e3779b1) ^ Math.imul(n + 1, 0x85ebca6b) ^ seed;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
}
