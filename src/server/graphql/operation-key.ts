/**
 * Computes the key under which equal subscriptions share an execution: the document and its variables, without where each one
 * begins.
 */
import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** The argument with the cursor at which a subscriber begins; it does not change the content of any message. */
const startArgument = 'after';

interface DocumentKey {
  /** The document without its start arguments. */
  readonly text: string;
  /** Variables that are used for starts only. */
  readonly starts: ReadonlySet<string>;
}

export type OperationKeys = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
) => string;

/** Equal for operations that get the same answers but for where they begin. */
export function createOperationKeys(schema: GraphQLSchema): OperationKeys {
  const known = new WeakMap<DocumentNode, DocumentKey>();
  return (document, { name, variableDefinitions = [] }, variables) => {
    const key = known.get(document) ?? documentKey(schema, document);
    known.set(document, key);
    const relevant = variableDefinitions
      .map(({ variable }) => variable.name.value)
      .filter((variable) => !key.starts.has(variable) && variables[variable] !== undefined);
    const parts = [key.text, name?.value, relevant.map((variable) => [variable, sorted(variables[variable])])];
    return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
  };
}

function documentKey(schema: GraphQLSchema, document: DocumentNode): DocumentKey {
  const types = new TypeInfo(schema);
  const root = schema.getSubscriptionType();
  const starts = new Set<string>();
  const others = new Set<string>();
  const withoutStarts = visit(
    document,
    visitWithTypeInfo(types, {
      Argument: ({ name, value }) => {
        if (name.value !== startArgument || types.getParentType() !== root) return undefined;
        if (value.kind === Kind.VARIABLE) starts.add(value.name.value);
        return null;
      },
      VariableDefinition: () => false,
      Variable: ({ name }) => {
        others.add(name.value);
      },
    }),
  );
  for (const variable of others) starts.delete(variable);
  return { text: print(withoutStarts), starts };
}

/** Input objects are equal in whatever order their members were written. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { members: members.map(([name, member]) => [name, sorted(member)]) };
}
