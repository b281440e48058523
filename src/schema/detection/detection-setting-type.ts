/** The GraphQL type of a setting of a detector. */
import { type DetectionSetting, placeKind, placeText } from '../../domain/detection/detection-setting.ts';
import { problemsOf } from '../../domain/detection/setting-problems.ts';
import type { StoredDetectionSetting } from '../../services/detection-service.ts';
import { builder } from '../builder.ts';

const placeKindType = builder.enumType('DetectionPlaceKind', {
  description: 'The kinds of places, the narrower first: what a narrower setting says wins, field by field.',
  values: {
    SENSOR: { value: 'sensor', description: 'One sensor.' },
    EQUIPMENT: { value: 'equipment', description: 'All sensors of one machine.' },
    SENSOR_TYPE_OF_EQUIPMENT_TYPE: {
      value: 'sensor_type_of_equipment_type',
      description: 'Sensors of one type, of equipment of one type.',
    },
    SENSOR_TYPE: { value: 'sensor_type', description: 'Sensors of one type.' },
    EQUIPMENT_TYPE: { value: 'equipment_type', description: 'All sensors of equipment of one type.' },
    SITE: { value: 'site', description: 'All sensors of one site.' },
    ALL: { value: 'all', description: 'All sensors.' },
  } as const,
});

/** A setting as it is, or as it was before or after a change. */
export const detectionChoiceType = builder.objectRef<DetectionSetting>('DetectionChoice').implement({
  description: 'What a setting of a detector said at one time.',
  fields: (t) => ({
    detector: t.exposeString('detector', { description: 'The detector.' }),
    place: t.string({ description: 'Where it held, in words.', resolve: placeText }),
    enabled: t.exposeBoolean('enabled', {
      nullable: true,
      description: 'Whether the detector ran; null: as a wider setting said.',
    }),
    parameters: t.expose('parameters', {
      type: 'JSON',
      description: 'Parameters by name; those that are missing were as a wider setting said.',
    }),
  }),
});

export const detectionSettingType = builder.objectRef<StoredDetectionSetting>('DetectionSetting').implement({
  description: 'A setting: whether a detector runs at a place, and by which parameters.',
  fields: (t) => ({
    settingId: t.exposeID('id', { description: 'The setting’s number.' }),
    detector: t.exposeString('detector', { description: 'The detector, by its name.' }),
    siteId: t.exposeID('siteId', { nullable: true, description: 'The site; null: every site.' }),
    equipmentType: t.exposeString('equipmentType', {
      nullable: true,
      description: 'The type of equipment; null: every type.',
    }),
    sensorType: t.exposeString('sensorType', { nullable: true, description: 'The type of sensor; null: every type.' }),
    equipmentId: t.exposeID('equipmentId', { nullable: true, description: 'The machine; null: every machine.' }),
    placeKind: t.field({
      type: placeKindType,
      description: 'How narrow its place is.',
      resolve: (setting) => placeKind(setting),
    }),
    place: t.string({ description: 'Its place, in words.', resolve: placeText }),
    enabled: t.exposeBoolean('enabled', {
      nullable: true,
      description: 'Whether the detector runs there; null: as a wider setting says.',
    }),
    parameters: t.expose('parameters', {
      type: 'JSON',
      description: 'Parameters by name; those that are missing are as a wider setting says.',
    }),
    sensorCount: t.exposeInt('sensorCount', {
      description: 'Sensors at its place now, 0 or more; 0 may be a slip of the pen.',
    }),
    problems: t.stringList({
      description: 'Why it is ignored, as far as it is; empty when all of it holds.',
      resolve: problemsOf,
    }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    changedBy: t.exposeString('changedBy', {
      description: 'Who changed it last: an operator, who ran the command, or a role of the database.',
    }),
  }),
});
