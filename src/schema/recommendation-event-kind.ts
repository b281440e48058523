import { builder } from './builder.ts';

export const recommendationEventKindType = builder.enumType('RecommendationEventKind', {
  description: 'What happened to a recommendation.',
  values: {
    CREATED: { value: 'created', description: 'It was raised.' },
    STATUS_CHANGED: {
      value: 'status_changed',
      description: 'Its status changed, by an operator, by another program or because it was due.',
    },
  } as const,
});
