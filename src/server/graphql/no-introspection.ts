/**
 * Production answers no introspection (docs/decisions): the schema is in schema.graphql. Only whether there is a type of some name may be
 * asked for, `__type(name: …) { name }`, which a fragment on that type tells as well: so do those who check servers against the
 * specification of GraphQL over HTTP.
 */
import { type FieldNode, GraphQLError, getNamedType, isIntrospectionType, Kind, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export function noIntrospection(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(noContentsOfTheSchema) };
}

const noContentsOfTheSchema: ValidationRule = (context) => ({
  Field(node) {
    const type = getNamedType(context.getType());
    if (!type || !isIntrospectionType(type) || asksForTheNameAlone(node)) return;
    const message = `GraphQL introspection is not answered in production, and the document asks for "${node.name.value}": the schema is in schema.graphql.`;
    context.reportError(new GraphQLError(message, { nodes: node }));
  },
});

function asksForTheNameAlone({ name, selectionSet }: FieldNode): boolean {
  const selections = selectionSet?.selections ?? [];
  return (
    name.value === '__type' &&
    selections.every((one) => one.kind === Kind.FIELD && ['name', '__typename'].includes(one.name.value))
  );
}
