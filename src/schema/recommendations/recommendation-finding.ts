/** The type RecommendationFinding. */
import type { RecommendationFinding } from '../../domain/recommendations/finding.ts';
import { anomalyById } from '../../resolvers/recommendations/recommendation-resolvers.ts';
import { builder } from '../builder.ts';
import { anomalySubjectType } from './anomaly-subject-type.ts';
import { anomalyType } from './anomaly-type.ts';
import { severityType } from './severity-type.ts';

export const recommendationFindingType = builder.objectRef<RecommendationFinding>('RecommendationFinding').implement({
  description: 'One piece of evidence of a recommendation: what was found about its machine.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When the reading was measured.' }),
    sensorType: t.exposeString('sensorType', {
      description:
        'What is measured, such as `temperature`; of a finding about the whole machine the sensor that contributed most.',
    }),
    subject: t.expose('subject', {
      type: anomalySubjectType,
      description: 'What is found to be wrong: one sensor, or its equipment as a whole.',
    }),
    detector: t.exposeString('detector', { description: 'The detector that found it, such as `limit` or `drift`.' }),
    severity: t.expose('severity', { type: severityType, description: 'How serious it is by itself.' }),
    issueType: t.exposeString('issueType', {
      description: 'What it would be called by itself, such as `vibration_high_high` (sensor type, side, level).',
    }),
    sentence: t.exposeString('sentence', { description: 'What was measured, and why that is worth telling.' }),
    value: t.exposeFloat('value', { description: 'The reading, in `unit`.' }),
    unit: t.exposeString('unit', { nullable: true, description: 'The sensor’s unit; null where nobody has said.' }),
    limitName: t.string({
      nullable: true,
      description:
        'The limit that was exceeded: warning, critical, emergency, alarm_low, alarm_high, warning_low, critical_low or emergency_low; null for other findings.',
      resolve: ({ limit }) => limit?.name,
    }),
    limitValue: t.float({
      nullable: true,
      description: 'The value of that limit, in `unit`.',
      resolve: ({ limit }) => limit?.value,
    }),
    version: t.exposeInt('version', {
      description:
        'The version of the recommendation with which it came: 1 for what it was raised with, more for what joined it.',
    }),
    anomaly: t.field({
      type: anomalyType,
      nullable: true,
      description: 'The anomaly with all that its detector knows; null when it is past its retention.',
      resolve: ({ anomalyId }, _, context) => anomalyById(anomalyId, context),
    }),
  }),
});
