/** A sensor as `registerEquipment` takes it; limits in the sensor's unit. */
export interface SensorInput {
  readonly sensorType: string;
  readonly name?: string;
  readonly unit?: string;
  readonly normalMin?: number;
  readonly normalMax?: number;
  readonly alarmLow?: number;
  readonly alarmHigh?: number;
  readonly warningLimit?: number;
  readonly criticalLimit?: number;
  readonly emergencyLimit?: number;
}

/** Equipment as `registerEquipment` takes it; dates in RFC 3339. */
export interface EquipmentInput {
  readonly siteId?: string;
  readonly id: string;
  readonly equipmentType: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly location?: string;
  readonly criticality?: 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';
  readonly maxCapacity?: number;
  readonly installationDate?: string;
  readonly lastMaintenanceDate?: string;
  readonly maintenanceIntervalDays?: number;
  readonly isActive?: boolean;
  readonly sensors: readonly SensorInput[];
}

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
