/** Equipment and sensors: their keys, master data and limits. */
import type { TagValue } from '../readings/reading.ts';

export const criticalities = ['Critical', 'High', 'Medium', 'Low'] as const;
export type Criticality = (typeof criticalities)[number];

export const defaultSiteId = 'default';

export interface Equipment {
  readonly siteId: string;
  readonly equipmentId: string;
  readonly equipmentType: string;
  readonly manufacturer: string | null;
  readonly model: string | null;
  readonly location: string | null;
  readonly criticality: Criticality;
  readonly maxCapacity: number | null;
  readonly installationDate: Date | null;
  readonly lastMaintenanceDate: Date | null;
  readonly maintenanceIntervalDays: number | null;
  readonly isActive: boolean;
}

/** The key of one piece of equipment: ids are unique within a site only. */
export interface EquipmentKey {
  readonly siteId: string;
  readonly equipmentId: string;
}

/** The key of one sensor. */
export interface SensorKey extends EquipmentKey {
  readonly sensorType: string;
}

/**
 * Where the unit of a sensor's values comes from: its definition; its type, or else its own readings, whose unit is then assumed; or
 * nowhere.
 */
export const unitSources = ['own', 'type', 'reading', 'none'] as const;
export type UnitSource = (typeof unitSources)[number];

/**
 * Where a limit comes from: the sensor's definition, its type (converted into the sensor's unit), or why there is none. Off: the
 * definition says so. None: neither has one. Not convertible: the type's is in a unit that cannot be converted into the sensor's.
 */
export const limitSources = ['own', 'type', 'off', 'none', 'not_convertible'] as const;
export type LimitSource = (typeof limitSources)[number];

export interface EffectiveLimit {
  /** In the sensor's effective unit; null where no such limit holds. */
  readonly value: number | null;
  readonly source: LimitSource;
}

/** The limits by which a sensor's values are judged: own ones and those of its type together, in one unit. */
export interface EffectiveLimits {
  readonly unit: string | null;
  readonly unitSource: UnitSource;
  readonly alarmLow: EffectiveLimit;
  readonly alarmHigh: EffectiveLimit;
  readonly warning: EffectiveLimit;
  readonly critical: EffectiveLimit;
  readonly emergency: EffectiveLimit;
  readonly warningLow: EffectiveLimit;
  readonly criticalLow: EffectiveLimit;
  readonly emergencyLow: EffectiveLimit;
}

/**
 * A counter's value rises, and begins anew when the meter is exchanged: its windows tell by how much. A state is one of a few: running or
 * stopped, open or closed, a mode; a text, a number or a boolean by which it is called.
 */
export const sensorKinds = ['gauge', 'counter', 'state'] as const;
export type SensorKind = (typeof sensorKinds)[number];

export interface SensorDefinition extends SensorKey {
  readonly sensorId: number;
  readonly name: string | null;
  readonly unit: string | null;
  readonly kind: SensorKind;
  /** Of a counter: where it starts at 0 again, such as 65536; null where it never does. */
  readonly rollOverAt: number | null;
  /** Placeholders that its source writes in place of a missing value; empty where none is declared. */
  readonly missingValues: readonly TagValue[];
  /** The states that it may show; empty where none is declared, and any may come. */
  readonly allowedStates: readonly TagValue[];
  readonly normalMin: number | null;
  readonly normalMax: number | null;
  readonly alarmLow: number | null;
  readonly alarmHigh: number | null;
  readonly warningLimit: number | null;
  readonly criticalLimit: number | null;
  readonly emergencyLimit: number | null;
  readonly warningLowLimit: number | null;
  readonly criticalLowLimit: number | null;
  readonly emergencyLowLimit: number | null;
  readonly effectiveLimits: EffectiveLimits;
}

const typesByPrefix: ReadonlyMap<string, string> = new Map([
  ['HT', 'haul truck'],
  ['HAUL', 'haul truck'],
  ['CR', 'crusher'],
  ['CRUSH', 'crusher'],
  ['CV', 'conveyor'],
  ['CONV', 'conveyor'],
]);

/**
 * The type that an id's prefix stands for (`HT_001`, `HAUL-001` → haul truck), `unknown` for any other; the equipment master
 * overrides.
 */
export function guessEquipmentType(equipmentId: string): string {
  const prefix = /^([A-Za-z]+)[_-]/.exec(equipmentId)?.[1]?.toUpperCase();
  return (prefix !== undefined && typesByPrefix.get(prefix)) || 'unknown';
}

/**
 * Ignition's tag path `[provider]Folder/…/HT_001/Speed_KPH` → equipment `HT_001`, sensor `Speed_KPH`.
 * Null when the path has no equipment folder before the tag.
 */
export function parseTagPath(tagPath: string): { equipmentId: string; sensorType: string } | null {
  const parts = tagPath
    .replace(/^\[[^\]]*\]/, '')
    .split('/')
    .map((part) => part.trim());
  const sensorType = parts.at(-1);
  const equipmentId = parts.at(-2);
  if (!sensorType || !equipmentId) return null;
  return { equipmentId, sensorType };
}
