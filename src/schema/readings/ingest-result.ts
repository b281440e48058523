import type { IngestResult } from '../../domain/readings/reading.ts';
import { builder } from '../builder.ts';
import { rejectedReadingType } from './rejected-reading.ts';

export const ingestResultType = builder.objectRef<IngestResult>('IngestResult').implement({
  description:
    'Outcome of the readings of one request. The answer is sent after the commit: accepted readings are durable.',
  fields: (t) => ({
    accepted: t.exposeInt('accepted', { description: 'Number of readings that this request stored.' }),
    duplicates: t.exposeInt('duplicates', {
      description: 'Number of readings that were stored before with the same value.',
    }),
    rejected: t.expose('rejected', {
      type: [rejectedReadingType],
      description: 'Readings that were rejected, by index.',
    }),
  }),
});
