/** What the pipeline has to know of a sensor: unit, kind, limits and scores. */
import { shippedKnowledge } from '../db/knowledge/shipped-knowledge.ts';
import type { DetectionSettings } from '../domain/detection/catalogue.ts';
import { defaultDetection } from '../domain/detection/resolution.ts';
import type { EffectiveLimit, SensorDefinition } from '../domain/equipment/equipment.ts';
import type { Knowledge } from '../domain/knowledge/knowledge.ts';
import type { MissingValues } from '../domain/readings/missing-values.ts';
import { type Bounds, boundsOf } from '../domain/units/units.ts';

/** The three levels above which, or below which, a value is an anomaly, in the sensor's unit; null where a level is not defined. */
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
export interface Definition extends Omit<SensorDefinition, 'allowedStates'> {
  /** Of a sensor that shows states, those that it may show, as `stateText` writes them; null where any may come. */
  readonly allowedStates: ReadonlySet<string> | null;
  /** Of its values and limits, its own or that of its type. */
  readonly unit: string | null;
  /** Nobody has said the unit of this sensor: it is that of its type, or of its readings. */
  readonly unitIsAssumed: boolean;
  /** It is that of its readings: limits without a unit are taken to be in it. */
  readonly unitIsOfReadings: boolean;
  /** Grows when the unit becomes another one. */
  readonly unitVersion: number;
  /** What its source writes where it has no value; null where nothing is declared. */
  readonly missing: MissingValues | null;
  /** What is possible and what is likely, in that unit. */
  readonly bounds: Bounds;
  /** When that unit became another one, epoch ms; −Infinity if it never did. */
  readonly unitSinceMs: number;
  /** What its issues are called by: the sensor's type in small letters; another one where an older sensor of the machine has those. */
  readonly issueName: string;
  readonly equipmentType: string;
  /** False for equipment out of service: its readings are kept, and nobody is alarmed. */
  readonly isActive: boolean;
  /** More new alarms of its site than this within ten minutes are a flood; null: as the server is set. */
  readonly floodAbove: number | null;
  readonly location: string | null;
  readonly lastMaintenanceDate: Date | null;
  readonly maintenanceIntervalDays: number | null;
  /** Each the sensor's own, or its type's in the sensor's unit. */
  readonly levels: Levels;
  readonly lowLevels: Levels;
  readonly levelScores: LevelScores;
  /** Which detectors judge it, and by which parameters: of every detector, whether the settings say so or nobody has chosen. */
  readonly detection: DetectionSettings;
  /** The same object for all: what is known of what may be wrong. */
  readonly knowledge: Knowledge;
}

const noLimit: EffectiveLimit = { value: null, source: 'none' };

/** One of which nothing is known but its name. */
export function unknownSensor(equipmentId: string, sensorType: string): Definition {
  return {
    sensorId: 0,
    siteId: 'default',
    equipmentId,
    sensorType,
    name: null,
    unit: null,
    kind: 'gauge',
    rollOverAt: null,
    missingValues: [],
    missing: null,
    allowedStates: null,
    normalMin: null,
    normalMax: null,
    alarmLow: null,
    alarmHigh: null,
    warningLimit: null,
    criticalLimit: null,
    emergencyLimit: null,
    warningLowLimit: null,
    criticalLowLimit: null,
    emergencyLowLimit: null,
    effectiveLimits: {
      unit: null,
      unitSource: 'none',
      alarmLow: noLimit,
      alarmHigh: noLimit,
      warning: noLimit,
      critical: noLimit,
      emergency: noLimit,
      warningLow: noLimit,
      criticalLow: noLimit,
      emergencyLow: noLimit,
    },
    unitIsAssumed: false,
    unitIsOfReadings: false,
    unitVersion: 0,
    unitSinceMs: Number.NEGATIVE_INFINITY,
    bounds: boundsOf(null),
    issueName: sensorType.toLowerCase(),
    equipmentType: 'machine',
    isActive: true,
    floodAbove: null,
    location: null,
    lastMaintenanceDate: null,
    maintenanceIntervalDays: null,
    levels: { warning: null, critical: null, emergency: null },
    lowLevels: { warning: null, critical: null, emergency: null },
    levelScores: { warning: 0.65, critical: 0.85, emergency: 0.95 },
    detection: defaultDetection,
    knowledge: shippedKnowledge,
  };
}
