/** The GraphQL type of what holds for one sensor of one detector, and why. */
import { placeText } from '../../domain/detection/detection-setting.ts';
import type { Effective, EffectiveDetector } from '../../domain/detection/resolution.ts';
import { builder } from '../builder.ts';
import { detectorType } from './detector-type.ts';

/** Where a value comes from, in words. */
function sourceOf({ setting }: Effective<unknown>): string {
  return setting === null ? 'the default' : `setting ${setting.id}: ${placeText(setting)}`;
}

const effectiveParameterType = builder
  .objectRef<EffectiveDetector['parameters'][number]>('EffectiveDetectorParameter')
  .implement({
    description: 'A parameter as it holds for a sensor.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'The parameter’s name.' }),
      value: t.exposeFloat('value', { description: 'What holds.' }),
      settingId: t.id({
        nullable: true,
        description: 'The setting that says so; null: the default.',
        resolve: ({ setting }) => setting?.id ?? null,
      }),
      source: t.string({ description: 'Where it comes from, in words.', resolve: sourceOf }),
    }),
  });

export const sensorDetectionType = builder.objectRef<EffectiveDetector>('SensorDetection').implement({
  description: 'What holds for a sensor of one detector, and why.',
  fields: (t) => ({
    detector: t.expose('entry', { type: detectorType, description: 'The detector.' }),
    enabled: t.boolean({ description: 'Whether it runs.', resolve: ({ enabled }) => enabled.value }),
    settingId: t.id({
      nullable: true,
      description: 'The setting that says whether it runs; null: the default.',
      resolve: ({ enabled }) => enabled.setting?.id ?? null,
    }),
    source: t.string({ description: 'Where that comes from, in words.', resolve: ({ enabled }) => sourceOf(enabled) }),
    parameters: t.expose('parameters', { type: [effectiveParameterType], description: 'Its parameters.' }),
  }),
});
