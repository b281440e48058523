import type { PageInfo } from '../../resolvers/relay/connection.ts';
import { builder } from '../builder.ts';

export const pageInfoType = builder.objectRef<PageInfo>('PageInfo').implement({
  description: 'Cursors of a page, and whether more rows follow.',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether more rows follow.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', { description: 'Whether the page began after a cursor.' }),
    startCursor: t.exposeString('startCursor', {
      nullable: true,
      description: 'Cursor of the first row; null for an empty page.',
    }),
    endCursor: t.exposeString('endCursor', {
      nullable: true,
      description: 'Cursor of the last row: pass it as `after` to get the next page; null for an empty page.',
    }),
  }),
});
