import { builder } from '../builder.ts';
import { criticalityType } from './criticality.ts';
import { sensorInput } from './sensor-input.ts';

export const equipmentInput = builder.inputType('EquipmentInput', {
  description:
    'A machine for the equipment master: added if new, else changed. An absent field keeps its value, null clears it.',
  fields: (t) => ({
    siteId: t.field({
      type: 'ID',
      description: 'The site, 1…200 characters; absent: the only site of the caller’s key, else `default`.',
    }),
    id: t.field({
      type: 'ID',
      required: true,
      description: 'Its name, unique within its site, 1…200 characters; or the global id of one that is there.',
    }),
    equipmentType: t.field({
      type: 'String',
      description: 'Type of the equipment, such as `haul truck`; absent for new equipment: derived from the id.',
    }),
    manufacturer: t.field({ type: 'String', description: 'Manufacturer of the equipment.' }),
    model: t.field({ type: 'String', description: 'The manufacturer’s name of the model.' }),
    location: t.field({ type: 'String', description: 'Location of the equipment.' }),
    criticality: t.field({
      type: criticalityType,
      description: 'How its outage would affect the site; absent for new equipment: MEDIUM.',
    }),
    maxCapacity: t.field({ type: 'Float', description: 'Rated capacity, in the unit usual for its type.' }),
    installationDate: t.field({ type: 'DateTime', description: 'When it was installed; the UTC day counts.' }),
    lastMaintenanceDate: t.field({ type: 'DateTime', description: 'When it was last maintained; the UTC day counts.' }),
    maintenanceIntervalDays: t.field({ type: 'Int', description: 'Days between two maintenances, above 0.' }),
    isActive: t.field({
      type: 'Boolean',
      description: 'False takes it out of service; absent for new equipment: true.',
    }),
    sensors: t.field({
      type: [sensorInput],
      description: 'Its sensors and their limits; sensors that are left out stay as they are.',
    }),
  }),
});
