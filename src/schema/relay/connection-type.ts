import type { ObjectRef } from '@pothos/core';
import type { Connection, CountedConnection } from '../../resolvers/relay/connection.ts';
import { builder } from '../builder.ts';
import { pageInfoType } from './page-info.ts';

type NodeRef<Shape> = ObjectRef<typeof builder.$inferSchemaTypes, Shape>;

/** The connection and edge types of one list: `NameConnection { edges { cursor node } pageInfo }`. */
export function connectionOf<Row extends object>(name: string, node: NodeRef<Row>): NodeRef<Connection<Row>>;
export function connectionOf(name: string, node: NodeRef<object>): NodeRef<Connection<object>> {
  return implemented(name, node, 'It has no totalCount, which would look at all rows of a growing table.');
}

/** The same of a list whose rows can be counted cheaply, with `totalCount`. */
export function countedConnectionOf<Row extends object>(
  name: string,
  node: NodeRef<Row>,
): NodeRef<CountedConnection<Row>>;
export function countedConnectionOf(name: string, node: NodeRef<object>): NodeRef<CountedConnection<object>> {
  const connection = implemented<CountedConnection<object>>(name, node);
  builder.objectField(connection, 'totalCount', (t) =>
    t.int({
      description: 'How many rows the filter lets through: a statement of its own that looks at each of them.',
      resolve: ({ count }) => count(),
    }),
  );
  return connection;
}

function implemented<Shape extends Connection<object>>(name: string, node: NodeRef<object>, more = ''): NodeRef<Shape> {
  const edge = builder.objectRef<Connection<object>['edges'][number]>(`${name}Edge`).implement({
    description: `One row of a list with its cursor.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'The cursor of the row: pass it as `after` to get the rows that follow.',
      }),
      node: t.field({ type: node, description: 'The row.', resolve: (parent) => parent.node }),
    }),
  });
  return builder.objectRef<Shape>(`${name}Connection`).implement({
    description: `One page of a list, in the form of Relay connections. ${more}`.trimEnd(),
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The rows of the page, in order.',
        resolve: (parent) => parent.edges,
      }),
      pageInfo: t.field({
        type: pageInfoType,
        description: 'Cursors of the page, and whether more rows follow.',
        resolve: (parent) => parent.pageInfo,
      }),
    }),
  });
}
