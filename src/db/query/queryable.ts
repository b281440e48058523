import type pg from 'pg';

/** What a query needs of a pool, a pooled client or a client. */
export type Queryable = Pick<pg.ClientBase, 'query'>;
