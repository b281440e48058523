/** The root type Subscription. */
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
      'Cursor of the last event that the client has: events after it come first, then new ones. Absent: new events only. Errors: CURSOR_EXPIRED, CURSOR_INVALID.',
  }),
  filter: t.field({ type: recommendationFilter, description: 'Which recommendations.' }),
}));

const liveArguments = builder.args((t) => ({
  siteId: t.id({ description: 'One site only; absent: all.' }),
  equipmentIds: t.idList({ description: 'This equipment only, by names or global ids; absent: all.' }),
}));

builder.subscriptionType({
  description: 'Events and values as they come, over graphql-transport-ws or server-sent events at the same address.',
  fields: (t) => ({
    recommendationEvents: t.field({
      type: recommendationEventType,
      description:
        'Every matching event in order, at least once, also across disconnects if the client resumes with its last cursor.',
      args: {
        ...eventArguments,
        kinds: t.arg({
          type: [recommendationEventKindType],
          description: 'Events of these kinds only; absent: CREATED and STATUS_CHANGED.',
        }),
      },
      subscribe: (_, args, context) => recommendationEvents(args, context),
      resolve: (event) => event,
    }),
    criticalAlerts: t.field({
      type: recommendationEventType,
      description: 'Each CRITICAL recommendation when it is created; severities of the filter are ignored.',
      args: eventArguments,
      subscribe: (_, args, context) => criticalAlerts(args, context),
      resolve: (event) => event,
    }),
    equipmentStatus: t.field({
      type: [sensorStatusType],
      description:
        'First the latest value of every matching sensor, then changed ones, in batches; a slow client gets only the latest ' +
        'value of each. A sensor that falls silent is sent again when it becomes WARNING and when it becomes STALE.',
      args: {
        ...liveArguments,
        minIntervalMs: t.arg.int({ description: 'Shortest time between two batches, 0…60,000 ms; absent: 250.' }),
      },
      subscribe: (_, args, context) => equipmentStatus(args, context),
      resolve: (status) => status,
    }),
    performanceUpdates: t.field({
      type: [performanceWindowType],
      description:
        'One-minute windows when they grow, are restated by late data or a rebuild, or become final; each message about a ' +
        'window replaces the ones before.',
      args: { ...liveArguments, sensorTypes: t.arg.stringList({ description: 'These sensors only; absent: all.' }) },
      subscribe: (_, args, context) => performanceUpdates(args, context),
      resolve: (windows) => windows,
    }),
    pipelineHealth: t.field({
      type: pipelineHealthType,
      description:
        'The health of server and pipeline, at once and then at intervals. In idle mode (no readings for a minute) figures from the database may be 10 s old.',
      args: {
        intervalMs: t.arg.int({ description: 'Time between two answers, 250…3,600,000 ms; absent: 5,000.' }),
      },
      subscribe: (_, args, context) => pipelineHealthUpdates(args, context),
      resolve: (health) => health,
    }),
  }),
});
