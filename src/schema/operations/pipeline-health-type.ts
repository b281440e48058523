/** The type PipelineHealth. */
import type { PipelineHealth } from '../../health/pipeline-health.ts';
import { healthReasons, laggingOf } from '../../resolvers/operations/lagging-resolvers.ts';
import { healthWarnings, lookAlikesOf, newSensorsOf } from '../../resolvers/operations/look-alike-resolvers.ts';
import { recentStages } from '../../resolvers/operations/operations-resolvers.ts';
import { unregisteredUnitsOf } from '../../resolvers/operations/unregistered-unit-resolvers.ts';
import { builder } from '../builder.ts';
import { feedHealthType } from './feed-health.ts';
import { healthStatusType } from './health-status.ts';
import { laggingEquipmentType } from './lagging-equipment-type.ts';
import { lookAlikeType } from './look-alike-type.ts';
import { modelHealthType } from './model-health-type.ts';
import { newSensorsType } from './new-sensors-type.ts';
import { qualityPercent, qualityPercentType } from './quality-percent.ts';
import { quarantineCountType } from './quarantine-count.ts';
import { queueHealthType } from './queue-health.ts';
import { readingHealthType } from './reading-health.ts';
import { stageLatencyType } from './stage-latency-type.ts';
import { unregisteredUnitType } from './unregistered-unit-type.ts';

