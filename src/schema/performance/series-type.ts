import type { Series } from '../../services/performance-service.ts';
import { builder } from '../builder.ts';

export const seriesType = builder.objectRef<Series>('Series').implement({
  description:
    'A sensor’s history as columns of equal length, reduced to the requested number of points without losing peaks.',
  fields: (t) => ({
    timestamps: t.expose('timestamps', { type: ['DateTime'], description: 'Start of each point’s span, ascending.' }),
    avg: t.expose('avg', {
      type: ['Float'],
      description: 'Mean of each span weighted by readings, in the sensor’s unit.',
    }),
    min: t.expose('min', { type: ['Float'], description: 'Smallest value of each span, in the sensor’s unit.' }),
    max: t.expose('max', { type: ['Float'], description: 'Largest value of each span, in the sensor’s unit.' }),
  }),
});
