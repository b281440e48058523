import { builder } from '../builder.ts';

export const healthStatusType = builder.enumType('HealthStatus', {
  description: 'The overall state of the server.',
  values: {
    OK: { value: 'ok', description: 'Everything works.' },
    DEGRADED: { value: 'degraded', description: 'It works, late or in part; `reasons` says why.' },
    DOWN: {
      value: 'down',
      description: 'The database does not answer, or takes no writes: nothing is stored, no alarm is raised.',
    },
  } as const,
});
