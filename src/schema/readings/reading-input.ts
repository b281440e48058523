import { builder } from '../builder.ts';
import { qualityType } from './quality-type.ts';

export const readingInput = builder.inputType('ReadingInput', {
  description:
    'One reading of one sensor: give `equipmentId` and `sensorType`, or `tagPath`. In variables, an error in one reading is answered in `rejected` and does not affect the others; fields that are not listed here are kept in `attributes`.',
  fields: (t) => ({
    eventId: t.field({
      type: 'ID',
      description:
        'The sender’s own id of the reading, 1…200 characters, unique within the site: sent again, the reading is a duplicate; with another value or sensor it is rejected.',
    }),
    siteId: t.field({
      type: 'ID',
      description: 'The site, 1…200 characters; absent: the only site of the caller’s key, else `default`.',
    }),
    equipmentId: t.field({
      type: 'ID',
      description: 'The equipment by its name, 1…200 characters, or by its global id; an unknown name is added.',
    }),
    sensorType: t.field({ type: 'String', description: 'What is measured, 1…200 characters, such as `temperature`.' }),
    tagPath: t.field({
      type: 'String',
      description:
        'Ignition’s path, such as `[default]Mining/Equipment/HT_001/Speed_KPH`: the last folder is the equipment, the tag the sensor; at most 1,000 characters.',
    }),
    value: t.field({
      type: 'TagValue',
      description:
        'The value: a finite number, a text or true/false; null with quality BAD where the source has no value. A text in decimal digits becomes a number where the sensor has a unit or had numbers before.',
    }),
    units: t.field({ type: 'String', description: 'Unit of the value, 1…50 characters; absent: the sensor’s own.' }),
    quality: t.field({ type: qualityType, description: 'Quality of the value; absent: GOOD.' }),
    timestamp: t.field({
      type: 'DateTime',
      description:
        'When it was measured, RFC 3339 with a zone or milliseconds since 1970: at most 5 minutes ahead of the server, and not older than its retention.',
    }),
    attributes: t.field({
      type: 'JSON',
      description: 'Further fields to store with the reading: a JSON object of at most 8,192 characters.',
    }),
  }),
});
