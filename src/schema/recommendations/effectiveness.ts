import type { Effectiveness } from '../../services/recommendation-service.ts';
import { builder } from '../builder.ts';

export const effectivenessType = builder.objectRef<Effectiveness>('Effectiveness').implement({
  description: 'What became of the recommendations of one issue type that were raised in the range.',
  fields: (t) => ({
    issueType: t.exposeString('issueType', { description: 'The kind of trouble.' }),
    raised: t.exposeInt('raised', { description: 'Recommendations raised.' }),
    approved: t.exposeInt('approved', { description: 'Of these, approved and not yet executed.' }),
    rejected: t.exposeInt('rejected', { description: 'Of these, rejected.' }),
    deferred: t.exposeInt('deferred', { description: 'Of these, put off now.' }),
    executed: t.exposeInt('executed', { description: 'Of these, executed.' }),
    expired: t.exposeInt('expired', { description: 'Of these, expired undecided.' }),
    pending: t.exposeInt('pending', { description: 'Of these, still waiting.' }),
    resolved: t.exposeInt('resolved', { description: 'Executed ones that removed the trouble.' }),
    approvalRate: t.exposeFloat('approvalRate', {
      nullable: true,
      description: 'Share of the decided ones that were approved, 0…1; null when none is decided.',
    }),
    resolutionRate: t.exposeFloat('resolutionRate', {
      nullable: true,
      description: 'Share of the executed ones that removed the trouble, 0…1; null when none is executed.',
    }),
    medianDecisionMs: t.exposeFloat('medianDecisionMs', {
      nullable: true,
      description: 'Median time from raising to the decision, in ms; null when none is decided.',
    }),
  }),
});
