/** The GraphQL type of an entry in the history of knowledge. */
import type { KnowledgeChange } from '../../domain/knowledge/knowledge-change.ts';
import { builder } from '../builder.ts';
import { changedThroughType } from '../detection/detection-change-type.ts';
import { knowledgeStateType } from './knowledge-entry-type.ts';

export const knowledgeChangeType = builder.objectRef<KnowledgeChange>('KnowledgeChange').implement({
  description: 'A change of an own entry of knowledge.',
  fields: (t) => ({
    changeId: t.exposeID('id', { description: 'The number of the change.' }),
    entryId: t.exposeID('entryId', { description: 'The entry’s number.' }),
    changedAt: t.expose('changedAt', { type: 'DateTime', description: 'When it was changed.' }),
    changedBy: t.exposeString('changedBy', {
      description: 'Who changed it: an operator, who ran the command, or a role of the database.',
    }),
    changedThrough: t.expose('changedThrough', { type: changedThroughType, description: 'How it was changed.' }),
    before: t.expose('before', {
      type: knowledgeStateType,
      nullable: true,
      description: 'What it said before; null where it was added.',
    }),
    after: t.expose('after', {
      type: knowledgeStateType,
      nullable: true,
      description: 'What it said afterwards; null where it was removed.',
    }),
  }),
});
