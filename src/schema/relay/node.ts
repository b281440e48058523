/** The interface Node of Relay's global object identification. */
import { builder } from '../builder.ts';

/** The name of a value's type is the value's own: see resolvers/relay/node-resolvers.ts. */
export const nodeType = builder.interfaceRef<object>('Node').implement({
  description: 'An object with a globally unique id, by Relay’s global object identification.',
  fields: (t) => ({
    id: t.id({ description: 'Globally unique and opaque id: pass it to `node` to read the object again.' }),
  }),
});
