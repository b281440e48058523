/** Compares a sensor's value with its limits, in one unit, and puts the result in words. */

/** @import { LimitField, SensorDefinition, SensorStatus, Severity } from '../../types.ts' */
/** @import { Conversion, Conversions } from './conversions.js' */
/** @import { Phrase } from '../page/phrase.js' */
import { own, phrase } from '../page/phrase.js';
import { severityRank, textsApart, valueText } from '../page/words.js';

/**
 * A limit in the unit of the value beside it.
 *
 * @typedef {object} Limit
 * @property {'emergency' | 'critical' | 'warning' | 'alarm above' | 'alarm below' | 'emergency low' | 'critical low' | 'warning low'} name
 * @property {Severity} severity of an alert that it raises
 * @property {number} value
 * @property {boolean} isLow values below it are beyond it
 */

/**
 * How a value stands to its limits. `unknown`: the limits are not read yet; `incomparable`: they have a unit that its value cannot be
 * converted into, or the value is a text or a yes or no; `bad`: a value of quality BAD says nothing of the machine; `none`: there is no limit, or no number to compare.
 *
 * @typedef {object} Judgement
 * @property {'beyond' | 'within' | 'none' | 'bad' | 'incomparable' | 'unknown'} kind
 * @property {readonly Limit[]} limits the worst first
 * @property {Limit | null} exceeded
 */

/** @type {readonly { readonly field: LimitField; readonly name: Limit['name']; readonly severity: Severity; readonly isLow?: true }[]} */
const fields = [
  { field: 'emergency', name: 'emergency', severity: 'CRITICAL' },
  { field: 'emergencyLow', name: 'emergency low', severity: 'CRITICAL', isLow: true },
  { field: 'critical', name: 'critical', severity: 'HIGH' },
  { field: 'criticalLow', name: 'critical low', severity: 'HIGH', isLow: true },
  { field: 'alarmHigh', name: 'alarm above', severity: 'HIGH' },
  { field: 'alarmLow', name: 'alarm below', severity: 'HIGH', isLow: true },
  { field: 'warning', name: 'warning', severity: 'MEDIUM' },
  { field: 'warningLow', name: 'warning low', severity: 'MEDIUM', isLow: true },
];

/** In the unit of the limits. @param {SensorDefinition | null | undefined} definition @returns {Limit[]} the worst first */
export function limitsOf(definition) {
  return fields.flatMap(({ field, name, severity, isLow = false }) => {
    const value = definition?.effectiveLimits[field].value ?? null;
    return value === null ? [] : [{ name, severity, value, isLow }];
  });
}

/**
 * @param {SensorStatus} status
 * @param {SensorDefinition | null | undefined} definition undefined: not read yet
 * @param {Pick<Conversions, 'between'>} conversions
 * @returns {Judgement}
 */
export function judge({ value, units, quality }, definition, conversions) {
  if (definition === undefined) return judgement('unknown');
  const defined = limitsOf(definition);
  if (defined.length === 0) return judgement('none');
  // A fault word in place of a number says nothing of the machine, and least of all that it is well.
  if (typeof value !== 'number') return judgement(quality === 'BAD' ? 'bad' : 'incomparable', defined);
  // The server believes a value without a unit, and a limit without one, to mean the same; so does this page, and says so.
  const unit = definition?.effectiveLimits.unit ?? null;
  const conversion = conversions.between(unit ?? units, units ?? unit);
  if (conversion === undefined) return judgement('unknown');
  if (conversion === null) return judgement('incomparable', defined);
  const limits = converted(defined, conversion);
  if (quality === 'BAD') return judgement('bad', limits);
  const exceeded = limits.find((limit) => isBeyond(value, limit)) ?? null;
  return exceeded === null ? judgement('within', limits) : { kind: 'beyond', limits, exceeded };
}

/** @param {Judgement['kind']} kind @param {readonly Limit[]} [limits] @returns {Judgement} */
function judgement(kind, limits = []) {
  return { kind, limits, exceeded: null };
}

