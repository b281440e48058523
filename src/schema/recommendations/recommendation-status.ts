import { builder } from '../builder.ts';

export const recommendationStatusType = builder.enumType('RecommendationStatus', {
  description:
    'Where a recommendation stands. PENDING becomes APPROVED, REJECTED, DEFERRED or EXPIRED; DEFERRED becomes PENDING again when it is due, or is decided before; APPROVED becomes EXECUTED.',
  values: {
    PENDING: { value: 'pending', description: 'Waits for an operator.' },
    APPROVED: { value: 'approved', description: 'An operator has taken it on.' },
    REJECTED: { value: 'rejected', description: 'An operator has refused it, with a reason. Final.' },
    DEFERRED: { value: 'deferred', description: 'Put off until `deferUntil`, then PENDING again.' },
    EXECUTED: { value: 'executed', description: 'The work is done, with an outcome. Final.' },
    EXPIRED: { value: 'expired', description: 'Nobody decided in time. Final.' },
  } as const,
});
