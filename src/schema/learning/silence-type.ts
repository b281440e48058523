/** The type LearntSilence. */
import type { LearntSilence, SilencingOperator } from '../../services/learning/learning-service.ts';
import { builder } from '../builder.ts';

const silencingOperatorType = builder.objectRef<SilencingOperator>('SilencingOperator').implement({
  description: 'Who rejected recommendations of a kind, and how many of the last decisions.',
  fields: (t) => ({
    operatorId: t.exposeString('operator', {
      description: 'The operator; `database user …` of a program that named none.',
    }),
    rejections: t.exposeInt('rejections', { description: 'Rejections among the last decisions, at most 20.' }),
  }),
});

export const learntSilenceType = builder.objectRef<LearntSilence>('LearntSilence').implement({
  description:
    'A kind of recommendation that operators have rejected so often that it no longer interrupts. Its alarms stand as ever; what it would have told is in `withheldRecommendations`.',
  fields: (t) => ({
    silenceId: t.exposeID('id', { description: 'Its number, by which `liftSilence` names it.' }),
    siteId: t.exposeID('siteId', { description: 'The site; `*` where learning is shared between sites.' }),
    equipmentType: t.exposeString('equipmentType', {
      description:
        'The type of equipment; `machine …` for one whose type nobody has said; `*` where learning is shared between types.',
    }),
    issueType: t.exposeString('issueType', {
      description: 'The issue with its level, such as `vibration_high_medium`.',
    }),
    detector: t.exposeString('detector', { description: 'Who finds it.' }),
    confidence: t.exposeFloat('confidence', {
      description: 'Learnt probability that an ordinary one of the kind is taken on, 0…1.',
    }),
    since: t.expose('since', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it no longer interrupts; null where it did when it was lifted.',
    }),
    lapsesAt: t.expose('lapsesAt', {
      type: 'DateTime',
      description: 'When it interrupts again, unless it is decided on before: 30 days after the last decision.',
    }),
    decided: t.exposeInt('decided', { description: 'The last decisions on it, at most 20.' }),
    rejected: t.exposeInt('rejected', { description: 'Those of them that were rejections.' }),
    summary: t.exposeString('summary', { description: 'Such as `learnt: 18 of the last 20 rejected`.' }),
    rejectedBy: t.expose('rejectedBy', { type: [silencingOperatorType], description: 'Who rejected, most first.' }),
    withheld: t.exposeInt('withheld', { description: 'How often it would have interrupted since.' }),
    lastWithheldAt: t.expose('lastWithheldAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The last time that it would have.',
    }),
  }),
});
