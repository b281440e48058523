/** The root fields about detectors and their settings. */
import { detectorCatalogue } from '../../domain/detection/catalogue.ts';
import {
  detectionDryRun,
  detectionHistory,
  listDetectionSettings,
  removeDetection,
  sensorDetection,
  setDetection,
} from '../../resolvers/detection/detection-resolvers.ts';
import { builder } from '../builder.ts';
import { connectionOf, countedConnectionOf } from '../relay/connection-type.ts';
import { pagingArguments } from '../relay/paging-arguments.ts';
import { detectionChangeType } from './detection-change-type.ts';
import { detectionFilter, detectionInput } from './detection-input.ts';
import { detectionSettingType } from './detection-setting-type.ts';
import { detectorType } from './detector-type.ts';
import { dryRunType } from './dry-run-type.ts';
import { sensorDetectionType } from './sensor-detection-type.ts';

builder.queryFields((t) => ({
  detectors: t.field({
    type: [detectorType],
    description: 'The detectors that can be chosen, with their parameters and defaults.',
    resolve: () => [...detectorCatalogue],
  }),
  detectionSettings: t.field({
    type: countedConnectionOf('DetectionSetting', detectionSettingType),
    description: 'The settings of detectors, in the order in which they were made.',
    args: { filter: t.arg({ type: detectionFilter, description: 'Which settings.' }), ...pagingArguments },
    resolve: (_, args, context) => listDetectionSettings(args, context),
  }),
  detectionHistory: t.field({
    type: connectionOf('DetectionChange', detectionChangeType),
    description: 'The changes of settings of detectors, newest first.',
    args: { filter: t.arg({ type: detectionFilter, description: 'Changes of which settings.' }), ...pagingArguments },
    resolve: (_, args, context) => detectionHistory(args, context),
  }),
  detectionDryRun: t.field({
    extensions: { scope: 'configure', rows: 5_000 },
    type: dryRunType,
    description:
      'Tries a setting on what is stored, and changes nothing: what its detector would have recorded and queued, instead of what by the settings of now. One at a time on a server. Needs the scope CONFIGURE. Errors: TOO_COMPLEX, RATE_LIMITED.',
    args: {
      input: t.arg({ type: detectionInput, required: true, description: 'The setting, as for `setDetection`.' }),
      from: t.arg({ type: 'DateTime', required: true, description: 'Start of the time, inclusive.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'End of the time, exclusive, at most 7 days later.' }),
    },
    resolve: (_, args, context) => detectionDryRun(args, context),
  }),
  sensorDetection: t.field({
    extensions: { rows: 20 },
    type: [sensorDetectionType],
    nullable: true,
    description: 'What holds for a sensor, of every detector, and why; null when there is no such sensor.',
    args: {
      equipmentId: t.arg.id({ required: true, description: 'The equipment, by its name or its global id.' }),
      sensorType: t.arg.string({ required: true, description: 'The sensor type, which names one sensor of it.' }),
      siteId: t.arg.id({ description: 'The site; absent: the only site of the caller’s key, else `default`.' }),
    },
    resolve: (_, args, context) => sensorDetection(args, context),
  }),
}));

builder.mutationFields((t) => ({
  setDetection: t.field({
    extensions: { scope: 'configure', rows: 100 },
    type: detectionSettingType,
    description:
      'Chooses whether a detector runs at a place, and by which parameters: adds the setting of that place, or changes it. It holds from the next reading on.',
    args: { input: t.arg({ type: detectionInput, required: true, description: 'What is to hold, and where.' }) },
    resolve: (_, args, context) => setDetection(args, context),
  }),
  removeDetection: t.field({
    extensions: { scope: 'configure', rows: 100 },
    type: detectionSettingType,
    description: 'Removes a setting of a detector, so that the next wider one holds; returns what it was.',
    args: { settingId: t.arg.id({ required: true, description: 'The setting’s number.' }) },
    resolve: (_, args, context) => removeDetection(args, context),
  }),
}));
