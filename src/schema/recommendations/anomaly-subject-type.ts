import { builder } from '../builder.ts';

export const anomalySubjectType = builder.enumType('AnomalySubject', {
  description: 'What an anomaly is about.',
  values: {
    SENSOR: { value: 'sensor', description: 'One sensor by itself.' },
    EQUIPMENT: {
      value: 'equipment',
      description: 'The sensors of one piece of equipment taken together; the one that contributed most is named.',
    },
  } as const,
});
