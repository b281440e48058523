import type { LookAlike } from '../../domain/equipment/look-alike.ts';
import { builder } from '../builder.ts';

export const lookAlikeType = builder.objectRef<LookAlike>('LookAlike').implement({
  description:
    'Two machines, or two sensors of one machine, whose ids people would take for one: they differ in capital letters, dashes, invisible characters or letters of another script only.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'Site of the one that appeared later.' }),
    equipmentId: t.exposeID('equipmentId', {
      description: 'The machine that appeared later, or whose sensors these are.',
    }),
    sensorType: t.exposeString('sensorType', {
      nullable: true,
      description: 'The sensor that appeared later; null where the machines themselves look alike.',
    }),
    likeSiteId: t.exposeID('likeSiteId', { description: 'Site of the other one.' }),
    likeEquipmentId: t.exposeID('likeEquipmentId', {
      description: 'The other machine; the same one where sensors look alike.',
    }),
    likeSensorType: t.exposeString('likeSensorType', {
      nullable: true,
      description: 'The other sensor; null where the machines themselves look alike.',
    }),
    since: t.expose('since', { type: 'DateTime', description: 'When the second of them appeared.' }),
  }),
});
