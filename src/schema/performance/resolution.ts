import { builder } from '../builder.ts';

export const resolutionType = builder.enumType('Resolution', {
  description: 'How long one window of statistics is; windows begin at whole UTC minutes, hours or days.',
  values: {
    MINUTE: { value: 'minute', description: '60 seconds.' },
    HOUR: { value: 'hour', description: '60 minutes, merged exactly from the minutes.' },
    DAY: { value: 'day', description: '24 hours in UTC, merged exactly from the minutes.' },
  } as const,
});
