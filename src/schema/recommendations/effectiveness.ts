/** The type Effectiveness: what became of the recommendations of one issue type. */
import {
  confidenceOfIssue,
  silencesOfIssue,
  type ToldEffectiveness,
} from '../../resolvers/learning/effectiveness-resolvers.ts';
import { builder } from '../builder.ts';
import { confidenceQualityType, trendStepArgument } from '../learning/quality-type.ts';
import { learntSilenceType } from '../learning/silence-type.ts';

export const effectivenessType = builder.objectRef<ToldEffectiveness>('Effectiveness').implement({
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
    withheld: t.exposeInt('withheld', {
      description: 'How often one would have been raised and was withheld, on days within the range.',
    }),
    confidence: t.field({
      type: confidenceQualityType,
      description: 'How well the confidence told the decisions on these recommendations.',
      args: trendStepArgument,
      resolve: (effectiveness, args, context) => confidenceOfIssue(effectiveness, args, context),
    }),
    silences: t.field({
      type: [learntSilenceType],
      description: 'Where decisions have silenced it now.',
      resolve: (effectiveness, _, context) => silencesOfIssue(effectiveness, context),
    }),
    medianDecisionMs: t.exposeFloat('medianDecisionMs', {
      nullable: true,
      description: 'Median time from raising to the decision, in ms; null when none is decided.',
    }),
  }),
});
