import type { Caller } from '../resolvers/caller-resolvers.ts';
import { builder } from './builder.ts';
import { scopeType } from './scope.ts';

export const callerType = builder.objectRef<Caller>('Caller').implement({
  description: 'Who asks, and what he may do.',
  fields: (t) => ({
    operatorId: t.exposeString('operatorId', {
      description: 'The name that stands beside his decisions; `local` when none was given.',
    }),
    keyId: t.exposeID('keyId', {
      nullable: true,
      description:
        'The key that he came with, or the id of his token (claim `jti`, else `sub`); null while the server has no authentication.',
    }),
    scopes: t.field({ type: [scopeType], description: 'What he may do.', resolve: ({ scopes }) => [...scopes] }),
    siteIds: t.idList({
      nullable: true,
      description: 'The sites that he reaches; null: every one.',
      resolve: ({ siteIds }) => (siteIds === null ? null : [...siteIds]),
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When his access ends, and with it what he has open; null: never.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
  }),
});
