/** The interface Node of Relay's global object identification. */
import { builder } from '../builder.ts';

/** The name of a value's type is the value's own: see resolvers/relay/node-resolvers.ts. */
export const nodeType = builder.interfaceRef<object>('Node').implement({
  description: 'Whatever has an id of its own, as Relay’s global object identification has it.',
  fields: (t) => ({
    id: t.id({ description: 'Unique in the whole schema, and opaque: `node` finds by it what it names.' }),
  }),
});
