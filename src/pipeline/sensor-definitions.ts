/** Keeps the definitions of sensors in memory, and reads them anew when master data change. */
import { readDetectionSettings } from '../db/detection/setting-rows.ts';
import { readOwnKnowledge } from '../db/knowledge/own-knowledge.ts';
import { shippedEntries, shippedKnowledge } from '../db/knowledge/shipped-knowledge.ts';
import { readSensorDefinitions, type SensorDefinitionRow } from '../db/pipeline/sensor-definitions.ts';
import type { Queryable } from '../db/query/queryable.ts';
import { sentTogether } from '../db/query/sent-together.ts';
import { DetectionResolution } from '../domain/detection/resolution.ts';
import type { SensorDefinition } from '../domain/equipment/equipment.ts';
import { Knowledge } from '../domain/knowledge/knowledge.ts';
import { MissingValues } from '../domain/readings/missing-values.ts';
import { stateText } from '../domain/readings/state-text.ts';
import { boundsOf } from '../domain/units/units.ts';
import type { Definition, LevelScores } from './sensor-definition.ts';

/** For sensors whose type has no scores of its own: the more careful of the two sets the field uses. */
const defaultScores: LevelScores = { warning: 0.6, critical: 0.78, emergency: 0.92 };

/** A meter that has run for years is large, and not broken; the number of a state is a name. */
const anySize = { plausibleMin: Number.NEGATIVE_INFINITY, plausibleMax: Number.POSITIVE_INFINITY };

/** Sensor definitions in memory, valid for one version of the master data; a batch that meets another version reloads them. */
export class Definitions {
  readonly #db: Queryable;
  readonly #bySensor = new Map<number, Definition>();
  #version: number | null = null;
  /** Settings of detectors and knowledge, with the version that they belong to. */
  #chosen: Chosen | null = null;

  constructor(db: Queryable) {
    this.#db = db;
  }

  /** The version that everything remembered belongs to; null when nothing is remembered. */
  get version(): number | null {
    return this.#version;
  }

  /** After this, `of` answers for every given sensor. */
  async load(sensorIds: Iterable<number>): Promise<void> {
    const wanted = [...sensorIds]; // walked twice when the version has changed
    const missing = wanted.filter((sensorId) => !this.#bySensor.has(sensorId));
    if (missing.length === 0 && this.#version !== null) return;
    const { version, definitions } = await readSensorDefinitions(this.#db, missing);
    if (this.#chosen?.version !== version) this.#chosen = await readChosen(this.#db, version);
    if ((this.#version !== null && this.#version !== version) || this.#chosen?.version !== version) {
      this.forget();
      return this.load(wanted);
    }
    this.#version = version;
    for (const row of definitions) this.#bySensor.set(row.sensorId, completed(row, this.#chosen));
  }

  /** False when the sensor's row was deleted. */
  knows(sensorId: number): boolean {
    return this.#bySensor.has(sensorId);
  }

  of(sensorId: number): Definition {
    const definition = this.#bySensor.get(sensorId);
    if (definition === undefined) throw new Error(`sensor ${sensorId} has no definition; was its row deleted?`);
    return definition;
  }

  /** Why settings of detectors are ignored, as far as they are: a sentence each. */
  get ignoredSettings(): readonly string[] {
    return this.#chosen?.detection.problems ?? [];
  }

  /** These sensors are silent: should one speak again, its definition is read anew. */
  forgetThose(sensorIds: Iterable<number>): void {
    for (const sensorId of sensorIds) this.#bySensor.delete(sensorId);
  }

  forget(): void {
    this.#bySensor.clear();
    this.#version = null;
  }
}

/** What people have chosen for all sensors, of one version of the master data. */
interface Chosen {
  readonly version: number;
  readonly detection: DetectionResolution;
  readonly knowledge: Knowledge;
}

/** Null when one of both is of another version by now. */
async function readChosen(db: Queryable, version: number): Promise<Chosen | null> {
  const [detection, knowledge] = await sentTogether([readDetectionSettings(db), readOwnKnowledge(db)]);
  if (detection.version !== version || knowledge.version !== version) return null;
  const { entries } = knowledge;
  return {
    version,
    detection: new DetectionResolution(detection.settings),
    knowledge: entries.length === 0 ? shippedKnowledge : new Knowledge(shippedEntries, entries),
  };
}

/** Each member by name: objects that are spread into one another have a shape each, 700 bytes beside their own. */
function completed(sensor: SensorDefinitionRow, { detection, knowledge }: Chosen): Definition {
  const { unitSource, warning, critical, emergency, warningLow, criticalLow, emergencyLow } = sensor.effectiveLimits;
  // That of its readings is remembered with the sensor's state, because batches change it.
  const unit = unitSource === 'reading' ? null : sensor.effectiveLimits.unit;
  return {
    sensorId: sensor.sensorId,
    siteId: sensor.siteId,
    equipmentId: sensor.equipmentId,
    sensorType: sensor.sensorType,
    name: sensor.name,
    unit,
    kind: sensor.kind,
    rollOverAt: sensor.rollOverAt,
    missingValues: sensor.missingValues,
    allowedStates: sensor.allowedStates.length === 0 ? null : new Set(sensor.allowedStates.map(stateText)),
    normalMin: sensor.normalMin,
    normalMax: sensor.normalMax,
    alarmLow: sensor.alarmLow,
    alarmHigh: sensor.alarmHigh,
    warningLimit: sensor.warningLimit,
    criticalLimit: sensor.criticalLimit,
    emergencyLimit: sensor.emergencyLimit,
    warningLowLimit: sensor.warningLowLimit,
    criticalLowLimit: sensor.criticalLowLimit,
    emergencyLowLimit: sensor.emergencyLowLimit,
    effectiveLimits: sensor.effectiveLimits,
    equipmentType: sensor.equipmentType,
    isActive: sensor.isActive,
    floodAbove: sensor.floodAbove,
    location: sensor.location,
    lastMaintenanceDate: sensor.lastMaintenanceDate,
    maintenanceIntervalDays: sensor.maintenanceIntervalDays,
    unitSinceMs: sensor.unitSinceMs,
    unitVersion: sensor.unitVersion,
    issueName: issueNameOf(sensor, sensor.olderSiblings),
    missing: sensor.missingValues.length === 0 ? null : new MissingValues(sensor.missingValues),
    unitIsAssumed: unitSource === 'type',
    unitIsOfReadings: false,
    bounds: sensor.kind !== 'gauge' ? { ...boundsOf(unit), ...anySize } : boundsOf(unit),
    levels: { warning: warning.value, critical: critical.value, emergency: emergency.value },
    lowLevels: { warning: warningLow.value, critical: criticalLow.value, emergency: emergencyLow.value },
    levelScores: sensor.typeScores ?? defaultScores,
    detection: detection.of(sensor),
    knowledge,
  };
}

/** Other programs know issues by these names, whatever the capitals. Two sensors that differ in them only must not share an alarm. */
function issueNameOf({ sensorType, sensorId }: SensorDefinition, olderSiblings: readonly string[]): string {
  const name = sensorType.toLowerCase();
  return olderSiblings.some((sibling) => sibling.toLowerCase() === name) ? `${name}#${sensorId}` : name;
}
