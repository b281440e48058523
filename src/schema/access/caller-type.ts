import type { Caller } from '../../resolvers/access/caller-resolvers.ts';
import { builder } from '../builder.ts';
import { scopeType } from './scope.ts';

export const callerType = builder.objectRef<Caller>('Caller').implement({
  description: 'Who asks, and what they may do.',
  fields: (t) => ({
    operatorId: t.exposeString('operatorId', {
      description: 'The name that stands beside their decisions; `local` when none was given.',
    }),
    keyId: t.exposeID('keyId', {
      nullable: true,
      description:
        'The key that they came with, or the id of their token (claim `jti`, else `sub`); null while the server has no authentication.',
    }),
    scopes: t.field({ type: [scopeType], description: 'What they may do.', resolve: ({ scopes }) => [...scopes] }),
    siteIds: t.idList({
      nullable: true,
      description: 'The sites that they reach; null: every one.',
      resolve: ({ siteIds }) => (siteIds === null ? null : [...siteIds]),
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When their access ends, and with it what they have open; null: never.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
  }),
});
