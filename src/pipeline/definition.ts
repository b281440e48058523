import type { SensorDefinition } from '../domain/equipment.ts';

/** The three levels above which a value is an anomaly; null where a level is not defined. */
export interface Levels {
  readonly warning: number | null;
  readonly critical: number | null;
  readonly emergency: number | null;
}

/** Confidence of a finding above each level, 0…1. */
export interface LevelScores {
  readonly warning: number;
  readonly critical: number;
  readonly emergency: number;
}

/** All that the stages need to know of one sensor: the sensor's own definition, completed by its type's. */
export interface Definition extends SensorDefinition {
  readonly equipmentType: string;
  readonly location: string | null;
  readonly lastMaintenanceDate: Date | null;
  readonly maintenanceIntervalDays: number | null;
  /** The equipment's own levels when it has any, else the sensor type's. */
  readonly levels: Levels;
  readonly levelScores: LevelScores;
}
