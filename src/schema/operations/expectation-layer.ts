import { builder } from '../builder.ts';

export const expectationLayerType = builder.enumType('ExpectationLayer', {
  description: 'Where a reading is judged.',
  values: {
    DOOR: { value: 'door', description: 'Before it is stored: the sender is told.' },
    SILVER: { value: 'silver', description: 'On its way from bronze, where it is stored as it came, to silver.' },
  } as const,
});
