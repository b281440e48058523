/** The root fields about what is told outside of the server. */
import {
  listNotifyDeliveries,
  listRoutes,
  listSinks,
  removeRoute,
  removeSink,
  resendNotifications,
  rotateSecret,
  setEmailSink,
  setPagerDutySink,
  setRoute,
  setWebhookSink,
  testSink,
} from '../../resolvers/notify/notify-resolvers.ts';
import type { RootFieldExtensions } from '../access/guard-root-fields.ts';
import { builder } from '../builder.ts';
import { connectionOf } from '../relay/connection-type.ts';
import { pagingArguments } from '../relay/paging-arguments.ts';
import { deliveryType, testResultType } from './delivery-type.ts';
import { deliveryFilter, emailSinkInput, pagerDutySinkInput, routeInput, webhookSinkInput } from './notify-input.ts';
import { routeType } from './route-type.ts';
import { sinkType } from './sink-type.ts';

const configures: RootFieldExtensions & Record<string, unknown> = { scope: 'configure', rows: 100 };
const everySite = 'Needs the scope CONFIGURE, and a caller who reaches every site.';

builder.queryFields((t) => ({
  notifySinks: t.field({
    extensions: configures,
    type: [sinkType],
    description: `Where alarms are told outside, by name. ${everySite}`,
    resolve: (_, __, context) => listSinks(context),
  }),
  notifyRoutes: t.field({
    extensions: configures,
    type: [routeType],
    description: `Which alarms are told, by name. ${everySite}`,
    resolve: (_, __, context) => listRoutes(context),
  }),
  notifyDeliveries: t.field({
    extensions: configures,
    type: connectionOf('NotifyDelivery', deliveryType),
    description: `Messages to sinks, newest first: what waits, what was sent, what was given up. ${everySite}`,
    args: { filter: t.arg({ type: deliveryFilter, description: 'Which messages.' }), ...pagingArguments },
    resolve: (_, args, context) => listNotifyDeliveries(args, context),
  }),
}));

builder.mutationFields((t) => {
  const name = t.arg.string({ required: true, description: 'The name of the sink.' });
  return {
    setWebhookSink: t.field({
      extensions: configures,
      type: sinkType,
      description: 'Adds a webhook, or changes the sink of its name.',
      args: { input: t.arg({ type: webhookSinkInput, required: true, description: 'The whole sink.' }) },
      resolve: (_, { input }, context) => setWebhookSink(input, context),
    }),
    setPagerDutySink: t.field({
      extensions: configures,
      type: sinkType,
      description: 'Adds a service of PagerDuty, or changes the sink of its name.',
      args: { input: t.arg({ type: pagerDutySinkInput, required: true, description: 'The whole sink.' }) },
      resolve: (_, { input }, context) => setPagerDutySink(input, context),
    }),
    setEmailSink: t.field({
      extensions: configures,
      type: sinkType,
      description: 'Adds receivers of mail, or changes the sink of its name.',
      args: { input: t.arg({ type: emailSinkInput, required: true, description: 'The whole sink.' }) },
      resolve: (_, { input }, context) => setEmailSink(input, context),
    }),
    rotateNotifySecret: t.field({
      extensions: configures,
      type: sinkType,
      description: 'Sets a new secret; of a webhook those before it sign beside it for a while.',
      args: {
        name,
        secret: t.arg.string({ required: true, description: 'The new secret.' }),
        overlapMinutes: t.arg.int({ description: 'For so long; absent: 1440, a day. At most 43,200.' }),
      },
      resolve: (_, args, context) => rotateSecret(args, context),
    }),
    removeNotifySink: t.field({
      extensions: configures,
      type: 'Boolean',
      description: 'Removes a sink with what waits for it; CONFLICT while a route has a step for it.',
      args: { name },
      resolve: (_, args, context) => removeSink(args.name, context),
    }),
    testNotifySink: t.field({
      extensions: configures,
      type: testResultType,
      description: 'Sends a message that says it is a test, at once.',
      args: { name },
      resolve: (_, args, context) => testSink(args.name, context),
    }),
    setNotifyRoute: t.field({
      extensions: configures,
      type: routeType,
      description: 'Adds a route, or changes the one of its name. It tells what happens from now on.',
      args: { input: t.arg({ type: routeInput, required: true, description: 'The whole route.' }) },
      resolve: (_, { input }, context) => setRoute(input, context),
    }),
    removeNotifyRoute: t.field({
      extensions: configures,
      type: 'Boolean',
      description: 'Removes a route, and its escalations under way.',
      args: { name: t.arg.string({ required: true, description: 'The name of the route.' }) },
      resolve: (_, args, context) => removeRoute(args.name, context),
    }),
    resendNotifications: t.field({
      extensions: configures,
      type: 'Int',
      description: 'Sends messages again that were given up, with their ids; returns how many there are.',
      args: {
        deliveryIds: t.arg.idList({ description: 'These; absent: all.' }),
        sink: t.arg.string({ description: 'Of this sink; absent: of every one.' }),
      },
      resolve: (_, args, context) => resendNotifications(args, context),
    }),
  };
});
