/** The root type Mutation. */
import type { Scope } from '../domain/access.ts';
import { removeSensors } from '../resolvers/equipment/removal-resolvers.ts';
import { ingestReadings, ingestSeries, registerEquipment } from '../resolvers/readings/ingest-resolvers.ts';
import { replayQuarantine } from '../resolvers/readings/quarantine-resolvers.ts';
import {
  approveRecommendation,
  completeRecommendation,
  deferRecommendation,
  rejectRecommendation,
} from '../resolvers/recommendations/decision-resolvers.ts';
import type { RootFieldExtensions } from './access/guard-root-fields.ts';
import { builder } from './builder.ts';
import { equipmentInput } from './equipment/equipment-input.ts';
import { equipmentType } from './equipment/equipment-type.ts';
import { sensorRemovalFilter, sensorRemovalType, sensorToRemoveInput } from './equipment/sensor-removal.ts';
import { ingestResultType } from './readings/ingest-result.ts';
import { quarantineReplayInput } from './readings/quarantine-replay-input.ts';
import { quarantineReplayResultType } from './readings/quarantine-replay-result.ts';
import { readingInput } from './readings/reading-input.ts';
import { seriesInput } from './readings/series-input.ts';
import { recommendationType } from './recommendations/recommendation-type.ts';

const needs = (scope: Scope, rows = 100): RootFieldExtensions & Record<string, unknown> => ({ scope, rows });

const decisionArguments = builder.args((t) => ({
  id: t.id({
    required: true,
    description: 'The recommendation, by its global id, that of a snapshot, or `recommendationId`.',
  }),
  notes: t.string({ description: 'What to remember about the decision, 1…4,000 characters.' }),
  expectedVersion: t.int({
    description: 'The version that was seen: if the recommendation has changed since, the answer is CONFLICT.',
  }),
}));

builder.mutationType({
  description: 'Readings and master data in, operators’ decisions. Each answers after its commit.',
  fields: (t) => ({
    ingestReadings: t.field({
      extensions: { ...needs('ingest', 1), carriesReadings: true },
      type: ingestResultType,
      description: 'Stores readings. One bad reading never fails its neighbours.',
      args: {
        readings: t.arg({ type: [readingInput], required: true, description: 'At most 10,000.' }),
      },
      resolve: (_, args, context) => ingestReadings(args, context),
    }),
    ingestSeries: t.field({
      extensions: { ...needs('ingest', 10_000), carriesReadings: true },
      type: ingestResultType,
      description: 'Stores many readings of few sensors, as columns.',
      args: {
        series: t.arg({ type: [seriesInput], required: true, description: 'At most 10,000 readings together.' }),
      },
      resolve: (_, args, context) => ingestSeries(args, context),
    }),
    replayQuarantine: t.field({
      extensions: { ...needs('configure', 5_000), carriesReadings: true },
      type: quarantineReplayResultType,
      description:
        'Sends readings of quarantine again, corrected or as they were; each is accepted once. One that the pipeline had left out replaces its first form in bronze.',
      args: {
        entries: t.arg({ type: [quarantineReplayInput], required: true, description: 'At most 1,000.' }),
      },
      resolve: (_, args, context) => replayQuarantine(args, context),
    }),
    registerEquipment: t.field({
      extensions: needs('configure', 5_000),
      type: [equipmentType],
      description: 'Adds or changes machines and their sensors in the equipment master, all or none.',
      args: {
        equipment: t.arg({ type: [equipmentInput], required: true, description: 'The machines.' }),
      },
      resolve: (_, args, context) => registerEquipment(args, context),
    }),
    removeSensors: t.field({
      extensions: needs('configure', 5_000),
      type: sensorRemovalType,
      description:
        'Removes sensors that were a mistake, chosen by a filter or named one by one: they are hidden everywhere, and so is equipment that nobody registered and that has no other sensor. Recommendations that wait for a decision on them expire, with the reason. Audited. One that reports again, or is registered, is listed again, with the history that retention has left.',
      args: {
        filter: t.arg({ type: sensorRemovalFilter, description: 'Which sensors; or `sensors`.' }),
        sensors: t.arg({
          type: [sensorToRemoveInput],
          description: 'These sensors, registered or not, at most 10,000; each has a result.',
        }),
        reason: t.arg.string({ description: 'Why, for the audit and for the operators, 1…4,000 characters.' }),
        dryRun: t.arg.boolean({ description: 'True: only say what would be removed.' }),
      },
      resolve: (_, args, context) => removeSensors(args, context),
    }),
    approveRecommendation: t.field({
      extensions: needs('decide'),
      type: recommendationType,
      description: 'Takes a recommendation on. PENDING or DEFERRED becomes APPROVED.',
      args: decisionArguments,
      resolve: (_, args, context) => approveRecommendation(args, context),
    }),
    rejectRecommendation: t.field({
      extensions: needs('decide'),
      type: recommendationType,
      description: 'Refuses a recommendation. PENDING or DEFERRED becomes REJECTED.',
      args: {
        ...decisionArguments,
        reason: t.arg.string({ required: true, description: 'Why, 1…4,000 characters.' }),
      },
      resolve: (_, args, context) => rejectRecommendation(args, context),
    }),
    deferRecommendation: t.field({
      extensions: needs('decide'),
      type: recommendationType,
      description: 'Puts a recommendation off. PENDING becomes DEFERRED, and PENDING again when it is due.',
      args: {
        ...decisionArguments,
        until: t.arg({ type: 'DateTime', required: true, description: 'Until when: in the future, within a year.' }),
      },
      resolve: (_, args, context) => deferRecommendation(args, context),
    }),
    completeRecommendation: t.field({
      extensions: needs('decide'),
      type: recommendationType,
      description: 'Reports the work as done. APPROVED becomes EXECUTED.',
      args: {
        id: t.arg.id({
          required: true,
          description: 'The recommendation, by its global id, that of a snapshot, or `recommendationId`.',
        }),
        outcome: t.arg.string({ required: true, description: 'What the work led to, 1…4,000 characters.' }),
        resolved: t.arg.boolean({ required: true, description: 'Whether it removed the trouble.' }),
      },
      resolve: (_, args, context) => completeRecommendation(args, context),
    }),
  }),
});
