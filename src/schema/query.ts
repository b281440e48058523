/** The root type Query. */
import { conversionBetween } from '../domain/units/unit-conversion.ts';
import { caller } from '../resolvers/access/caller-resolvers.ts';
import { listAnomalies } from '../resolvers/analysis/anomaly-resolvers.ts';
import { performance, series } from '../resolvers/analysis/performance-resolvers.ts';
import { listStatus } from '../resolvers/analysis/status-resolvers.ts';
import { equipmentById, listEquipment } from '../resolvers/equipment/equipment-resolvers.ts';
import { expectations } from '../resolvers/operations/expectation-resolvers.ts';
import {
  alarmLoad,
  latency,
  pipelineHealth,
  recommendationEventHead,
} from '../resolvers/operations/operations-resolvers.ts';
import { listQuarantine } from '../resolvers/readings/quarantine-resolvers.ts';
import { recommendationEventLog } from '../resolvers/recommendations/event-log-resolvers.ts';
import { listRecommendations, recommendationById } from '../resolvers/recommendations/recommendation-resolvers.ts';
import { nodeById, nodesByIds } from '../resolvers/relay/node-resolvers.ts';
import { callerType } from './access/caller-type.ts';
import { builder } from './builder.ts';
import { equipmentFilter } from './equipment/equipment-filter.ts';
import { equipmentType } from './equipment/equipment-type.ts';
import { unitConversionType } from './equipment/unit-conversion-type.ts';
import { alarmLoadType, shiftInput } from './operations/alarm-load-type.ts';
import { expectationType } from './operations/expectation-type.ts';
import { pipelineHealthType } from './operations/pipeline-health-type.ts';
import { stageLatencyType } from './operations/stage-latency-type.ts';
import { performanceWindowType } from './performance/performance-window.ts';
import { rangeArguments } from './performance/range-arguments.ts';
import { resolutionType } from './performance/resolution.ts';
import { seriesType } from './performance/series-type.ts';
import { quarantineFilter } from './readings/quarantine-filter.ts';
import { quarantinedReadingType } from './readings/quarantined-reading.ts';
import { anomalyFilter } from './recommendations/anomaly-filter.ts';
import { anomalyType } from './recommendations/anomaly-type.ts';
import { recommendationEventKindType } from './recommendations/recommendation-event-kind.ts';
import { recommendationEventLogType } from './recommendations/recommendation-event-log.ts';
import { recommendationFilter } from './recommendations/recommendation-filter.ts';
import { recommendationType } from './recommendations/recommendation-type.ts';
import { connectionOf, countedConnectionOf } from './relay/connection-type.ts';
import { nodeType } from './relay/node.ts';
import { pagingArguments } from './relay/paging-arguments.ts';
import { sensorStatusType } from './status/sensor-status.ts';
import { statusFilter } from './status/status-filter.ts';

const sensorRange = builder.args((t) => ({
  equipmentId: t.id({ required: true, description: 'The equipment, by its name or its global id.' }),
  sensorType: t.string({ required: true, description: 'The sensor type, which names one sensor of the equipment.' }),
  from: t.field({ type: 'DateTime', required: true, description: 'Start of the range, inclusive.' }),
  to: t.field({ type: 'DateTime', required: true, description: 'End of the range, exclusive.' }),
  siteId: t.id({ description: 'The site; absent: the only site of the caller’s key, else `default`.' }),
}));

