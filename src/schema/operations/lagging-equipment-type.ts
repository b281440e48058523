import type { LaggingEquipment } from '../../domain/equipment/lagging-equipment.ts';
import { builder } from '../builder.ts';

export const laggingEquipmentType = builder.objectRef<LaggingEquipment>('LaggingEquipment').implement({
  description:
    'A machine whose readings all arrive with about the same lag of more than a minute, as they do when its clock is wrong. A backlog that is being sent does not count.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment, unique within its site.' }),
    lagMs: t.exposeFloat('lagMs', {
      description:
        'How far the time of its newest reading is behind the server’s, in ms; negative when ahead. Beyond 300,000 its readings raise no alarm.',
    }),
    since: t.field({
      type: 'DateTime',
      description: 'When the first reading with this lag arrived.',
      resolve: ({ sinceMs }) => new Date(sinceMs),
    }),
    readings: t.exposeFloat('readings', {
      description: 'Number of readings with this lag since then: 5 or more, over at least 10 s.',
    }),
  }),
});
