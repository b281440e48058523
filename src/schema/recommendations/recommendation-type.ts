/** The type Recommendation. */
import { encodeGlobalId } from '../../domain/global-id.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import { equipmentOf } from '../../resolvers/equipment/equipment-resolvers.ts';
import { adviceOf, remainingTimeOf } from '../../resolvers/recommendations/evidence-resolvers.ts';
import { anomalyOf, historyOf } from '../../resolvers/recommendations/recommendation-resolvers.ts';
import { builder } from '../builder.ts';
import { equipmentType } from '../equipment/equipment-type.ts';
import { nodeType } from '../relay/node.ts';
import { anomalyType } from './anomaly-type.ts';
import { recommendationFindingType } from './recommendation-finding.ts';
import { recommendationHistoryEntryType } from './recommendation-history-entry.ts';
import { recommendationStatusType } from './recommendation-status.ts';
import { givenAdviceType, remainingTimeType } from './remaining-time-type.ts';
import { severityType } from './severity-type.ts';

export const recommendationType = builder.objectRef<Recommendation>('Recommendation').implement({
  description:
    'What is wrong with a piece of equipment and what to do about it, for an operator to decide: as it is now, or, in an event, a snapshot of it.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.id({
      description:
        'Global id. A snapshot has one of its own, so that it never takes the recommendation’s place in a cache; wherever a recommendation’s id is asked for it does as well.',
      resolve: idOf,
    }),
    recommendationId: t.exposeID('id', {
      description: 'The key that SQL and notifications carry, the same for the recommendation and its snapshots.',
    }),
    snapshotOf: t.id({
      nullable: true,
      description:
        'For a snapshot: the global id of the recommendation itself. Null for the recommendation as it is now.',
      resolve: (recommendation) => (recommendation.event === undefined ? null : ownId(recommendation)),
    }),
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment, unique within its site.' }),
    equipment: t.field({
      type: equipmentType,
      nullable: true,
      description: 'The equipment’s master data; null when another program named equipment that is not known here.',
      resolve: (recommendation, _, context) => equipmentOf(recommendation, context),
    }),
    issueType: t.exposeString('issueType', {
      description: 'The issue type, such as `temperature_high_critical` (sensor type, side, level).',
    }),
    severity: t.expose('severity', { type: severityType, description: 'How serious it is.' }),
    issueDescription: t.exposeString('issueDescription', { nullable: true, description: 'What was observed.' }),
    recommendedAction: t.exposeString('recommendedAction', { nullable: true, description: 'What to do.' }),
    rootCauseAnalysis: t.exposeString('rootCauseAnalysis', { nullable: true, description: 'The probable cause.' }),
    expectedOutcome: t.exposeString('expectedOutcome', {
      nullable: true,
      description: 'The expected result of the action.',
    }),
    confidenceScore: t.exposeFloat('confidenceScore', {
      nullable: true,
      description: 'Confidence, 0…1; null when another program gave none.',
    }),
    status: t.expose('status', { type: recommendationStatusType, description: 'Its status.' }),
    operatorId: t.exposeString('operatorId', {
      nullable: true,
      description: 'The operator who decided last; null before any decision.',
    }),
    operatorNotes: t.exposeString('operatorNotes', { nullable: true, description: 'The operator’s notes.' }),
    approvedAt: t.expose('approvedAt', { type: 'DateTime', nullable: true, description: 'When it was approved.' }),
    executedAt: t.expose('executedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the work was reported as done.',
    }),
    deferUntil: t.expose('deferUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'The time until which it is deferred.',
    }),
    rejectionReason: t.exposeString('rejectionReason', { nullable: true, description: 'Why it was rejected.' }),
    outcome: t.exposeString('outcome', { nullable: true, description: 'The result of the work.' }),
    resolved: t.exposeBoolean('resolved', { nullable: true, description: 'Whether the work resolved the issue.' }),
    version: t.exposeInt('version', {
      description:
        'Counts the changes, from 1; pass it as `expectedVersion` to decide only on the version that the operator has seen.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was raised.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
    anomaly: t.field({
      type: anomalyType,
      nullable: true,
      description: 'The anomaly it was raised for; null when another program raised it.',
      resolve: (recommendation, _, context) => anomalyOf(recommendation, context),
    }),
    findings: t.field({
      type: [recommendationFindingType],
      description:
        'What was found about the machine and belongs together, first in time first. What is found later joins it while it is pending, or approved with an alarm of it active. Empty when another program raised it.',
      resolve: ({ findings }) => findings,
    }),
    remainingTime: t.field({
      type: remainingTimeType,
      nullable: true,
      description: 'When the next limit is reached, by the trend of what was found; null without a trend towards one.',
      resolve: (recommendation, _, context) => remainingTimeOf(recommendation, context),
    }),
    advice: t.field({
      type: givenAdviceType,
      nullable: true,
      description:
        'Likely causes and checks, as they were told when it was raised; null when another program raised it.',
      resolve: (recommendation, _, context) => adviceOf(recommendation, context),
    }),
    normalSince: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'Event time since when the value that it was raised for is normal again, as of this query; null while it is not normal, and when another program raised it.',
      resolve: async (recommendation, _, context) => (await anomalyOf(recommendation, context))?.normalSince ?? null,
    }),
    history: t.field({
      type: [recommendationHistoryEntryType],
      description: 'Everything that happened to it, oldest first.',
      resolve: (recommendation, _, context) => historyOf(recommendation, context),
    }),
  }),
});

function idOf(recommendation: Recommendation): string {
  const { id: recommendationId, event } = recommendation;
  if (event === undefined) return ownId(recommendation);
  const { number, token } = event;
  return encodeGlobalId({ type: 'RecommendationSnapshot', recommendationId, number, token });
}

function ownId({ id: recommendationId }: Recommendation): string {
  return encodeGlobalId({ type: 'Recommendation', recommendationId });
}
