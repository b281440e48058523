/** The GraphQL types of the catalogue of detectors. */
import type { DetectorEntry, DetectorParameter } from '../../domain/detection/detector-entry.ts';
import { builder } from '../builder.ts';

const detectorScopeType = builder.enumType('DetectorScope', {
  description: 'What a detector judges.',
  values: {
    SENSOR: { value: 'sensor', description: 'Each sensor for itself.' },
    EQUIPMENT: { value: 'equipment', description: 'The sensors of a machine together.' },
  } as const,
});

const detectorJudgesType = builder.enumType('DetectorJudges', {
  description: 'When a detector judges.',
  values: {
    READING: { value: 'reading', description: 'Each reading, as it comes in.' },
    WINDOW: { value: 'window', description: 'Each one-minute window, once it is complete.' },
    TIME: { value: 'time', description: 'The time that passes without a reading.' },
  } as const,
});

const detectorParameterType = builder.objectRef<DetectorParameter>('DetectorParameter').implement({
  description: 'A parameter of a detector.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The parameter’s name, such as `queue_score`.' }),
    unit: t.exposeString('unit', { nullable: true, description: 'What it is in; null for a plain number.' }),
    default: t.exposeFloat('default', { description: 'What holds where nobody has chosen.' }),
    min: t.exposeFloat('min', { description: 'The least that is taken.' }),
    max: t.exposeFloat('max', { description: 'The most that is taken.' }),
    description: t.exposeString('description', { description: 'What it is, and what a larger one leads to.' }),
  }),
});

export const detectorType = builder.objectRef<DetectorEntry>('Detector').implement({
  description: 'A detector that can be chosen.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The detector’s name, as anomalies have it.' }),
    scope: t.expose('scope', { type: detectorScopeType, description: 'What it judges.' }),
    judges: t.expose('input', { type: detectorJudgesType, description: 'When it judges.' }),
    description: t.exposeString('description', { description: 'What it looks for.' }),
    isOnByDefault: t.exposeBoolean('isOnByDefault', { description: 'Whether it runs where nobody has chosen.' }),
    parameters: t.expose('parameters', { type: [detectorParameterType], description: 'Its parameters.' }),
  }),
});
