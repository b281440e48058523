/** Which settings of detectors hold for a sensor: the narrowest setting wins, field by field, over the catalogue's defaults. */
import { type DetectionSettings, type DetectorSettings, detectorCatalogue } from './catalogue.ts';
import { byNarrowness, type DetectionSetting, type DetectionSubject, holdsFor } from './detection-setting.ts';
import type { DetectorEntry } from './detector-entry.ts';
import { problemsOf } from './setting-problems.ts';

/** A value that holds, and the setting that says so; null where the catalogue does. */
export interface Effective<Value> {
  readonly value: Value;
  readonly setting: DetectionSetting | null;
}

/** What holds for one sensor of one detector, and why. */
export interface EffectiveDetector {
  readonly entry: DetectorEntry;
  readonly enabled: Effective<boolean>;
  /** In the order of the catalogue. */
  readonly parameters: readonly (Effective<number> & { readonly name: string })[];
}

export class DetectionResolution {
  /** Why settings, or parts of them, are ignored: a sentence each. */
  readonly problems: readonly string[];
  /** Settings of single machines and sensors, which may be many, by the machine; and those for several. */
  readonly #ofEquipment = new Map<string, DetectionSetting[]>();
  readonly #general: DetectionSetting[] = [];
  /** Sensors to which the same settings apply share one object. */
  readonly #shared = new Map<string, DetectionSettings>();

  constructor(settings: readonly DetectionSetting[]) {
    this.problems = settings.flatMap(problemsOf);
    for (const setting of settings) {
      const { siteId, equipmentId } = setting;
      if (equipmentId === null) {
        this.#general.push(setting);
        continue;
      }
      const key = machineKey(siteId, equipmentId);
      this.#ofEquipment.set(key, [...(this.#ofEquipment.get(key) ?? []), setting]);
    }
  }

  of(subject: DetectionSubject): DetectionSettings {
    const settings = this.#settingsFor(subject);
    const key = settings.map(({ id }) => id).join(' ');
    const known = this.#shared.get(key) ?? settingsOf(effective(settings));
    this.#shared.set(key, known);
    return known;
  }

  /** Every detector of the catalogue, with the settings that decide. */
  explain(subject: DetectionSubject): EffectiveDetector[] {
    return effective(this.#settingsFor(subject));
  }

  /** The narrowest first. */
  #settingsFor(subject: DetectionSubject): DetectionSetting[] {
    const own = this.#ofEquipment.get(machineKey(subject.siteId, subject.equipmentId)) ?? [];
    return [...own, ...this.#general]
      .filter((setting) => holdsFor(setting, subject))
      .sort((a, b) => byNarrowness(a, b) || a.id - b.id);
  }
}

/** What holds where nobody has chosen. */
export const defaultDetection: DetectionSettings = settingsOf(effective([]));

function machineKey(siteId: string | null, equipmentId: string): string {
  return JSON.stringify([siteId, equipmentId]);
}

/** Settings in order of narrowness. What cannot be is passed over, so that the next wider one holds. */
function effective(settings: readonly DetectionSetting[]): EffectiveDetector[] {
  return detectorCatalogue.map((entry: DetectorEntry) => {
    const its = settings.filter(({ detector }) => detector === entry.name);
    const switching = its.find(({ enabled }) => enabled !== null);
    return {
      entry,
      enabled: { value: switching?.enabled ?? entry.isOnByDefault, setting: switching ?? null },
      parameters: entry.parameters.map((parameter) => {
        for (const setting of its) {
          const value = setting.parameters[parameter.name];
          if (typeof value === 'number' && value >= parameter.min && value <= parameter.max) {
            return { name: parameter.name, value, setting };
          }
        }
        return { name: parameter.name, value: parameter.default, setting: null };
      }),
    };
  });
}

function settingsOf(detectors: readonly EffectiveDetector[]): DetectionSettings {
  const settings: Record<string, DetectorSettings> = {};
  for (const { entry, enabled, parameters } of detectors) {
    settings[entry.name] = Object.freeze({
      enabled: enabled.value,
      parameters: Object.freeze(Object.fromEntries(parameters.map(({ name, value }) => [name, value]))),
    });
  }
  return Object.freeze(settings) as DetectionSettings;
}