builder.queryType({
  description: 'Reads the present state and the history.',
  fields: (t) => ({
    caller: t.field({
      extensions: { scope: 'any' },
      type: callerType,
      description: 'The caller: their name, scopes and sites. Needs no scope.',
      resolve: (_, _args, context) => caller(context),
    }),
    node: t.field({
      type: nodeType,
      nullable: true,
      description: 'The object with this global id; null when there is none, or none that the caller may see.',
      args: { id: t.arg.id({ required: true, description: 'The `id` of a node.' }) },
      resolve: (_, args, context) => nodeById(args, context),
    }),
    nodes: t.field({
      type: [nodeType],
      nullable: { list: false, items: true },
      description: 'The same for several ids, in their order.',
      args: { ids: t.arg.idList({ required: true, description: 'At most 500.' }) },
      resolve: (_, args, context) => nodesByIds(args, context),
    }),
    equipment: t.field({
      type: equipmentType,
      nullable: true,
      description: 'One piece of equipment; null when there is none with this id.',
      args: {
        id: t.arg.id({ required: true, description: 'Its global id, or its name at the site.' }),
        siteId: t.arg.id({
          description: 'The site; absent: the only site of the caller’s key, else `default`.',
        }),
      },
      resolve: (_, args, context) => equipmentById(args, context),
    }),
    equipmentList: t.field({
      type: countedConnectionOf('Equipment', equipmentType),
      description: 'Machines, by site and id.',
      args: { filter: t.arg({ type: equipmentFilter, description: 'Which machines.' }), ...pagingArguments },
      resolve: (_, args, context) => listEquipment(args, context),
    }),
    currentStatus: t.field({
      type: connectionOf('SensorStatus', sensorStatusType),
      description: 'The latest value of each sensor.',
      args: { filter: t.arg({ type: statusFilter, description: 'Which sensors.' }), ...pagingArguments },
      resolve: (_, args, context) => listStatus(args, context),
    }),
    performance: t.field({
      type: connectionOf('Performance', performanceWindowType),
      description: 'Windows of statistics of one sensor, oldest first. Windows without readings are left out.',
      args: {
        ...sensorRange,
        resolution: t.arg({ type: resolutionType, description: 'Length of the windows; absent: MINUTE.' }),
        ...pagingArguments,
      },
      resolve: (_, args, context) => performance(args, context),
    }),
    series: t.field({
      type: seriesType,
      description: 'The history of one sensor as columns for a chart, with its peaks.',
      args: { ...sensorRange, points: t.arg.int({ description: 'At most this many points, 2…10,000; absent: 500.' }) },
      resolve: (_, args, context) => series(args, context),
    }),
    anomalies: t.field({
      type: connectionOf('Anomaly', anomalyType),
      description: 'Anomalies that the detectors found, newest first.',
      args: { filter: t.arg({ type: anomalyFilter, description: 'Which anomalies.' }), ...pagingArguments },
      resolve: (_, args, context) => listAnomalies(args, context),
    }),
    recommendation: t.field({
      type: recommendationType,
      nullable: true,
      description: 'One recommendation; null when there is none with this id.',
      args: {
        id: t.arg.id({
          required: true,
          description: 'Its global id, that of a snapshot of it, or `recommendationId`.',
        }),
      },
      resolve: (_, args, context) => recommendationById(args, context),
    }),
    recommendations: t.field({
      type: countedConnectionOf('Recommendation', recommendationType),
      description: 'Recommendations, pending and past, newest first.',
      args: {
        filter: t.arg({ type: recommendationFilter, description: 'Which recommendations.' }),
        ...pagingArguments,
      },
      resolve: (_, args, context) => listRecommendations(args, context),
    }),
    recommendationEventHead: t.string({
      description: 'Cursor of the newest recommendation event: the point from which a new client can resume.',
      resolve: (_, _args, context) => recommendationEventHead(context),
    }),
    recommendationEventLog: t.field({
      type: recommendationEventLogType,
      description:
        'The events that `recommendationEvents` sends, page by page, for programs that poll: continue with `endCursor`. Errors: CURSOR_EXPIRED, CURSOR_INVALID.',
      args: {
        after: t.arg.string({
          description: 'Cursor of the last event that the client has; absent: from the oldest event that is kept.',
        }),
        first: t.arg.int({
          description:
            'At most this many events, 1…500; absent: 50. With kinds or filter, one answer looks through 1,000 events of the log at most.',
        }),
        kinds: t.arg({
          type: [recommendationEventKindType],
          description: 'Events of these kinds only; absent: CREATED and STATUS_CHANGED.',
        }),
        filter: t.arg({ type: recommendationFilter, description: 'Which recommendations, as they were at the event.' }),
      },
      resolve: (_, args, context) => recommendationEventLog(args, context),
    }),
    quarantine: t.field({
      type: connectionOf('Quarantine', quarantinedReadingType),
      description: 'Readings that were rejected or left out of silver, newest first.',
      args: { filter: t.arg({ type: quarantineFilter, description: 'Which readings.' }), ...pagingArguments },
      resolve: (_, args, context) => listQuarantine(args, context),
    }),
    expectations: t.field({
      extensions: { rows: 500 },
      type: [expectationType],
      description:
        'The expectations that readings have to meet, in the order in which they are checked, with how many readings did not meet each, and since when. Sources store their counts every 10 seconds.',
      args: {
        ...rangeArguments,
        stepMinutes: t.arg.int({
          description: 'Length of one step of the counts, 1…1,440 minutes; absent: 1. The range may hold 1,500 steps.',
        }),
      },
      resolve: (_, args, context) => expectations(args, context),
    }),
    pipelineHealth: t.field({
      extensions: { rows: 200 },
      type: pipelineHealthType,
      description: 'Health of the server and its pipeline; it answers even when the database does not.',
      resolve: (_, _args, context) => pipelineHealth(context),
    }),
    latency: t.field({
      extensions: { rows: 500 },
      type: [stageLatencyType],
      description: 'Latency of each stage, in the order in which a reading passes them.',
      args: {
        from: t.arg({ type: 'DateTime', description: 'Start of the range, inclusive; absent: the last hour.' }),
        to: t.arg({ type: 'DateTime', description: 'End of the range, exclusive; absent: now.' }),
      },
      resolve: (_, args, context) => latency(args, context),
    }),
    alarmLoad: t.field({
      extensions: { rows: 500 },
      type: alarmLoadType,
      description: 'The alarm load of operators. Errors: TOO_COMPLEX beyond 500,000 alarms.',
      args: {
        ...rangeArguments,
        siteId: t.arg.id({
          description: 'This site only; absent: all that the caller sees, as if they were one desk.',
        }),
        shift: t.arg({ type: shiftInput, description: 'Only the hours of this shift, within 1,100 days.' }),
      },
      resolve: (_, args, context) => alarmLoad(args, context),
    }),
    unitConversion: t.field({
      type: unitConversionType,
      nullable: true,
      description:
        'The conversion between two units, as used for readings in another unit than their sensor’s; null when no factor is known.',
      args: {
        from: t.arg.string({ required: true, description: 'The unit to convert from, in any known spelling.' }),
        to: t.arg.string({ required: true, description: 'The unit to convert to, in any known spelling.' }),
      },
      resolve: (_, { from, to }) => conversionBetween(from, to),
    }),
  }),
});
