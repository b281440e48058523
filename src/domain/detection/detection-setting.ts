/** One stored setting of a detector: where it holds, and what it says. */

/** Where a setting holds; null is any. Equipment is named with its site, and a sensor with its equipment. */
export interface DetectionPlace {
  readonly siteId: string | null;
  readonly equipmentType: string | null;
  readonly sensorType: string | null;
  readonly equipmentId: string | null;
}

/** What a setting says of its detector. What it leaves open holds as the next wider setting says, at last as the catalogue does. */
export interface DetectionChoice {
  /** Null: left open. */
  readonly enabled: boolean | null;
  /** Of a row that somebody wrote by SQL, or another version of the program: anything. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface DetectionSetting extends DetectionPlace, DetectionChoice {
  readonly id: number;
  readonly detector: string;
}

/** What settings are found by for one sensor. */
export interface DetectionSubject {
  readonly siteId: string;
  readonly equipmentId: string;
  readonly equipmentType: string;
  readonly sensorType: string;
}

/** The kinds of places, the narrower first: what a narrower setting says wins. */
export const placeKinds = [
  'sensor',
  'equipment',
  'sensor_type_of_equipment_type',
  'sensor_type',
  'equipment_type',
  'site',
  'all',
] as const;
export type PlaceKind = (typeof placeKinds)[number];

export function placeKind({ siteId, equipmentType, sensorType, equipmentId }: DetectionPlace): PlaceKind {
  if (equipmentId !== null) return sensorType === null ? 'equipment' : 'sensor';
  if (sensorType !== null) return equipmentType === null ? 'sensor_type' : 'sensor_type_of_equipment_type';
  if (equipmentType !== null) return 'equipment_type';
  return siteId === null ? 'all' : 'site';
}

/** Sorts the narrower place first; of two of one kind the one that names a site. */
export function byNarrowness(a: DetectionPlace, b: DetectionPlace): number {
  const byKind = placeKinds.indexOf(placeKind(a)) - placeKinds.indexOf(placeKind(b));
  return byKind !== 0 ? byKind : Number(a.siteId === null) - Number(b.siteId === null);
}

/** Types are the same in whatever capitals, as for limits of types; ids of sites, equipment and single sensors are not. */
export function holdsFor(place: DetectionPlace, subject: DetectionSubject): boolean {
  if (place.siteId !== null && place.siteId !== subject.siteId) return false;
  if (place.equipmentId !== null) {
    return (
      place.equipmentId === subject.equipmentId &&
      (place.sensorType === null || place.sensorType === subject.sensorType)
    );
  }
  return isSameType(place.equipmentType, subject.equipmentType) && isSameType(place.sensorType, subject.sensorType);
}

function isSameType(wanted: string | null, type: string): boolean {
  return wanted === null || wanted === type || wanted.toLowerCase() === type.toLowerCase();
}

/** The place in words, such as `sensors of type temperature of equipment of type haul truck at the site north`. */
export function placeText({ siteId, equipmentType, sensorType, equipmentId }: DetectionPlace): string {
  const site = siteId === null ? '' : ` at the site ${siteId}`;
  if (equipmentId !== null) return `${sensorType === null ? '' : `${sensorType} of `}${equipmentId}${site}`;
  const machines = equipmentType === null ? '' : ` of equipment of type ${equipmentType}`;
  return `${sensorType === null ? 'all sensors' : `sensors of type ${sensorType}`}${machines}${site}`;
}
