import { builder } from '../builder.ts';

export const recommendationStatusType = builder.enumType('RecommendationStatus', {
  description:
    'Status of a recommendation. PENDING becomes APPROVED, REJECTED, DEFERRED or EXPIRED; DEFERRED becomes PENDING again when it is due, or is decided before; APPROVED becomes EXECUTED.',
  values: {
    PENDING: { value: 'pending', description: 'It waits for the decision of an operator.' },
    APPROVED: { value: 'approved', description: 'An operator has approved it; the work is not done yet.' },
    REJECTED: { value: 'rejected', description: 'An operator has rejected it, with a reason. Final.' },
    DEFERRED: { value: 'deferred', description: 'Deferred until `deferUntil`, then PENDING again.' },
    EXECUTED: { value: 'executed', description: 'The work is done, with an outcome. Final.' },
    EXPIRED: {
      value: 'expired',
      description:
        'It expired before an operator decided: a worse one took its place, what it is about returned to normal, or its sensor was removed. Final.',
    },
  } as const,
});
