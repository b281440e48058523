import type { Caller } from '../../resolvers/access/caller-resolvers.ts';
import { builder } from '../builder.ts';
import { scopeType } from './scope.ts';

export const callerType = builder.objectRef<Caller>('Caller').implement({
  description: 'The caller: their name, scopes and sites.',
  fields: (t) => ({
    operatorId: t.exposeString('operatorId', {
      description: 'The name that is stored with the caller’s decisions; `local` when none was given.',
    }),
    keyId: t.exposeID('keyId', {
      nullable: true,
      description:
        'The caller’s key, or the id of their token (claim `jti`, else `sub`); null while the server has no authentication.',
    }),
    scopes: t.field({ type: [scopeType], description: 'The caller’s scopes.', resolve: ({ scopes }) => [...scopes] }),
    siteIds: t.idList({
      nullable: true,
      description: 'The sites whose data the caller may see and change; null: every site.',
      resolve: ({ siteIds }) => (siteIds === null ? null : [...siteIds]),
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the caller’s access ends, and with it their open subscriptions; null: never.',
      resolve: ({ expiresAt }) => expiresAt,
    }),
  }),
});
