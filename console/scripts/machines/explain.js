/** Sentences about an anomaly and about a piece of equipment. */

/** @import { Anomaly, Equipment, SensorDefinition } from '../../types.ts' */
/** @import { Phrase } from '../page/phrase.js' */
import { foreign, joined, own, phrase } from '../page/phrase.js';
import { clockTime, day, spaced, textsApart, valueText } from '../page/words.js';

/**
 * The anomaly in a sentence.
 *
 * @param {Anomaly} anomaly
 * @param {SensorDefinition | undefined} definition
 * @returns {Phrase}
 */
export function anomalyText(anomaly, definition) {
  const { value, limitName, limitValue, baselineMean, baselineStddev, deviation, evidence, eventTime, readingCount } =
    anomaly;
  const inUnit = definition?.effectiveLimits.unit ?? definition?.unit ?? null;
  const unit = inUnit === null ? [] : phrase` ${inUnit}`;
  const name = phrase`${definition?.name ?? spaced(anomaly.sensorType)}`;
  const [valueWords, limitWords] = limitValue === null ? [valueText(value), ''] : textsApart(value, limitValue);
  const against =
    limitName !== null && limitValue !== null
      ? phrase`past its ${own(spaced(limitName))} limit of ${own(limitWords)}${unit}`
      : evidence.clause !== undefined
        ? foreign(evidence.clause, { kind: 'text', most: 400 })
        : deviation !== null && baselineMean !== null && baselineStddev !== null
          ? phrase`${own(`${valueText(Math.abs(deviation))} standard deviations from its usual ${valueText(baselineMean)} ± ${valueText(baselineStddev)}`)}${unit}`
          : phrase`found by ${anomaly.detector}`;
  const count = readingCount > 1 ? `, the worst of ${readingCount} such readings in that minute` : '';
  return phrase`${name} was ${own(valueWords)}${unit} at ${own(clockTime(eventTime))}, ${against}${own(count)}.`;
}

/** @param {Equipment | null} equipment @returns {Phrase} */
export function equipmentText(equipment) {
  if (equipment === null) return own('Not in the equipment master.');
  const { equipmentType, manufacturer, model, location, criticality, lastMaintenanceDate, isActive } = equipment;
  const maker = [manufacturer, model].filter((each) => each !== null).join(' ');
  const type = `${equipmentType.charAt(0).toUpperCase()}${equipmentType.slice(1)}`;
  const parts = [
    phrase`${type}`,
    phrase`${maker}`,
    phrase`${location}`,
    own(`criticality ${criticality.toLowerCase()}`),
    lastMaintenanceDate === null ? [] : own(`last maintained ${day(lastMaintenanceDate)}`),
    isActive ? [] : own('out of service'),
  ];
  return phrase`${joined(parts, ', ')}.`;
}
