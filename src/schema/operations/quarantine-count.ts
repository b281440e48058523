import type { PipelineStatistics } from '../../health/pipeline-statistics.ts';
import { builder } from '../builder.ts';

export const quarantineCountType = builder
  .objectRef<PipelineStatistics['quarantinedLastHour'][number]>('QuarantineCount')
  .implement({
    description: 'Number of readings that were rejected or left out for one reason.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'The reason, as in RejectedReading.code.' }),
      count: t.exposeInt('count', { description: 'Readings.' }),
    }),
  });
