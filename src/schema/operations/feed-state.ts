import { builder } from '../builder.ts';

export const feedStateType = builder.enumType('FeedState', {
  description: 'Whether committed events reach subscribers at once.',
  values: {
    LIVE: { value: 'live', description: 'Events are delivered as they are committed.' },
    CATCHING_UP: { value: 'catching_up', description: 'Missed events are being read from the log.' },
    RECONNECTING: {
      value: 'reconnecting',
      description: 'The connection that listens for events was lost and is being restored.',
    },
  } as const,
});
