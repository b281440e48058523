/** The GraphQL inputs by which entries of knowledge are made and found. */
import { builder } from '../builder.ts';
import { urgencyType } from './knowledge-entry-type.ts';

export const knowledgeInput = builder.inputType('KnowledgeInput', {
  description:
    'A whole entry. Site, issue, equipment type and sensor role are its place: the own entry that stands there is replaced.',
  fields: (t) => ({
    siteId: t.field({
      type: 'ID',
      description: 'This site only; absent: the only site of the caller’s key, else every site.',
    }),
    issue: t.field({
      type: 'String',
      description: 'What is wrong, such as `high` or `stuck`; absent: whatever it is.',
    }),
    equipmentType: t.field({
      type: 'String',
      description: 'Words that all have to occur in the type of the equipment; absent: any equipment.',
    }),
    sensorRole: t.field({
      type: 'String',
      description: 'Words that all have to occur in the type of the sensor; absent: any sensor.',
    }),
    causes: t.field({ type: ['String'], required: true, description: 'Likely causes, the likeliest first; 1 to 12.' }),
    checks: t.field({ type: ['String'], description: 'Checks, in the order in which they are made; up to 12.' }),
    action: t.field({ type: 'String', required: true, description: 'What to do, as sentences.' }),
    urgentAction: t.field({
      type: 'String',
      required: true,
      description: 'What to do instead where it is critical, as sentences.',
    }),
    outcome: t.field({ type: 'String', required: true, description: 'The expected outcome, as a sentence.' }),
    urgency: t.field({ type: urgencyType, description: 'How soon; absent: as the severity says.' }),
    source: t.field({ type: 'String', required: true, description: 'Where it comes from.' }),
  }),
});

export const knowledgeFilter = builder.inputType('KnowledgeFilter', {
  description: 'Conditions that all have to hold; an absent one does not restrict.',
  fields: (t) => ({
    siteIds: t.field({ type: ['ID'], description: 'Of these sites, and of every site.' }),
    issue: t.field({ type: 'String', description: 'For this issue, and for every issue.' }),
    equipmentType: t.field({ type: 'String', description: 'Those that hold for equipment of this type.' }),
    sensorType: t.field({ type: 'String', description: 'Those that hold for sensors of this type.' }),
    isOwn: t.field({ type: 'Boolean', description: 'True: own entries only; false: shipped ones only.' }),
  }),
});
