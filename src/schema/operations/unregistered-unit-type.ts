import type { UnregisteredUnit } from '../../domain/equipment/unregistered-unit.ts';
import { builder } from '../builder.ts';

export const unregisteredUnitType = builder.objectRef<UnregisteredUnit>('UnregisteredUnit').implement({
  description:
    'A sensor without a unit, of its own or of its type, whose limits or readings need one: register it with `registerEquipment`.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'Its site.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'Its machine.' }),
    sensorType: t.exposeString('sensorType', { description: 'Its type.' }),
    unit: t.exposeString('unit', {
      description: 'The unit of its readings, which is assumed for its values and limits.',
    }),
    hasLimits: t.exposeBoolean('hasLimits', { description: 'Whether it has limits of its own.' }),
    changedAt: t.expose('changedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'Event time from which readings came in this unit, after others in one that cannot be converted into it; null if there were none.',
    }),
  }),
});
