/** The forms of equipment and sensors as `registerEquipment` takes them. */

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
  readonly warningLowLimit?: number;
  readonly criticalLowLimit?: number;
  readonly emergencyLowLimit?: number;
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
