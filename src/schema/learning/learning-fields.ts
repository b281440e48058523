/** The root fields about what was learnt from decisions. */
import { confidenceQuality, recommendationEffectiveness } from '../../resolvers/learning/effectiveness-resolvers.ts';
import {
  learntSilences,
  liftSilence,
  listWithheld,
  queueWithheld,
} from '../../resolvers/learning/learning-resolvers.ts';
import { builder } from '../builder.ts';
import { effectivenessType } from '../recommendations/effectiveness.ts';
import { connectionOf } from '../relay/connection-type.ts';
import { pagingArguments } from '../relay/paging-arguments.ts';
import { confidenceQualityType, trendStepArgument } from './quality-type.ts';
import { learntSilenceType } from './silence-type.ts';
import { queuedWithheldType, withheldFilter, withheldType } from './withheld-type.ts';

const decidedArguments = builder.args((t) => ({
  from: t.field({ type: 'DateTime', description: 'Raised at or after this; absent: from the beginning.' }),
  to: t.field({ type: 'DateTime', description: 'Raised before this; absent: up to now.' }),
  siteIds: t.idList({ description: 'Of these sites; absent: of all that the caller reaches.' }),
  issueTypes: t.stringList({ description: 'Of these issue types; absent: of all.' }),
}));

builder.queryFields((t) => ({
  recommendationEffectiveness: t.field({
    extensions: { rows: 500 },
    type: [effectivenessType],
    description: 'Outcome of the recommendations that were raised in the range, by issue type.',
    args: decidedArguments,
    resolve: (_, args, context) => recommendationEffectiveness(args, context),
  }),
  confidenceQuality: t.field({
    extensions: { rows: 500 },
    type: confidenceQualityType,
    description:
      'How well confidences told the decisions on what was raised in the range, of all issue types together.',
    args: { ...decidedArguments, ...trendStepArgument },
    resolve: (_, args, context) => confidenceQuality(args, context),
  }),
  learntSilences: t.field({
    extensions: { rows: 500 },
    type: [learntSilenceType],
    description:
      'Kinds of recommendation that decisions have silenced, the one silenced last first. What is shared between sites is told to callers who reach every site.',
    args: { siteIds: t.arg.idList({ description: 'Of these sites; absent: of all that the caller reaches.' }) },
    resolve: (_, args, context) => learntSilences(args, context),
  }),
  withheldRecommendations: t.field({
    type: connectionOf('WithheldRecommendation', withheldType),
    description: 'What learning kept out of the queue, the one withheld last first.',
    args: { filter: t.arg({ type: withheldFilter, description: 'Which ones.' }), ...pagingArguments },
    resolve: (_, args, context) => listWithheld(args, context),
  }),
}));

builder.mutationFields((t) => ({
  queueWithheld: t.field({
    extensions: { scope: 'decide', rows: 500 },
    type: [queuedWithheldType],
    description:
      'Puts withheld recommendations into the queue, to be decided on like any other. Approving them teaches that their kind is to interrupt.',
    args: {
      ids: t.arg.idList({
        required: true,
        description: 'At most 100, by `withheldId`; each has a result, in their order.',
      }),
    },
    resolve: (_, args, context) => queueWithheld(args, context),
  }),
  liftSilence: t.field({
    extensions: { scope: 'decide', rows: 500 },
    type: learntSilenceType,
    description:
      'Undoes a learnt silence: decisions on its kind up to now count no more, so that it interrupts again. Returns what it was. Audited.',
    args: {
      silenceId: t.arg.id({ required: true, description: 'The silence’s number.' }),
      reason: t.arg.string({ description: 'Why, 1…4,000 characters.' }),
    },
    resolve: (_, args, context) => liftSilence(args, context),
  }),
}));
