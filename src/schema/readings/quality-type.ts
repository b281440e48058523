import { builder } from '../builder.ts';

export const qualityType = builder.enumType('Quality', {
  description: 'Quality of a reading, in OPC’s three classes.',
  values: {
    GOOD: { value: 'good', description: 'The device vouches for the value.' },
    UNCERTAIN: { value: 'uncertain', description: 'The value may be wrong; it is stored, and shown with a mark.' },
    BAD: { value: 'bad', description: 'The value must not be relied on.' },
  } as const,
});
