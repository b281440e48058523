import type { SensorStatus } from '../../domain/equipment/status.ts';
import { encodeGlobalId } from '../../domain/global-id.ts';
import { freshness } from '../../resolvers/analysis/status-resolvers.ts';
import { builder } from '../builder.ts';
import { qualityType } from '../readings/quality-type.ts';
import { nodeType } from '../relay/node.ts';
import { freshnessType } from './freshness-type.ts';

export const sensorStatusType = builder.objectRef<SensorStatus>('SensorStatus').implement({
  description: 'The latest value of one sensor by the time of the event, not by the time of its arrival.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.id({
      description: 'Global id of the sensor’s latest value, the same for each value.',
      resolve: ({ siteId, equipmentId, sensorType }) =>
        encodeGlobalId({ type: 'SensorStatus', siteId, equipmentId, sensorType }),
    }),
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment, unique within its site.' }),
    sensorType: t.exposeString('sensorType', {
      description: 'What is measured, such as `temperature`; with the equipment it names one sensor.',
    }),
    value: t.expose('value', {
      type: 'TagValue',
      nullable: true,
      description:
        'The last value, in `units`; null before the first. After a reading without a value it stays, with quality BAD.',
    }),
    units: t.exposeString('units', {
      nullable: true,
      description: 'Unit of the value, as sent or as the sensor defines it.',
    }),
    quality: t.expose('quality', { type: qualityType, description: 'Quality of the value.' }),
    lastUpdated: t.expose('lastUpdated', {
      type: 'DateTime',
      description:
        'When the value was measured; while there is none, when the sensor last reported. That of its arrival where the sender’s clock was ahead.',
    }),
    lastReported: t.expose('lastReported', {
      type: 'DateTime',
      description:
        'When the sensor last reported, with a value or without; later than `lastUpdated` while it reports, with quality BAD, that it has no value.',
    }),
    isActive: t.exposeBoolean('isActive', {
      description:
        'Whether the equipment is in service (`Equipment.isActive`). Out of service it raises no alarm, and subscribers get no message when its value becomes old.',
    }),
    freshness: t.field({
      type: freshnessType,
      description: 'How old the value is now.',
      resolve: (status, _, context) => freshness(status, context),
    }),
  }),
});
