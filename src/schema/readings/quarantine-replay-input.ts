import { builder } from '../builder.ts';
import { readingInput } from './reading-input.ts';

export const quarantineReplayInput = builder.inputType('QuarantineReplayInput', {
  description: 'An entry of quarantine, and its reading as it is to be taken now.',
  fields: (t) => ({
    id: t.field({ type: 'ID', required: true, description: 'The entry, by its global id or `quarantineId`.' }),
    reading: t.field({ type: readingInput, required: true, description: 'The mended reading.' }),
  }),
});
