/** The arguments and the result of the mutation `removeSensors`. */
import type { SensorKey } from '../../domain/equipment/equipment.ts';
import type { RemovalResult } from '../../resolvers/equipment/removal-resolvers.ts';
import type { SensorRemoval } from '../../services/equipment/sensor-removal-service.ts';
import { builder } from '../builder.ts';

export const sensorRemovalFilter = builder.inputType('SensorRemovalFilter', {
  description:
    'Conditions that all have to hold; an absent one does not restrict. One besides the site has to be given.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'These sites only.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'This equipment only, by names or global ids.' }),
    equipmentIdPrefix: t.field({ type: 'String', description: 'Equipment whose name begins so only.' }),
    sensorTypes: t.field({ type: ['String'], description: 'These sensors only.' }),
    firstSeenFrom: t.field({ type: 'DateTime', description: 'First seen at or after this time.' }),
    firstSeenTo: t.field({ type: 'DateTime', description: 'First seen before this time.' }),
    silentSince: t.field({ type: 'DateTime', description: 'Without a reading of this time or later.' }),
    registered: t.field({
      type: 'Boolean',
      description: 'True: registered ones; absent or false: those that are known by their readings only.',
    }),
  }),
});

export const sensorToRemoveInput = builder.inputType('SensorToRemoveInput', {
  description: 'One sensor, by its name.',
  fields: (t) => ({
    siteId: t.field({
      type: 'ID',
      description: 'The site; absent: the only site of the caller’s key, else `default`.',
    }),
    equipmentId: t.field({ type: 'ID', required: true, description: 'The equipment, by its name or global id.' }),
    sensorType: t.field({ type: 'String', required: true, description: 'The sensor type.' }),
  }),
});

const removedSensor = builder.objectRef<SensorKey>('RemovedSensor').implement({
  description: 'A sensor that was removed, or would be.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment, unique within its site.' }),
    sensorType: t.exposeString('sensorType', { description: 'The sensor type, unique within its equipment.' }),
  }),
});

const outcomeType = builder.enumType('SensorRemovalOutcome', {
  description: 'What became of a sensor that was named.',
  values: {
    REMOVED: { value: 'removed', description: 'It was removed, or in a dry run would be.' },
    NOT_FOUND: { value: 'notFound', description: 'There is no such sensor, or it is removed already.' },
    FORBIDDEN: { value: 'forbidden', description: 'It is of a site that the caller’s access does not reach.' },
  } as const,
});

const resultType = builder.objectRef<RemovalResult>('SensorRemovalResult').implement({
  description: 'What became of one sensor that was named.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'The site.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment.' }),
    sensorType: t.exposeString('sensorType', { description: 'The sensor type.' }),
    outcome: t.field({ type: outcomeType, description: 'What became of it.', resolve: ({ outcome }) => outcome }),
  }),
});

export const sensorRemovalType = builder
  .objectRef<SensorRemoval & { readonly results: readonly RemovalResult[] }>('SensorRemoval')
  .implement({
    description: 'What was removed, or in a dry run would be.',
    fields: (t) => ({
      sensors: t.exposeInt('sensors', { description: 'How many sensors, at most 100,000.' }),
      equipment: t.exposeInt('equipment', {
        description: 'Machines that went with them: nobody had registered them, and no sensor is left. 0 in a dry run.',
      }),
      recommendations: t.exposeInt('recommendations', {
        description: 'Recommendations that expired with them, PENDING or DEFERRED before. 0 in a dry run.',
      }),
      hasMore: t.exposeBoolean('hasMore', { description: 'Whether more sensors match: then call again.' }),
      examples: t.field({
        type: [removedSensor],
        description: 'The newest 100 of them.',
        resolve: ({ examples }) => examples,
      }),
      results: t.field({
        type: [resultType],
        description: 'One for each of `sensors`, in their order; empty where a filter was given.',
        resolve: ({ results }) => results,
      }),
    }),
  });
