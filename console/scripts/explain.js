/** @import { Anomaly, Equipment, SensorDefinition } from '../types.ts' */
import { clockTime, day, spaced, valueText } from './words.js';

/**
 * The anomaly in a sentence.
 *
 * @param {Anomaly} anomaly
 * @param {SensorDefinition | undefined} definition
 */
export function anomalyText(anomaly, definition) {
  const { value, limitName, limitValue, baselineMean, baselineStddev, deviation, eventTime, readingCount, detector } =
    anomaly;
  const unit = definition?.unit ? ` ${definition.unit}` : '';
  const name = definition?.name ?? spaced(anomaly.sensorType);
  const against =
    limitName !== null && limitValue !== null
      ? `past its ${spaced(limitName)} limit of ${valueText(limitValue)}${unit}`
      : deviation !== null && baselineMean !== null && baselineStddev !== null
        ? `${valueText(Math.abs(deviation))} standard deviations from its usual ${valueText(baselineMean)} ± ${valueText(baselineStddev)}${unit}`
        : `found by ${detector}`;
  const count = readingCount > 1 ? `, the worst of ${readingCount} such readings in that minute` : '';
  return `${name} was ${valueText(value)}${unit} at ${clockTime(eventTime)}, ${against}${count}.`;
}

/** @param {Equipment | null} equipment */
export function equipmentText(equipment) {
  if (equipment === null) return 'Not in the equipment master.';
  const { equipmentType, manufacturer, model, location, criticality, lastMaintenanceDate } = equipment;
  const maker = [manufacturer, model].filter((each) => each !== null).join(' ');
  const parts = [
    equipmentType,
    maker,
    location ?? '',
    `criticality ${criticality.toLowerCase()}`,
    lastMaintenanceDate === null ? '' : `last maintained ${day(lastMaintenanceDate)}`,
  ];
  const text = parts.filter((each) => each !== '').join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
