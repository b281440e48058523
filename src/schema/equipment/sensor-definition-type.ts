import type { SensorDefinition } from '../../domain/equipment/equipment.ts';
import { encodeGlobalId } from '../../domain/global-id.ts';
import { builder } from '../builder.ts';
import { nodeType } from '../relay/node.ts';
import { effectiveLimitsType } from './effective-limits.ts';
import { sensorKindType } from './sensor-kind.ts';

export const sensorDefinitionType = builder.objectRef<SensorDefinition>('SensorDefinition').implement({
  description:
    'A sensor of one piece of equipment, with its own limits in its own unit. A limit that is null is taken from the sensor’s type, unless the definition says that there is none; `effectiveLimits` shows the result.',
  interfaces: [nodeType],
  fields: (t) => ({
    id: t.id({
      description: 'Global id of the sensor’s definition.',
      resolve: ({ siteId, equipmentId, sensorType }) =>
        encodeGlobalId({ type: 'SensorDefinition', siteId, equipmentId, sensorType }),
    }),
    siteId: t.exposeID('siteId', { description: 'The site; `default` where there is only one.' }),
    equipmentId: t.exposeID('equipmentId', { description: 'The equipment, unique within its site.' }),
    sensorType: t.exposeString('sensorType', {
      description: 'What is measured, such as `temperature`; with the equipment it names one sensor.',
    }),
    name: t.exposeString('name', { nullable: true, description: 'Display name.' }),
    unit: t.exposeString('unit', { nullable: true, description: 'Unit of its values and limits, such as `°C`.' }),
    kind: t.expose('kind', { type: sensorKindType, description: 'Whether it is a gauge, a counter or a state.' }),
    rollOverAt: t.exposeFloat('rollOverAt', {
      nullable: true,
      description:
        'For a counter: the value at which it starts at 0 again, in the sensor’s unit; null where it never does.',
    }),
    missingValues: t.expose('missingValues', {
      type: ['TagValue'],
      description: 'Placeholders that its source sends in place of a missing value; empty where none is declared.',
    }),
    allowedStates: t.expose('allowedStates', {
      type: ['TagValue'],
      description: 'Of kind STATE: the states that it may show; empty where any may come.',
    }),
    normalMin: t.exposeFloat('normalMin', {
      nullable: true,
      description: 'Lower end of the normal range, in the sensor’s unit.',
    }),
    normalMax: t.exposeFloat('normalMax', {
      nullable: true,
      description: 'Upper end of the normal range, in the sensor’s unit.',
    }),
    alarmLow: t.exposeFloat('alarmLow', {
      nullable: true,
      description: 'Below this an alarm is raised, in the sensor’s unit.',
    }),
    alarmHigh: t.exposeFloat('alarmHigh', {
      nullable: true,
      description: 'Above this an alarm is raised, in the sensor’s unit.',
    }),
    warningLimit: t.exposeFloat('warningLimit', {
      nullable: true,
      description: 'Above this: severity MEDIUM, in the sensor’s unit.',
    }),
    criticalLimit: t.exposeFloat('criticalLimit', {
      nullable: true,
      description: 'Above this: severity HIGH, in the sensor’s unit.',
    }),
    emergencyLimit: t.exposeFloat('emergencyLimit', {
      nullable: true,
      description: 'Above this: severity CRITICAL, in the sensor’s unit.',
    }),
    warningLowLimit: t.exposeFloat('warningLowLimit', {
      nullable: true,
      description: 'Below this: severity MEDIUM, in the sensor’s unit.',
    }),
    criticalLowLimit: t.exposeFloat('criticalLowLimit', {
      nullable: true,
      description: 'Below this: severity HIGH, in the sensor’s unit.',
    }),
    emergencyLowLimit: t.exposeFloat('emergencyLowLimit', {
      nullable: true,
      description: 'Below this: severity CRITICAL, in the sensor’s unit.',
    }),
    effectiveLimits: t.expose('effectiveLimits', {
      type: effectiveLimitsType,
      description: 'The limits by which its values are judged, with their unit, and where each comes from.',
    }),
  }),
});
