import { builder } from '../builder.ts';

export const qualityType = builder.enumType('Quality', {
  description: 'How far a reading can be trusted: OPC’s three classes.',
  values: {
    GOOD: { value: 'good', description: 'The device vouches for the value.' },
    UNCERTAIN: { value: 'uncertain', description: 'The value may be off; it is stored and shown, marked.' },
    BAD: { value: 'bad', description: 'The value must not be relied on.' },
  } as const,
});
