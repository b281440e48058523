import type { RecommendationFeed } from '../../events/feed/recommendation-feed.ts';
import { builder } from '../builder.ts';
import { feedStateType } from './feed-state.ts';

export const feedHealthType = builder.objectRef<ReturnType<RecommendationFeed['health']>>('FeedHealth').implement({
  description: 'The ordered feed of recommendation events on this server.',
  fields: (t) => ({
    state: t.field({
      type: feedStateType,
      description: 'Whether committed events reach subscribers at once.',
      resolve: ({ state }) => state,
    }),
    head: t.exposeFloat('head', { description: 'Number of the newest event, from 1; 0 before the first.' }),
    oldest: t.exposeFloat('oldest', { description: 'Number of the oldest event that is still kept.' }),
    headCursor: t.exposeString('headCursor', { description: 'Cursor of the newest event.' }),
    oldestCursor: t.exposeString('oldestCursor', {
      description:
        'The earliest cursor from which a client can still resume; an earlier one is answered with CURSOR_EXPIRED.',
    }),
    subscribers: t.exposeInt('subscribers', { description: 'Open subscriptions to events on this server.' }),
    stateSince: t.field({
      type: 'DateTime',
      description: 'When the connection that listens for events was made, or was lost.',
      resolve: ({ listener }) => listener.since,
    }),
    canaryDelayMs: t.float({
      nullable: true,
      description:
        'How long the last test notification of the server to itself took, in ms; sent every 3 s, in idle mode every 20 s; null before the first.',
      resolve: ({ listener }) => listener.canaryDelayMs,
    }),
    notificationQueueUsage: t.float({
      description: 'How full PostgreSQL’s queue of notifications is, 0…1. From 0.5 on health is DEGRADED.',
      resolve: ({ listener }) => listener.queueUsage,
    }),
    lastNotifyDelayMs: t.exposeFloat('lastNotifyDelayMs', {
      nullable: true,
      description: 'Time from the last event’s commit to its arrival here, in ms; null before the first.',
    }),
  }),
});
