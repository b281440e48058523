import type { NewSensors } from '../../domain/equipment/new-sensors.ts';
import { builder } from '../builder.ts';

const sensorName = builder.objectRef<NewSensors['examples'][number]>('SensorName').implement({
  description: 'The name of a sensor at its site.',
  fields: (t) => ({
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment, unique within its site.' }),
    sensorType: t.exposeString('sensorType', { description: 'The sensor type, unique within its equipment.' }),
  }),
});

export const newSensorsType = builder.objectRef<NewSensors>('NewSensors').implement({
  description:
    'Sensors of a site that readings made within the last hour, and that nobody has registered: those of a new machine, or of mistaken tags.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    count: t.exposeInt('count', { description: 'How many there are.' }),
    since: t.expose('since', { type: 'DateTime', description: 'When the first of them came.' }),
    examples: t.field({
      type: [sensorName],
      description: 'The newest 3 of them.',
      resolve: ({ examples }) => examples,
    }),
  }),
});
