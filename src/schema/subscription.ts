import {
  criticalAlerts,
  equipmentStatus,
  performanceUpdates,
  pipelineHealthUpdates,
  recommendationEvents,
} from '../resolvers/subscriptions/subscriptions.ts';
import { builder } from './builder.ts';
import { pipelineHealthType } from './operations/pipeline-health-type.ts';
import { performanceWindowType } from './performance/performance-window.ts';
import { recommendationEventType } from './recommendations/recommendation-event.ts';
import { recommendationEventKindType } from './recommendations/recommendation-event-kind.ts';
import { recommendationFilter } from './recommendations/recommendation-filter.ts';
import { sensorStatusType } from './status/sensor-status.ts';

const eventArguments = builder.args((t) => ({
  after: t.string({
    description:
      'Cursor of the last event seen: what followed comes first, then what is new. Absent: only what is new.',
  }),
  filter: t.field({ type: recommendationFilter, description: 'Which recommendations.' }),
}));

const liveArguments = builder.args((t) => ({
  siteId: t.id({ description: 'One site only; absent: all.' }),
  equipmentIds: t.idList({ description: 'This equipment only, by names or global ids; absent: all.' }),
}));

builder.subscriptionType({
  description: 'What happens, as it happens. Over graphql-transport-ws or server-sent events, on the same address.',
  fields: (t) => ({
    recommendationEvents: t.field({
      type: recommendationEventType,
      description: 'Every matching event in order, at least once, across disconnects: return with the last cursor.',
      args: {
        ...eventArguments,
        kinds: t.arg({
          type: [recommendationEventKindType],
          description: 'These kinds only; absent: CREATED and STATUS_CHANGED.',
        }),
      },
      subscribe: (_, args, context) => recommendationEvents(args, context),
      resolve: (event) => event,
    }),
    criticalAlerts: t.field({
      type: recommendationEventType,
      description: 'The creation of each CRITICAL recommendation; whatever severities the filter names.',
      args: eventArguments,
      subscribe: (_, args, context) => criticalAlerts(args, context),
      resolve: (event) => event,
    }),
    equipmentStatus: t.field({
      type: [sensorStatusType],
      description:
        'First the latest value of every matching sensor, then those that changed, in batches; latest wins. A sensor that ' +
        'falls silent comes again when it becomes WARNING and when it becomes STALE.',
      args: {
        ...liveArguments,
        minIntervalMs: t.arg.int({ description: 'At least this long between two batches, 0…60,000 ms; absent: 250.' }),
      },
      subscribe: (_, args, context) => equipmentStatus(args, context),
      resolve: (status) => status,
    }),
    performanceUpdates: t.field({
      type: [performanceWindowType],
      description:
        'One-minute windows as they grow, are restated by late data or a rebuild, or become final; the last message about a ' +
        'window is how it stands.',
      args: { ...liveArguments, sensorTypes: t.arg.stringList({ description: 'These sensors only; absent: all.' }) },
      subscribe: (_, args, context) => performanceUpdates(args, context),
      resolve: (windows) => windows,
    }),
    pipelineHealth: t.field({
      type: pipelineHealthType,
      description:
        'The health of server and pipeline, at once and then at intervals. Where nothing has happened for a minute, what the database says of it may be 10 s old.',
      args: {
        intervalMs: t.arg.int({ description: 'Time between two answers, 250…3,600,000 ms; absent: 5,000.' }),
      },
      subscribe: (_, args, context) => pipelineHealthUpdates(args, context),
      resolve: (health) => health,
    }),
  }),
});
