import type { ExpectationReport } from '../../services/expectation-service.ts';
import { builder } from '../builder.ts';

export const expectationCountsType = builder.objectRef<ExpectationReport['steps']>('ExpectationCounts').implement({
  description:
    'When readings did not meet an expectation, as columns of equal length; steps without such readings are left out.',
  fields: (t) => ({
    times: t.field({
      type: ['DateTime'],
      description: 'Start of each step, ascending, by the server’s clock at the readings’ arrival.',
      resolve: (steps) => steps.map(({ from }) => from),
    }),
    readings: t.floatList({
      description: 'Readings of each step that did not meet it, 1 or more.',
      resolve: (steps) => steps.map(({ readings }) => readings),
    }),
  }),
});