export const pipelineHealthType = builder.objectRef<PipelineHealth>('PipelineHealth').implement({
  description: 'Health of the server and its pipeline. Figures from the database are null while it does not answer.',
  fields: (t) => ({
    status: t.field({
      type: healthStatusType,
      description: 'The overall state of the server.',
      resolve: ({ status }) => status,
    }),
    reasons: t.stringList({
      description: 'Why the status is not OK; empty when it is.',
      resolve: (health, _args, context) => healthReasons(health, context),
    }),
    databaseReachable: t.boolean({
      description: 'Whether the database answered within 2 seconds.',
      resolve: ({ statistics }) => statistics !== null,
    }),
    pipelineEnabled: t.boolean({
      description: 'False when this server leaves the pipeline to another one (ANDON_PIPELINE=off).',
      resolve: ({ pipeline }) => pipeline.enabled,
    }),
    ownedPartitions: t.int({
      description: 'Shards of the log that this server processes, 0…16.',
      resolve: ({ pipeline }) => pipeline.ownedShards,
    }),
    backlogBatches: t.int({
      description: 'Stored batches that the pipeline has not processed yet.',
      resolve: ({ pipeline }) => pipeline.backlogBatches,
    }),
    queuedReadings: t.int({
      description: 'Readings in memory that the pipeline has not processed yet.',
      resolve: ({ pipeline }) => pipeline.queuedReadings,
    }),
    processedReadings: t.float({
      description: 'Readings that the pipeline processed since this server started.',
      resolve: ({ pipeline }) => pipeline.processedReadings,
    }),
    lagMs: t.float({
      description: 'Age of the oldest unprocessed batch, in ms; 0 when there is none.',
      resolve: ({ pipeline }) => pipeline.lagMs,
    }),
    stages: t.field({
      type: [stageLatencyType],
      nullable: true,
      description: 'Latency of each stage in the last 5 minutes.',
      resolve: (_, _args, context) => recentStages(context),
    }),
    queues: t.field({
      type: [queueHealthType],
      description:
        'The queues in which readings wait, in order of processing; only `door` of this server while the database does not answer.',
      resolve: ({ queues }) => queues,
    }),
    readings: t.field({
      type: readingHealthType,
      nullable: true,
      description: 'Readings of the last five minutes: shares by quality, dropped, warned.',
      resolve: ({ statistics }) =>
        statistics === null ? null : { ...statistics.recent, since: statistics.recentSince },
    }),
    lastError: t.string({
      nullable: true,
      description: 'Why the last batch failed; null when it did not.',
      resolve: ({ pipeline }) => pipeline.lastError,
    }),
    feed: t.field({
      type: feedHealthType,
      description: 'The ordered feed of recommendation events.',
      resolve: ({ feed }) => feed,
    }),
    qualityPercent: t.field({
      type: qualityPercentType,
      nullable: true,
      description: 'Quality of the sensors that reported in the last 5 minutes; null when none did.',
      resolve: ({ statistics }) => qualityPercent(statistics),
    }),
    equipmentCount: t.int({
      nullable: true,
      description: 'Number of known machines.',
      resolve: ({ statistics }) => statistics?.equipmentCount ?? null,
    }),
    sensorCount: t.int({
      nullable: true,
      description: 'Number of known sensors.',
      resolve: ({ statistics }) => statistics?.sensorCount ?? null,
    }),
    reportingEquipmentCount: t.int({
      nullable: true,
      description: 'Machines with a current reading in the last 5 minutes.',
      resolve: ({ statistics }) => statistics?.reportingEquipmentCount ?? null,
    }),
    reportingSensorCount: t.int({
      nullable: true,
      description: 'Sensors with a current reading in the last 5 minutes.',
      resolve: ({ statistics }) => statistics?.reportingSensorCount ?? null,
    }),
    sensorsInMemory: t.int({
      description:
        'Sensors of which this server has what detection remembers in memory: those that spoke within ten to fifteen minutes. Mistaken tags go again by themselves.',
      resolve: ({ pipeline }) => pipeline.sensorsInMemory,
    }),
    watermarkAgeMs: t.float({
      nullable: true,
      description: 'How old the newest event time is, in ms; null before the first reading.',
      resolve: ({ statistics }) => statistics?.watermarkAgeMs ?? null,
    }),
    quarantinedLastHour: t.field({
      type: [quarantineCountType],
      nullable: true,
      description: 'Readings that were rejected or left out in the last hour, by reason.',
      resolve: ({ statistics }) => statistics?.quarantinedLastHour ?? null,
    }),
    pendingRecommendations: t.int({
      nullable: true,
      description: 'Recommendations that wait for an operator.',
      resolve: ({ statistics }) => statistics?.pendingRecommendations ?? null,
    }),
    warnings: t.stringList({
      description:
        'Findings that need attention but are no fault of the server, such as ids that look alike or limits without a unit; they do not change the status.',
      resolve: (health, _args, context) => healthWarnings(health, context),
    }),
    lookAlikes: t.field({
      type: [lookAlikeType],
      nullable: true,
      description:
        'Machines and sensors whose ids look like another one’s, among the machines in service at the caller’s sites, the newest 100 of all.',
      resolve: ({ statistics }, _args, context) => lookAlikesOf(statistics, context),
    }),
    newSensors: t.field({
      type: [newSensorsType],
      nullable: true,
      description:
        'Sensors that readings made within the last hour, and that nobody has registered, at the caller’s sites; the 100 sites with most of them.',
      resolve: ({ statistics }, _args, context) => newSensorsOf(statistics, context),
    }),
    lagging: t.field({
      type: [laggingEquipmentType],
      nullable: true,
      description:
        'Machines in service, at the caller’s sites, whose readings of the last 5 minutes all arrived with about the same lag of more than a minute: how much and since when; the 100 with it for longest.',
      resolve: ({ statistics }, _args, context) => laggingOf(statistics, context),
    }),
    unregisteredUnits: t.field({
      type: [unregisteredUnitType],
      nullable: true,
      description:
        'Sensors of machines in service, at the caller’s sites, whose unit has to be registered: they have limits and no unit, or readings in units that cannot be converted into each other; at most 100.',
      resolve: ({ statistics }, _args, context) => unregisteredUnitsOf(statistics, context),
    }),
    models: t.field({
      type: [modelHealthType],
      description:
        'The outside models that are configured, as this server finds them. No alarm waits for one, so their failure leaves the status alone.',
      resolve: ({ models }) => models,
    }),
    startedAt: t.field({
      type: 'DateTime',
      description: 'When this server started.',
      resolve: ({ startedAt }) => startedAt,
    }),
    version: t.exposeString('version', { description: 'The server’s version.' }),
  }),
});
