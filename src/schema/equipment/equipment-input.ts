import { builder } from '../builder.ts';
import { criticalityType } from './criticality.ts';
import { sensorInput } from './sensor-input.ts';

export const equipmentInput = builder.inputType('EquipmentInput', {
  description:
    'A machine for the equipment master: added if new, else changed. A field left out keeps its value, null clears it.',
  fields: (t) => ({
    siteId: t.field({
      type: 'ID',
      description: 'The site, 1…200 characters; absent: the only one that the caller’s key reaches, else `default`.',
    }),
    id: t.field({
      type: 'ID',
      required: true,
      description: 'Its name, unique within its site, 1…200 characters; or the global id of one that is there.',
    }),
    equipmentType: t.field({
      type: 'String',
      description: 'Such as `haul truck`; absent for a new one: guessed from the id.',
    }),
    manufacturer: t.field({ type: 'String', description: 'Who built it.' }),
    model: t.field({ type: 'String', description: 'The builder’s name for it.' }),
    location: t.field({ type: 'String', description: 'Where it stands or runs.' }),
    criticality: t.field({
      type: criticalityType,
      description: 'What its outage would mean; absent for a new one: MEDIUM.',
    }),
    maxCapacity: t.field({ type: 'Float', description: 'Rated capacity, in the unit usual for its type.' }),
    installationDate: t.field({ type: 'DateTime', description: 'When it was installed; the UTC day counts.' }),
    lastMaintenanceDate: t.field({ type: 'DateTime', description: 'When it was last maintained; the UTC day counts.' }),
    maintenanceIntervalDays: t.field({ type: 'Int', description: 'Days between two maintenances, above 0.' }),
    isActive: t.field({ type: 'Boolean', description: 'False takes it out of service; absent for a new one: true.' }),
    sensors: t.field({
      type: [sensorInput],
      description: 'Its sensors and their limits; sensors that are left out stay as they are.',
    }),
  }),
});
