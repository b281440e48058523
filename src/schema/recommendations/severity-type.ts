import { builder } from '../builder.ts';

export const severityType = builder.enumType('Severity', {
  description: 'How serious an anomaly or a recommendation is.',
  values: {
    LOW: { value: 'low', description: 'More than 2 standard deviations from the baseline.' },
    MEDIUM: { value: 'medium', description: 'Above the warning limit, or more than 2.5 standard deviations.' },
    HIGH: { value: 'high', description: 'Above the critical limit, or more than 3 standard deviations.' },
    CRITICAL: {
      value: 'critical',
      description: 'Above the emergency limit, or more than 4 standard deviations: act immediately.',
    },
  } as const,
});
