import { encodeGlobalId } from '../../domain/global-id.ts';
import type { Anomaly } from '../../domain/recommendations/anomaly.ts';
import { equipmentOf } from '../../resolvers/equipment/equipment-resolvers.ts';
import { builder } from '../builder.ts';
import { equipmentType } from '../equipment/equipment-type.ts';
import { nodeType } from '../relay/node.ts';
import { severityType } from './severity-type.ts';

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
      description: 'What is measured, such as `temperature`; with the equipment it names one sensor.',
    }),
    detector: t.exposeString('detector', { description: 'The detector that found it, such as `limit` or `baseline`.' }),
    severity: t.expose('severity', { type: severityType, description: 'How serious it is.' }),
    eventTime: t.expose('eventTime', { type: 'DateTime', description: 'When the reading was measured.' }),
    detectedAt: t.expose('detectedAt', { type: 'DateTime', description: 'When the detector found it.' }),
    value: t.exposeFloat('value', { description: 'The reading, in the sensor’s unit.' }),
    score: t.exposeFloat('score', { description: 'Confidence that something is wrong, 0…1.' }),
    readingCount: t.exposeInt('readingCount', { description: 'Anomalous readings of this minute, at least 1.' }),
    limitName: t.exposeString('limitName', {
      nullable: true,
      description:
        'The limit that was exceeded: warning, critical, emergency, alarm_low or alarm_high; null for a statistical finding.',
    }),
    limitValue: t.exposeFloat('limitValue', {
      nullable: true,
      description: 'The value of that limit, in the sensor’s unit.',
    }),
    baselineMean: t.exposeFloat('baselineMean', {
      nullable: true,
      description: 'Mean of the rolling baseline, in the sensor’s unit; null for a limit’s finding.',
    }),
    baselineStddev: t.exposeFloat('baselineStddev', {
      nullable: true,
      description: 'Standard deviation of the rolling baseline, in the sensor’s unit.',
    }),
    deviation: t.exposeFloat('deviation', {
      nullable: true,
      description: 'Distance from the baseline’s mean, in standard deviations.',
    }),
    normalSince: t.expose('normalSince', {
      type: 'DateTime',
      nullable: true,
      description:
        'Event time of the first normal reading after the sensor’s last alarm; null while its readings are not normal, and for a sensor that never raised an alarm.',
    }),
  }),
});
