/** The type Equipment. */
import type { Equipment } from '../../domain/equipment/equipment.ts';
import { encodeGlobalId } from '../../domain/global-id.ts';
import { sensorsOf, statusOf } from '../../resolvers/equipment/equipment-resolvers.ts';
import { builder } from '../builder.ts';
import { nodeType } from '../relay/node.ts';
import { sensorStatusType } from '../status/sensor-status.ts';
import { criticalityType } from './criticality.ts';
import { sensorDefinitionType } from './sensor-definition-type.ts';

export const equipmentType = builder.objectRef<Equipment>('Equipment').implement({
  description: 'A machine from the equipment master, or one that sent readings before it was registered.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.id({
      description: 'Global id: no other machine has it, at whatever site.',
      resolve: ({ siteId, equipmentId }) => encodeGlobalId({ type: 'Equipment', siteId, equipmentId }),
    }),
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    equipmentId: t.exposeID('equipmentId', {
      description: 'The plant’s own name for it, unique within its site, such as `HT_001` or `HAUL-001`.',
    }),
    equipmentType: t.exposeString('equipmentType', {
      description:
        'Type of the equipment, such as `haul truck`; derived from the id until registered, `unknown` if that fails.',
    }),
    manufacturer: t.exposeString('manufacturer', { nullable: true, description: 'Manufacturer of the equipment.' }),
    model: t.exposeString('model', { nullable: true, description: 'The manufacturer’s name of the model.' }),
    location: t.exposeString('location', { nullable: true, description: 'Location of the equipment.' }),
    criticality: t.expose('criticality', {
      type: criticalityType,
      description: 'How its outage would affect the site.',
    }),
    maxCapacity: t.exposeFloat('maxCapacity', {
      nullable: true,
      description: 'Rated capacity, in the unit usual for its type.',
    }),
    installationDate: t.expose('installationDate', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was installed; midnight UTC of the day.',
    }),
    lastMaintenanceDate: t.expose('lastMaintenanceDate', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last maintained; midnight UTC of the day.',
    }),
    maintenanceIntervalDays: t.exposeInt('maintenanceIntervalDays', {
      nullable: true,
      description: 'Days between two maintenances, above 0.',
    }),
    isActive: t.exposeBoolean('isActive', { description: 'False once it is taken out of service.' }),
    sensors: t.field({
      type: [sensorDefinitionType],
      description: 'Its sensors, with their limits.',
      resolve: (equipment, _, context) => sensorsOf(equipment, context),
    }),
    status: t.field({
      type: [sensorStatusType],
      description: 'The latest value of each of its sensors.',
      resolve: (equipment, _, context) => statusOf(equipment, context),
    }),
  }),
});
