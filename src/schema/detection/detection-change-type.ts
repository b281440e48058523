/** The GraphQL type of an entry in the history of settings of detectors. */
import type { SettingChange } from '../../domain/detection/setting-change.ts';
import { builder } from '../builder.ts';
import { detectionChoiceType } from './detection-setting-type.ts';

export const changedThroughType = builder.enumType('ChangedThrough', {
  description: 'How a setting was changed.',
  values: {
    API: { value: 'api', description: 'By a mutation.' },
    COMMAND: { value: 'command', description: 'By the command line.' },
    SQL: { value: 'sql', description: 'By a statement in the database.' },
  } as const,
});

export const detectionChangeType = builder.objectRef<SettingChange>('DetectionChange').implement({
  description: 'A change of a setting of a detector.',
  fields: (t) => ({
    changeId: t.exposeID('id', { description: 'The number of the change.' }),
    settingId: t.exposeID('settingId', { description: 'The setting’s number.' }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it was changed.' }),
    changedBy: t.exposeString('changedBy', {
      description: 'Who changed it: an operator, who ran the command, or a role of the database.',
    }),
    changedThrough: t.expose('changedThrough', { type: changedThroughType, description: 'How it was changed.' }),
    before: t.expose('before', {
      type: detectionChoiceType,
      nullable: true,
      description: 'What it said before; null where it was added.',
    }),
    after: t.expose('after', {
      type: detectionChoiceType,
      nullable: true,
      description: 'What it said afterwards; null where it was removed.',
    }),
  }),
});
