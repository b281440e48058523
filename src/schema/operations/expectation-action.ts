import { builder } from '../builder.ts';

export const expectationActionType = builder.enumType('ExpectationAction', {
  description: 'What becomes of a reading that does not meet an expectation.',
  values: {
    DROP: { value: 'drop', description: 'It goes to quarantine and no further.' },
    WARN: { value: 'warn', description: 'It is taken, and flagged in silver.' },
    ACCEPT: { value: 'accept', description: 'It is taken, or was taken before; this is only counted.' },
  } as const,
});
