import { builder } from '../builder.ts';

export const expectationActionType = builder.enumType('ExpectationAction', {
  description: 'What happens to a reading that does not meet an expectation.',
  values: {
    DROP: { value: 'drop', description: 'The reading goes to quarantine and is not processed.' },
    WARN: { value: 'warn', description: 'The reading is accepted, and flagged in silver.' },
    ACCEPT: { value: 'accept', description: 'The reading is accepted, or was stored before; it is only counted.' },
  } as const,
});