/** @param {readonly Limit[]} limits @param {Conversion} conversion */
function converted(limits, { factor, offset }) {
  if (factor === 1 && offset === 0) return limits;
  return limits.map((limit) => ({ ...limit, value: limit.value * factor + offset }));
}

/** As the server compares. @param {number} value @param {Limit} limit */
function isBeyond(value, { value: limit, isLow }) {
  return isLow ? value < limit : value > limit;
}

/** `12.4 mm/s · emergency 5`: the value, and the limit that it is beyond or comes to next. @param {SensorStatus} status @param {Judgement} judged @returns {Phrase} */
export function valueBesideLimit(status, judged) {
  const limit = judged.exceeded ?? nextLimit(status.value, judged);
  if (limit === null || typeof status.value !== 'number')
    return phrase`${valueWithUnit(status)}${remark(status, judged)}`;
  const [value, text] = textsApart(status.value, limit.value);
  return phrase`${own(value)}${unitOf(status)} · ${own(limit.name)} ${own(text)}${remark(status, judged)}`;
}

/** @param {SensorStatus} status @returns {Phrase} */
export function valueWithUnit(status) {
  const { value } = status;
  if (value === null) return own('no value');
  const text = typeof value === 'number' ? own(valueText(value)) : phrase`${String(value)}`;
  return phrase`${text}${unitOf(status)}`;
}

/** @param {Pick<SensorStatus, 'units'>} status @returns {Phrase} */
export function unitOf({ units }) {
  return units === null || units === '' ? [] : phrase` ${units}`;
}

/** Why a value cannot be relied on. @param {SensorStatus} status @param {Judgement} judged @returns {Phrase} */
function remark({ quality }, { kind }) {
  if (quality !== 'GOOD') return own(` (${quality.toLowerCase()})`);
  return kind === 'incomparable' ? own(' (not comparable)') : [];
}

/** @param {SensorStatus['value']} value @param {Judgement} judged */
function nextLimit(value, { kind, limits }) {
  if (typeof value !== 'number' || (kind !== 'within' && kind !== 'bad')) return null;
  const above = limits.filter(({ isLow }) => !isLow).sort((a, b) => a.value - b.value);
  const below = limits.filter(({ isLow }) => isLow).sort((a, b) => b.value - a.value);
  return (
    above.find((limit) => limit.value >= value) ?? below.find((limit) => limit.value <= value) ?? limits[0] ?? null
  );
}

/** Every limit of a sensor in words, the mildest first. @param {Judgement} judged @param {SensorDefinition | null | undefined} definition @param {SensorStatus | undefined} status @returns {Phrase} */
export function limitsText({ kind, limits }, definition, status) {
  if (kind === 'unknown') return own('being read');
  const lost = fields.some(({ field }) => definition?.effectiveLimits[field].source === 'NOT_CONVERTIBLE');
  if (limits.length === 0)
    return own(lost ? 'none: those of its type are in a unit that cannot be converted into its own' : 'none');
  const words = [...limits]
    .sort((a, b) => severityRank[a.severity] - severityRank[b.severity])
    .map(({ name, value }) => `${name} ${valueText(value)}`)
    .join(' · ');
  const unit = definition?.effectiveLimits.unit ?? null;
  const units = status?.units ?? null;
  if (status === undefined) return phrase`${own(words)}${unitOf({ units: unit })}`;
  if (kind === 'incomparable' && typeof status.value !== 'number')
    return phrase`${own(words)}${unitOf({ units: unit })}: the value is no number`;
  if (kind === 'incomparable')
    return phrase`${own(words)}${unitOf({ units: unit })}: not comparable with a value in ${units ?? 'no unit'}`;
  if (unit !== null && units === null) return phrase`${own(words)}; the value has no unit, ${unit} is assumed`;
  if (unit === null && units !== null) return phrase`${own(words)}; the limits have no unit, ${units} is assumed`;
  return unit === units ? own(words) : phrase`${own(words)}, converted from ${unit}`;
}
