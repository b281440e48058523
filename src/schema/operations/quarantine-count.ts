import type { PipelineStatistics } from '../../health/pipeline-statistics.ts';
import { builder } from '../builder.ts';

export const quarantineCountType = builder
  .objectRef<PipelineStatistics['quarantinedLastHour'][number]>('QuarantineCount')
  .implement({
    description: 'How many readings were not taken for one reason.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'The reason, as in RejectedReading.code.' }),
      count: t.exposeInt('count', { description: 'Readings.' }),
    }),
  });
