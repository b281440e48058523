/** The GraphQL inputs by which settings of detectors are made and found. */
import { builder } from '../builder.ts';

const detectorParameterInput = builder.inputType('DetectorParameterInput', {
  description: 'A parameter of a detector.',
  fields: (t) => ({
    name: t.field({ type: 'String', required: true, description: 'Its name, as `detectors` lists it.' }),
    value: t.field({ type: 'Float', description: 'What it is to be; null: as a wider setting says.' }),
  }),
});

export const detectionInput = builder.inputType('DetectionInput', {
  description:
    'A detector and a place: every sensor, or those of a site, of an equipment type, of a sensor type, of a machine, or one. What is left out stays as it is, null leaves it to the next wider setting.',
  fields: (t) => ({
    detector: t.field({ type: 'String', required: true, description: 'The detector, as `detectors` lists it.' }),
    siteId: t.field({
      type: 'ID',
      description:
        'This site only; absent: the only site of the caller’s key, with `equipmentId` else `default`, without it else every site.',
    }),
    equipmentType: t.field({ type: 'String', description: 'Equipment of this type only, in whatever capitals.' }),
    sensorType: t.field({
      type: 'String',
      description:
        'Sensors of this type only, in whatever capitals; with `equipmentId` this one sensor, as it is written.',
    }),
    equipmentId: t.field({ type: 'ID', description: 'This machine only, by its name or its global id.' }),
    enabled: t.field({ type: 'Boolean', description: 'Whether the detector runs there.' }),
    parameters: t.field({ type: [detectorParameterInput], description: 'Parameters; others stay as they are.' }),
  }),
});

export const detectionFilter = builder.inputType('DetectionFilter', {
  description: 'Conditions that all have to hold; an absent one does not restrict.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'Of these sites, and of every site.' }),
    detectors: t.field({ type: ['String'], description: 'Of these detectors only.' }),
  }),
});
