import { builder } from '../builder.ts';

export const recommendationEventKindType = builder.enumType('RecommendationEventKind', {
  description:
    'What happened to a recommendation. Subscribers get CHANGED and DELETED only if they name them in `kinds`.',
  values: {
    CREATED: { value: 'created', description: 'It was raised.' },
    STATUS_CHANGED: {
      value: 'status_changed',
      description: 'Its status changed, by an operator, by another program or because it was due.',
    },
    CHANGED: {
      value: 'changed',
      description:
        'A finding joined it (`joined`), or another program changed something else of it, such as severity or texts.',
    },
    DELETED: {
      value: 'deleted',
      description:
        'Another program deleted it, or moved it to another site, equipment or issue; `recommendation` is its last state there.',
    },
  } as const,
});
