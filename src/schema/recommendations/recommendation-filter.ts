import { builder } from '../builder.ts';
import { recommendationStatusType } from './recommendation-status.ts';
import { severityType } from './severity-type.ts';

export const recommendationFilter = builder.inputType('RecommendationFilter', {
  description:
    'Conditions that all have to hold; an absent one does not restrict. In a subscription it is applied to the recommendation as it was at the event.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'These sites only.' }),
    equipmentIds: t.field({ type: ['ID'], description: 'This equipment only, by names or global ids.' }),
    issueTypes: t.field({ type: ['String'], description: 'These kinds of trouble only.' }),
    severities: t.field({ type: [severityType], description: 'These severities only.' }),
    statuses: t.field({ type: [recommendationStatusType], description: 'These statuses only.' }),
    from: t.field({ type: 'DateTime', description: 'At or after this time of creation.' }),
    to: t.field({ type: 'DateTime', description: 'Before this time of creation.' }),
  }),
});
