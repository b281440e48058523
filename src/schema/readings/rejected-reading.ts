/** The type RejectedReading. */
import { expectations } from '../../domain/readings/expectation.ts';
import { builder } from '../builder.ts';

interface RejectedReading {
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

const rejectionCodes = expectations.flatMap((one) => (one.layer === 'door' && 'code' in one ? [one.code] : []));

export const rejectedReadingType = builder.objectRef<RejectedReading>('RejectedReading').implement({
  description: 'A reading of the request that was rejected. It is kept in quarantine.',
  fields: (t) => ({
    index: t.exposeInt('index', {
      description:
        'Index of the reading in the request, from 0; in `ingestSeries` counted through all series in order.',
    }),
    code: t.exposeString('code', {
      description: `The error code: ${rejectionCodes.join(', ')}; NOT_IN_QUARANTINE where an entry of quarantine was to be replayed.`,
    }),
    message: t.exposeString('message', { description: 'The reason in a sentence.' }),
  }),
});
