import type { Effectiveness } from '../../services/queries.ts';
import { builder } from '../builder.ts';

export const effectivenessType = builder.objectRef<Effectiveness>('Effectiveness').implement({
  description: 'Outcome of the recommendations of one issue type that were raised in the range.',
  fields: (t) => ({
    issueType: t.exposeString('issueType', { description: 'The issue type, such as `temperature_high_critical`.' }),
    raised: t.exposeInt('raised', { description: 'Number of recommendations that were raised.' }),
    approved: t.exposeInt('approved', {
      description: 'Number of these recommendations that are approved and not yet executed.',
    }),
    rejected: t.exposeInt('rejected', { description: 'Number of these recommendations that were rejected.' }),
    deferred: t.exposeInt('deferred', { description: 'Number of these recommendations that are deferred now.' }),
    executed: t.exposeInt('executed', { description: 'Number of these recommendations that were executed.' }),
    expired: t.exposeInt('expired', {
      description: 'Number of these recommendations that expired without a decision.',
    }),
    pending: t.exposeInt('pending', { description: 'Number of these recommendations that are pending.' }),
    resolved: t.exposeInt('resolved', { description: 'Number of executed recommendations that resolved the issue.' }),
    approvalRate: t.exposeFloat('approvalRate', {
      nullable: true,
      description: 'Share of the decided recommendations that were approved, 0…1; null when none is decided.',
    }),
    resolutionRate: t.exposeFloat('resolutionRate', {
      nullable: true,
      description: 'Share of the executed recommendations that resolved the issue, 0…1; null when none is executed.',
    }),
    medianDecisionMs: t.exposeFloat('medianDecisionMs', {
      nullable: true,
      description: 'Median time from raising to the decision, in ms; null when none is decided.',
    }),
  }),
});
