import type { IngestResult } from '../../domain/readings/reading.ts';
import { builder } from '../builder.ts';
import { rejectedReadingType } from './rejected-reading.ts';

export const ingestResultType = builder.objectRef<IngestResult>('IngestResult').implement({
  description: 'What became of the readings of one request. It is sent after the commit: what is accepted is durable.',
  fields: (t) => ({
    accepted: t.exposeInt('accepted', { description: 'Readings stored now.' }),
    duplicates: t.exposeInt('duplicates', { description: 'Readings that were stored before, with the same value.' }),
    rejected: t.expose('rejected', {
      type: [rejectedReadingType],
      description: 'Readings that were not taken, by index.',
    }),
  }),
});
