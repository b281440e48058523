/** The type WithheldRecommendation, its filter, and what becomes of one that is queued. */
import type { QueuedWithheld, WithheldRecommendation } from '../../services/learning/learning-service.ts';
import { builder } from '../builder.ts';
import { recommendationType } from '../recommendations/recommendation-type.ts';
import { severityType } from '../recommendations/severity-type.ts';

export const withheldType = builder.objectRef<WithheldRecommendation>('WithheldRecommendation').implement({
  description: 'What would have interrupted at one machine on one day, and did not because of what was learnt.',
  fields: (t) => ({
    withheldId: t.exposeID('id', { description: 'Its number, by which `queueWithheld` names it.' }),
    siteId: t.exposeID('siteId', { description: 'The site.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment, unique within its site.' }),
    issueType: t.exposeString('issueType', { description: 'The issue with its level.' }),
    detector: t.exposeString('detector', { description: 'Who found it.' }),
    severity: t.expose('severity', { type: severityType, description: 'How serious it is; never critical.' }),
    occurrences: t.exposeInt('occurrences', {
      description: 'How often it would have been told that day, at most once in the dedupe window.',
    }),
    firstAt: t.expose('firstAt', { type: 'DateTime', description: 'The first time.' }),
    lastAt: t.expose('lastAt', { type: 'DateTime', description: 'The last time.' }),
    detectorScore: t.exposeFloat('score', { description: 'The detector’s own confidence, 0…1; the last time.' }),
    confidenceScore: t.exposeFloat('confidence', { description: 'The learnt confidence, 0…1; the last time.' }),
    issueDescription: t.exposeString('issueDescription', { nullable: true, description: 'What was observed.' }),
    recommendedAction: t.exposeString('recommendedAction', { nullable: true, description: 'What to do.' }),
    queuedAt: t.expose('queuedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When somebody put it into the queue; null while nobody has, and after it was withheld again.',
    }),
    queuedBy: t.exposeString('queuedBy', { nullable: true, description: 'Who did.' }),
    recommendationId: t.exposeID('recommendationId', {
      nullable: true,
      description: 'The recommendation that it became.',
    }),
  }),
});

export const withheldFilter = builder.inputType('WithheldFilter', {
  description: 'Conditions that all have to hold; an absent one does not restrict.',
  fields: (t) => ({
    siteIds: t.idList({ description: 'Of these sites.' }),
    equipmentIds: t.idList({ description: 'Of these machines, by name or global id.' }),
    issueTypes: t.stringList({ description: 'Of these issue types.' }),
    waiting: t.boolean({
      description: 'True: those that nobody has put into the queue; false: those that somebody has.',
    }),
    from: t.field({ type: 'DateTime', description: 'Withheld last at or after this.' }),
    to: t.field({ type: 'DateTime', description: 'Withheld last before this.' }),
  }),
});

export const queuedWithheldType = builder.objectRef<QueuedWithheld>('QueuedWithheld').implement({
  description: 'What became of one that was to be queued: the recommendation, or why there is none.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'As it was asked for.' }),
    recommendation: t.field({
      type: recommendationType,
      nullable: true,
      description: 'The pending recommendation; null where nothing was done.',
      resolve: ({ recommendation }) => recommendation,
    }),
    code: t.exposeString('code', { nullable: true, description: 'NOT_FOUND or CONFLICT; null where it was done.' }),
    message: t.exposeString('message', { nullable: true, description: 'Why nothing was done.' }),
  }),
});
