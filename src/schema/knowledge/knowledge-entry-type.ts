/** The GraphQL types of an entry of knowledge: as it holds, and as it was. */
import type { KnowledgeEntry } from '../../domain/knowledge/entry.ts';
import type { ListedKnowledge } from '../../services/knowledge/knowledge-service.ts';
import { builder } from '../builder.ts';

export const urgencyType = builder.enumType('Urgency', {
  description: 'How soon something has to be done.',
  values: {
    WHEN_CONVENIENT: { value: 'when convenient', description: 'When it is convenient.' },
    THIS_WEEK: { value: 'this week', description: 'Within the week.' },
    THIS_SHIFT: { value: 'this shift', description: 'Within the shift.' },
    IMMEDIATE: { value: 'immediate', description: 'At once.' },
  } as const,
});

/** An entry as it was before or after a change. */
export const knowledgeStateType = builder.objectRef<KnowledgeEntry>('KnowledgeState').implement({
  description: 'What an own entry of knowledge said at one time.',
  fields: (t) => ({
    siteId: t.exposeID('siteId', { nullable: true, description: 'The site; null: every site.' }),
    issue: t.exposeString('issue', { nullable: true, description: 'What is wrong; null: whatever it is.' }),
    equipmentType: t.exposeString('equipmentType', { nullable: true, description: 'Null: any equipment.' }),
    sensorRole: t.exposeString('sensorRole', { nullable: true, description: 'Null: any sensor.' }),
    causes: t.exposeStringList('causes', { description: 'The likeliest first.' }),
    checks: t.exposeStringList('checks', { description: 'In the order in which they are made.' }),
    action: t.exposeString('action', { description: 'What to do.' }),
    urgentAction: t.exposeString('urgentAction', { description: 'What to do where it is critical.' }),
    outcome: t.exposeString('outcome', { description: 'The expected outcome.' }),
    urgency: t.expose('urgency', { type: urgencyType, nullable: true, description: 'Null: as the severity said.' }),
    source: t.exposeString('source', { description: 'Where it came from.' }),
  }),
});

export const knowledgeEntryType = builder.objectRef<ListedKnowledge>('KnowledgeEntry').implement({
  description:
    'What the field knows of one kind of problem. A site’s own entries stand before shipped ones; among either the more particular wins: one that names the problem, then its sensor, then its equipment.',
  fields: (t) => ({
    entryId: t.id({
      nullable: true,
      description: 'The number of an own entry; null for one that is shipped with the program.',
      resolve: ({ own }) => own?.id ?? null,
    }),
    siteId: t.exposeID('siteId', { nullable: true, description: 'The site; null: every site.' }),
    issue: t.exposeString('issue', {
      nullable: true,
      description:
        'What is wrong: `high`, `low`, `slow_rise`, `slow_fall`, `sudden_rise`, `sudden_fall`, `rising`, `falling`, `stuck`, `noise`, `jump`, `silent`, `machine_silent`, `machine_behaviour`; null: whatever it is.',
    }),
    equipmentType: t.exposeString('equipmentType', {
      nullable: true,
      description: 'Words that all occur in the type of the equipment, such as `haul truck`; null: any equipment.',
    }),
    sensorRole: t.exposeString('sensorRole', {
      nullable: true,
      description: 'Words that all occur in the type of the sensor, such as `bearing temperature`; null: any sensor.',
    }),
    causes: t.exposeStringList('causes', { description: 'Likely causes, the likeliest first.' }),
    checks: t.exposeStringList('checks', { description: 'Checks, in the order in which they are made.' }),
    action: t.exposeString('action', { description: 'What to do.' }),
    urgentAction: t.exposeString('urgentAction', { description: 'What to do instead where it is critical.' }),
    outcome: t.exposeString('outcome', { description: 'The expected outcome.' }),
    urgency: t.expose('urgency', {
      type: urgencyType,
      nullable: true,
      description: 'How soon; null: as the severity says. What is critical is always immediate.',
    }),
    source: t.exposeString('source', {
      description: 'Where it comes from: a family of standards, the practice of makers, the site.',
    }),
    isReplaced: t.exposeBoolean('isReplaced', {
      description: 'Whether it is shipped, and an own entry at the same place stands before it.',
    }),
    changedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When an own entry was last changed; null for a shipped one.',
      resolve: ({ own }) => own?.changedAt ?? null,
    }),
    changedBy: t.string({
      nullable: true,
      description: 'Who changed an own entry last; null for a shipped one.',
      resolve: ({ own }) => own?.changedBy ?? null,
    }),
  }),
});
