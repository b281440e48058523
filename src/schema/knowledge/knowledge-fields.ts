/** The root fields about knowledge of what may be wrong. */
import {
  knowledgeHistory,
  listKnowledge,
  removeKnowledge,
  setKnowledge,
} from '../../resolvers/knowledge/knowledge-resolvers.ts';
import { builder } from '../builder.ts';
import { connectionOf, countedConnectionOf } from '../relay/connection-type.ts';
import { pagingArguments } from '../relay/paging-arguments.ts';
import { knowledgeChangeType } from './knowledge-change-type.ts';
import { knowledgeEntryType } from './knowledge-entry-type.ts';
import { knowledgeFilter, knowledgeInput } from './knowledge-input.ts';

builder.queryFields((t) => ({
  knowledge: t.field({
    type: countedConnectionOf('KnowledgeEntry', knowledgeEntryType),
    description:
      'What is known of what may be wrong: own entries in the order in which they were made, then those that are shipped.',
    args: { filter: t.arg({ type: knowledgeFilter, description: 'Which entries.' }), ...pagingArguments },
    resolve: (_, args, context) => listKnowledge(args, context),
  }),
  knowledgeHistory: t.field({
    type: connectionOf('KnowledgeChange', knowledgeChangeType),
    description: 'The changes of own entries of knowledge, newest first.',
    args: {
      siteIds: t.arg.idList({ description: 'Of entries of these sites, and of every site.' }),
      entryId: t.arg.id({ description: 'Of this entry only, by its number.' }),
      ...pagingArguments,
    },
    resolve: (_, args, context) => knowledgeHistory(args, context),
  }),
}));

builder.mutationFields((t) => ({
  setKnowledge: t.field({
    extensions: { scope: 'configure', rows: 100 },
    type: knowledgeEntryType,
    description:
      'Adds an own entry of knowledge, or changes the one that stands at its place. It holds for the next recommendation; those that stand keep what they say.',
    args: { input: t.arg({ type: knowledgeInput, required: true, description: 'The whole entry.' }) },
    resolve: (_, args, context) => setKnowledge(args, context),
  }),
  removeKnowledge: t.field({
    extensions: { scope: 'configure', rows: 100 },
    type: knowledgeEntryType,
    description:
      'Removes an own entry, so that the next general one, at last a shipped one, holds; returns what it was.',
    args: { entryId: t.arg.id({ required: true, description: 'The entry’s number.' }) },
    resolve: (_, args, context) => removeKnowledge(args, context),
  }),
}));
