import type { QuarantineReplayResult } from '../../domain/readings/reading.ts';
import { builder } from '../builder.ts';
import { rejectedReadingType } from './rejected-reading.ts';

export const quarantineReplayResultType = builder
  .objectRef<QuarantineReplayResult>('QuarantineReplayResult')
  .implement({
    description: 'Outcome of the entries of one request, sent after the commit.',
    fields: (t) => ({
      accepted: t.exposeInt('accepted', {
        description: 'Readings stored now; their entries are marked in the same transaction.',
      }),
      duplicates: t.exposeInt('duplicates', {
        description: 'Readings that were stored before, with the same value; their entries are marked too.',
      }),
      alreadyReplayed: t.exposeInt('alreadyReplayed', {
        description: 'Entries that were accepted earlier; they are left unchanged.',
      }),
      rejected: t.expose('rejected', {
        type: [rejectedReadingType],
        description:
          'Readings that were rejected, by the index of their entry in the request, from 0. The entries stay open, and no new ones are made. NOT_IN_QUARANTINE: there is no such entry.',
      }),
    }),
  });
