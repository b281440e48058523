import { builder } from '../builder.ts';

export const criticalityType = builder.enumType('Criticality', {
  description: 'How an outage of the equipment would affect the site.',
  values: {
    CRITICAL: { value: 'Critical', description: 'The site stands still.' },
    HIGH: { value: 'High', description: 'A main line stands still.' },
    MEDIUM: { value: 'Medium', description: 'Output falls.' },
    LOW: { value: 'Low', description: 'Hardly noticed.' },
  } as const,
});
