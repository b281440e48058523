import { builder } from '../builder.ts';
import { qualityType } from './quality-type.ts';

export const seriesInput = builder.inputType('SeriesInput', {
  description:
    'Many readings of one sensor as columns of equal length: give `equipmentId` and `sensorType`, or `tagPath`.',
  fields: (t) => ({
    siteId: t.field({
      type: 'ID',
      description: 'The site, 1…200 characters; absent: the only site of the caller’s key, else `default`.',
    }),
    equipmentId: t.field({
      type: 'ID',
      description: 'The equipment by its name, 1…200 characters, or by its global id; an unknown name is added.',
    }),
    sensorType: t.field({ type: 'String', description: 'What is measured, 1…200 characters.' }),
    tagPath: t.field({
      type: 'String',
      description: 'Ignition’s path: the last folder is the equipment, the tag the sensor; at most 1,000 characters.',
    }),
    units: t.field({ type: 'String', description: 'Unit of the values, 1…50 characters; absent: the sensor’s own.' }),
    timestamps: t.field({
      type: ['DateTime'],
      required: { list: true, items: false },
      description: 'When each was measured, RFC 3339 with a zone or milliseconds since 1970.',
    }),
    values: t.field({
      type: ['Float'],
      required: { list: true, items: false },
      description:
        'The values, finite numbers; null with quality BAD where the source has no value. Any other is rejected by itself.',
    }),
    qualities: t.field({
      type: [qualityType],
      required: { list: false, items: false },
      description: 'Quality of each value; absent or null: GOOD.',
    }),
  }),
});
