import { builder } from '../builder.ts';

export const expectationLayerType = builder.enumType('ExpectationLayer', {
  description: 'Where an expectation is checked.',
  values: {
    DOOR: { value: 'door', description: 'Before the reading is stored: the sender gets the rejection in the answer.' },
    SILVER: { value: 'silver', description: 'After the reading was stored in bronze, on its way to silver.' },
  } as const,
});
