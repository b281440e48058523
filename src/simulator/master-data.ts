/** The instruments of simulated machines, as master data. */
import type { SensorInput } from '../client/registered-equipment.ts';

/** A simulated instrument: what the master data says of it, and the step in which it shows its value (0 for text). */
export interface Instrument extends Omit<SensorInput, 'sensorType'> {
  readonly name: string;
  readonly unit: string;
  readonly resolution: number;
}

/** The instruments of one kind of machine, by sensor type. */
export type InstrumentPanel = Readonly<Record<string, Instrument>>;

/** What a machine's instruments show in one second. */
export type PanelValues<Panel extends InstrumentPanel> = Readonly<Record<keyof Panel & string, number | string>>;

export function sensorsOf(panel: InstrumentPanel): SensorInput[] {
  return Object.entries(panel).map(([sensorType, { resolution: _, ...sensor }]) => ({ sensorType, ...sensor }));
}

/** Three limits in rising order: warning, critical, emergency. */
export function limits(warningLimit: number, criticalLimit: number, emergencyLimit: number) {
  return { warningLimit, criticalLimit, emergencyLimit };
}
