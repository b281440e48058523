/** The expectations that readings have to meet, and what happens to those that do not. */
import type { Bounds } from '../units/units.ts';
import type { Expectation } from './expectation-form.ts';
import type { QualityCode } from './quality.ts';

/** Squares of larger numbers exceed double precision, so a variance cannot be computed. */
export const largestValue = 1e100;

/** All expectations, in the order in which they are checked. Sources, silver and counts refer to this one list. */
export const expectations = [
  {
    name: 'reading_readable',
    layer: 'door',
    action: 'drop',
    code: 'INVALID_READING',
    rule: 'a reading is an object with the fields of ReadingInput, a series one with those of SeriesInput',
    description: 'Null, a number, a text or a list in its place is rejected by itself.',
  },
  {
    name: 'fields_not_misspelt',
    layer: 'door',
    action: 'drop',
    code: 'UNKNOWN_FIELD',
    rule: 'no unknown field looks like a known one that is missing, such as unit or sensor_type',
    description: 'Left aside, it would change what the reading says.',
  },
  {
    name: 'fields_known',
    layer: 'door',
    action: 'accept',
    rule: 'every field is one of ReadingInput or SeriesInput',
    description: 'Another one is kept among the attributes, and the reading is counted.',
  },
  {
    name: 'equipment_given',
    layer: 'door',
    action: 'drop',
    code: 'MISSING_EQUIPMENT',
    rule: 'equipmentId, or a tagPath that names the equipment, is given',
    description: 'Without it nobody knows what was measured.',
  },
  {
    name: 'sensor_given',
    layer: 'door',
    action: 'drop',
    code: 'MISSING_SENSOR',
    rule: 'sensorType, or a tagPath that names the sensor, is given',
    description: 'Without it nobody knows what was measured.',
  },
  {
    name: 'tag_path_readable',
    layer: 'door',
    action: 'drop',
    code: 'INVALID_TAG_PATH',
    rule: 'a tagPath that stands in for the ids has the form [provider]Folder/HT_001/Speed_KPH',
    description: 'Equipment and sensor are taken from its last two parts.',
  },
  {
    name: 'ids_storable',
    layer: 'door',
    action: 'drop',
    code: 'INVALID_ID',
    rule: 'siteId, equipmentId, sensorType and eventId are texts of 1 to 200 characters without NUL',
    description: 'No database text holds NUL or half a surrogate pair.',
  },
  {
    name: 'site_permitted',
    layer: 'door',
    action: 'drop',
    code: 'SITE_FORBIDDEN',
    rule: 'the site is one that the sender reaches',
    description:
      'A key or token that is bound to sites does not write for others; a reading that names no site is for its only one.',
  },
  {
    name: 'value_storable',
    layer: 'door',
    action: 'drop',
    code: 'INVALID_VALUE',
    rule: 'value is a finite number, true, false, or a text of at most 4,096 characters without NUL; null with quality BAD',
    description: 'NaN and Infinity, as numbers or as texts, are no measurement; sources mean a broken sensor by them.',
  },
  {
    name: 'value_present',
    layer: 'door',
    action: 'accept',
    rule: 'value is not null',
    description:
      'With quality BAD null says that there is none: stored, shown as the last value of quality BAD, in no window.',
  },
  {
    name: 'number_as_number',
    layer: 'door',
    action: 'accept',
    rule: 'a sensor that has a unit, or had numbers before, sends numbers as numbers',
    description: 'A text in decimal digits is converted.',
  },
  {
    name: 'time_readable',
    layer: 'door',
    action: 'drop',
    code: 'INVALID_TIMESTAMP',
    rule: 'timestamp is given, in RFC 3339 form with a zone or in milliseconds since 1970',
    description:
      'Local times without a zone are ambiguous, twice a year even at their own site; seconds, microseconds and nanoseconds are told by their size.',
  },
  {
    name: 'time_not_in_future',
    layer: 'door',
    action: 'drop',
    code: 'TIMESTAMP_IN_FUTURE',
    rule: 'timestamp is at most ANDON_FUTURE_LIMIT_S (5 minutes unless set) ahead of the server',
    description:
      'What is less ahead is taken: it is in the window of its time, and counts for the current status at its arrival.',
  },
  {
    name: 'time_within_retention',
    layer: 'door',
    action: 'drop',
    code: 'TIMESTAMP_TOO_OLD',
    rule: 'timestamp is not older than ANDON_RETENTION_BRONZE_DAYS (30 days unless set)',
    description: 'Its day has been let go of already.',
  },
  {
    name: 'quality_known',
    layer: 'door',
    action: 'drop',
    code: 'INVALID_QUALITY',
    rule: 'quality, if given, is GOOD, UNCERTAIN or BAD',
    description: 'An unknown word must not pass for good.',
  },
  {
    name: 'units_storable',
    layer: 'door',
    action: 'drop',
    code: 'INVALID_UNITS',
    rule: 'units, if given, is a text of 1 to 50 characters',
    description: 'An empty text counts as not given.',
  },
  {
    name: 'attributes_storable',
    layer: 'door',
    action: 'drop',
    code: 'INVALID_ATTRIBUTES',
    rule: 'attributes, if given, is a JSON object of at most 8,192 characters',
    description: 'They travel with each reading.',
  },
  {
    name: 'sensor_admitted',
    layer: 'door',
    action: 'drop',
    code: 'SENSOR_LIMIT',
    rule: 'the sensor is known or registered, or one of those that its sender may add within an hour (ANDON_NEW_SENSORS_PER_HOUR, 50,000 unless set)',
    description:
      'A mistaken template makes tags without end; the reading can be replayed once its sensor is registered.',
  },
  {
    name: 'sent_once',
    layer: 'door',
    action: 'accept',
    rule: 'no reading with the same equipment, sensor and time, or the same eventId, is stored already',
    description: 'The same reading again is counted as a duplicate and changes nothing.',
  },
  {
    name: 'not_contradicted',
    layer: 'door',
    action: 'drop',
    code: 'CONFLICTING_DUPLICATE',
    rule: 'no other value, in the sensor’s unit, or quality is stored for the same equipment, sensor and time, or the same eventId',
    description: 'The first reading stands: two gateways disagree, or one repeats a time.',
  },
  {
    name: 'value_numeric',
    layer: 'silver',
    action: 'accept',
    rule: 'a sensor that has a unit, or had numbers within the last hour, tells a number',
    description: 'A text or true/false is stored and shown; no window holds it and no detector looks at it.',
  },
  {
    name: 'value_not_missing',
    layer: 'silver',
    action: 'accept',
    rule: 'value is none that the sensor’s definition declares as missing (missingValues)',
    description:
      'Such a reading says “no value” and is BAD: bronze keeps what came, no window and no detector sees it.',
  },
  {
    name: 'unit_given',
    layer: 'silver',
    action: 'accept',
    rule: 'units are given where the sensor’s definition names none',
    description: 'The unit of the sensor’s type is assumed for its limits; what it makes implausible is not dropped.',
  },
  {
    name: 'limit_unit_given',
    layer: 'silver',
    action: 'accept',
    rule: 'a sensor that has limits of its own, and whose readings come with a unit, has a unit itself',
    description:
      'The limits are taken to be in the unit of its readings, which the alarm says; health names the sensor until its unit is registered.',
  },
  {
    name: 'unit_as_defined',
    layer: 'silver',
    action: 'accept',
    rule: 'units, if given, is the unit that the sensor’s definition names',
    description: 'Another unit of the same kind is converted: °F and K, psi and kPa, in/s, mph and more.',
  },
  {
    name: 'unit_convertible',
    layer: 'silver',
    action: 'drop',
    code: 'UNIT_MISMATCH',
    rule: 'units, if given, can be converted to the unit that the sensor’s definition names',
    description: 'A temperature in mm/s is a wrong tag or a wrong definition; bronze keeps the reading.',
  },
  {
    name: 'value_physical',
    layer: 'silver',
    action: 'drop',
    code: 'VALUE_OUT_OF_RANGE',
    rule: 'value is possible: not below absolute zero, no gauge pressure below a vacuum, nothing beyond ±1e100',
    description: 'A sensor that says so is broken, or its −999 means “no value”; bronze keeps the reading.',
  },
  {
    name: 'storable',
    layer: 'silver',
    action: 'drop',
    code: 'REFUSED_BY_DATABASE',
    rule: 'the database takes what the pipeline makes of the reading',
    description: 'The message holds the database’s own words; bronze keeps the reading.',
  },
  {
    name: 'value_plausible',
    layer: 'silver',
    action: 'warn',
    flag: 1,
    isMet: (value: number, _quality: QualityCode, _ageMs: number, bounds: Bounds) =>
      value >= bounds.plausibleMin && value <= bounds.plausibleMax,
    rule: 'value lies within −1,000…10,000, counted in one unit of its quantity: °C, bar, m/s, m, t, rpm, kW, kV, A, m³/h, t/h, %',
    description: 'Flagged and counted in the windows; a value in a unit that nobody knows is taken as it stands.',
  },
  {
    name: 'quality_good',
    layer: 'silver',
    action: 'warn',
    flag: 2,
    isMet: (_value: number, quality: QualityCode) => quality === 0,
    rule: 'quality is GOOD',
    description: 'Flagged; UNCERTAIN is counted in the windows, BAD beside them, and raises no alarm.',
  },
  {
    name: 'on_time',
    layer: 'silver',
    action: 'warn',
    flag: 4,
    isMet: (_value: number, _quality: QualityCode, ageMs: number) => ageMs <= 3_600_000,
    rule: 'the reading arrives within an hour',
    description: 'Flagged; restates its window, and raises no alarm.',
  },
  {
    name: 'alarm_in_time',
    layer: 'silver',
    action: 'accept',
    rule: 'the reading arrives within 5 minutes, and not behind what its sender has sent of the same sensor already',
    description:
      'Later it tells of the past: it restates its window, is recorded as an anomaly if it is one, and calls nobody. If all readings of a machine are late, its clock may be wrong: see lagging in pipelineHealth.',
  },
  {
    name: 'in_service',
    layer: 'silver',
    action: 'accept',
    rule: 'the equipment is in service (isActive)',
    description: 'Its readings are kept and counted in the windows; no detector looks at them, and nobody is alarmed.',
  },
] as const satisfies readonly Expectation[];

/** The expectations that let a reading pass with a flag. */
export const warnings = expectations.filter((one) => one.action === 'warn');

type Known = (typeof expectations)[number];
export type ExpectationName = Known['name'];
/** Why a source does not take a reading. */
export type RejectionCode = Extract<Known, { layer: 'door'; code: string }>['code'];
/** Why the pipeline leaves a stored reading out of silver. */
export type DropCode = Extract<Known, { layer: 'silver'; code: string }>['code'];

const nameByCode: ReadonlyMap<string, ExpectationName> = new Map(
  expectations.flatMap((one) => ('code' in one ? [[one.code, one.name] as const] : [])),
);

/** The expectation that a reading with this code did not meet. */
export function expectationOfCode(code: RejectionCode | DropCode): ExpectationName {
  const name = nameByCode.get(code);
  if (name === undefined) throw new Error(`no expectation has the code ${code}`);
  return name;
}
