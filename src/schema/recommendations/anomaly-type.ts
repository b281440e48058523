/** The type Anomaly. */
import { encodeGlobalId } from '../../domain/global-id.ts';
import type { Anomaly } from '../../domain/recommendations/anomaly.ts';
import { equipmentOf } from '../../resolvers/equipment/equipment-resolvers.ts';
import { builder } from '../builder.ts';
import { equipmentType } from '../equipment/equipment-type.ts';
import { nodeType } from '../relay/node.ts';
import { anomalySubjectType } from './anomaly-subject-type.ts';
import { severityType } from './severity-type.ts';

const evidenceDescription = `What the finding rests on, as an object.
By the detector \`limit\`: \`{"limit": {"name": "critical", "value": 85}}\`, the value in the sensor’s unit.
By the detector \`baseline\`: \`{"baseline": {"mean": 70, "stddev": 2, "deviation": 8}}\`, mean and stddev in the sensor’s unit, deviation in
standard deviations.
By others: \`clause\`, the reason in words, such as "rising 3.1 mm/s a minute", and what it rests on under names of the detector’s own.
Members may be added.`;

export const anomalyType = builder.objectRef<Anomaly>('Anomaly').implement({
  description: 'The worst reading that one detector found at one sensor in one minute.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.id({
      description: 'Global id of the anomaly.',
      resolve: ({ id }) => encodeGlobalId({ type: 'Anomaly', anomalyId: id }),
    }),
    anomalyId: t.exposeID('id', { description: 'The key that SQL carries: `anomaly_id`.' }),
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment, unique within its site.' }),
    equipment: t.field({
      type: equipmentType,
      nullable: true,
      description: 'The equipment’s master data.',
      resolve: (anomaly, _, context) => equipmentOf(anomaly, context),
    }),
    sensorType: t.exposeString('sensorType', {
      description:
        'What is measured, such as `temperature`; with the equipment it names one sensor. Of an equipment’s anomaly the sensor that contributed most.',
    }),
    detector: t.exposeString('detector', { description: 'The detector that found it, such as `limit` or `baseline`.' }),
    severity: t.expose('severity', { type: severityType, description: 'How serious it is.' }),
    eventTime: t.expose('eventTime', { type: 'DateTime', description: 'When the reading was measured.' }),
    detectedAt: t.expose('detectedAt', { type: 'DateTime', description: 'When the detector found it.' }),
    value: t.exposeFloat('value', { description: 'The reading, in the sensor’s unit.' }),
    score: t.exposeFloat('score', { description: 'Confidence that something is wrong, 0…1.' }),
    readingCount: t.exposeInt('readingCount', { description: 'Anomalous readings of this minute, at least 1.' }),
    subject: t.expose('subject', {
      type: anomalySubjectType,
      description: 'What is found to be wrong: one sensor, or its equipment as a whole.',
    }),
    evidence: t.field({
      type: 'JSON',
      description: evidenceDescription,
      resolve: ({ evidence }) => evidence,
    }),
    limitName: t.string({
      nullable: true,
      description:
        'The limit that was exceeded: warning, critical, emergency, alarm_low, alarm_high, warning_low, critical_low or emergency_low; null for other findings.',
      resolve: ({ evidence }) => evidence.limit?.name,
    }),
    limitValue: t.float({
      nullable: true,
      description: 'The value of that limit, in the sensor’s unit.',
      resolve: ({ evidence }) => evidence.limit?.value,
    }),
    baselineMean: t.float({
      nullable: true,
      description: 'Mean of the rolling baseline, in the sensor’s unit; null for other findings.',
      resolve: ({ evidence }) => evidence.baseline?.mean,
    }),
    baselineStddev: t.float({
      nullable: true,
      description: 'Standard deviation of the rolling baseline, in the sensor’s unit.',
      resolve: ({ evidence }) => evidence.baseline?.stddev,
    }),
    deviation: t.float({
      nullable: true,
      description: 'Distance from the baseline’s mean, in standard deviations.',
      resolve: ({ evidence }) => evidence.baseline?.deviation,
    }),
    normalSince: t.expose('normalSince', {
      type: 'DateTime',
      nullable: true,
      description:
        'Event time of the first normal reading after the sensor’s last alarm; null while its readings are not normal, and for a sensor that never raised an alarm.',
    }),
  }),
});
