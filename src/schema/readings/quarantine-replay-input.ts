import { builder } from '../builder.ts';
import { readingInput } from './reading-input.ts';

export const quarantineReplayInput = builder.inputType('QuarantineReplayInput', {
  description: 'An entry of quarantine, with its corrected reading.',
  fields: (t) => ({
    id: t.field({ type: 'ID', required: true, description: 'The entry, by its global id or `quarantineId`.' }),
    reading: t.field({ type: readingInput, required: true, description: 'The corrected reading.' }),
  }),
});
