import { encodeGlobalId } from '../../domain/global-id.ts';
import type { QuarantinedReading } from '../../services/queries.ts';
import { builder } from '../builder.ts';
import { nodeType } from '../relay/node.ts';

export const quarantinedReadingType = builder.objectRef<QuarantinedReading>('QuarantinedReading').implement({
  description: 'A reading that was rejected or left out, kept as it was sent.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.id({
      description: 'Global id of the entry.',
      resolve: ({ id }) => encodeGlobalId({ type: 'QuarantinedReading', quarantineId: id }),
    }),
    quarantineId: t.exposeID('id', { description: 'The key that SQL carries: `quarantine_id`.' }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', description: 'When it arrived.' }),
    door: t.exposeString('door', {
      description:
        'How it came in: `graphql` or `sql`; `pipeline` when a stored reading was left out on its way to silver.',
    }),
    siteId: t.exposeID('siteId', { nullable: true, description: 'The site, if that could be read.' }),
    equipmentId: t.exposeID('equipmentId', { nullable: true, description: 'The equipment, if that could be read.' }),
    sensorType: t.exposeString('sensorType', { nullable: true, description: 'The sensor, if that could be read.' }),
    eventTime: t.expose('eventTime', {
      type: 'DateTime',
      nullable: true,
      description: 'Its event time, if that could be read.',
    }),
    code: t.exposeString('code', { description: 'The error code, such as `INVALID_VALUE`.' }),
    message: t.exposeString('message', { description: 'The reason in a sentence.' }),
    original: t.exposeString('original', {
      description: 'The reading as JSON text, whole up to 32,768 characters, beyond that cut.',
    }),
    replayedAt: t.expose('replayedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was replayed and accepted; null while it is open.',
    }),
  }),
});
