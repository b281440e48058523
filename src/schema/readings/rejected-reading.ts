import { builder } from '../builder.ts';

interface RejectedReading {
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

export const rejectedReadingType = builder.objectRef<RejectedReading>('RejectedReading').implement({
  description: 'A reading of the request that was not taken. It is kept in quarantine.',
  fields: (t) => ({
    index: t.exposeInt('index', {
      description: 'Its place in the request, from 0; in `ingestSeries` counted through all series in order.',
    }),
    code: t.exposeString('code', {
      description:
        'Why, in a word: MISSING_EQUIPMENT, MISSING_SENSOR, INVALID_TAG_PATH, INVALID_ID, INVALID_VALUE, INVALID_QUALITY, INVALID_TIMESTAMP, INVALID_UNITS, INVALID_ATTRIBUTES, TIMESTAMP_IN_FUTURE, TIMESTAMP_TOO_OLD or CONFLICTING_DUPLICATE.',
    }),
    message: t.exposeString('message', { description: 'Why, in a sentence.' }),
  }),
});
