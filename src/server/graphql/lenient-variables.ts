/**
 * Hands variables that hold readings to the resolvers as they were sent, so that one malformed reading does not fail the others.
 */
import {
  type DocumentNode,
  type ExecutionArgs,
  execute,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  Kind,
  type NamedTypeNode,
  TypeInfo,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { maxNamedFaults } from '../../limits.ts';
import { measureVariables } from './variable-limits.ts';

/** Types whose values are judged one by one behind GraphQL, by the ingest gateway. */
const readingTypes: ReadonlySet<string> = new Set(['ReadingInput', 'SeriesInput', 'QuarantineReplayInput']);

/** How a document is executed whose variables hold readings. */
interface Plan {
  /** The same, but its variables of readings are of the type JSON. */
  readonly document: DocumentNode;
  /** Of the variables that hold readings. */
  readonly names: ReadonlySet<string>;
  readonly variables: readonly {
    readonly name: string;
    readonly isRequired: boolean;
    /** Whole readings; else a part of one. */
    readonly isReadings: boolean;
  }[];
}

/**
 * Executes with variables of readings handed on as they were sent. GraphQL would refuse the whole request for one null, one unknown
 * field or one number in place of a text, and takes longer to look at a reading than the gateway. Documents are validated against their
 * real types all the same; what stands in them literally is coerced as ever.
 */
export function createLenientExecute(schema: GraphQLSchema, hideSuggestions = false): typeof execute {
  const plans = new WeakMap<DocumentNode, Plan | null>();
  const planOf = (document: DocumentNode): Plan | null => {
    let plan = plans.get(document);
    if (plan === undefined) {
      plan = makePlan(schema, document);
      plans.set(document, plan);
    }
    return plan;
  };
  return (args: ExecutionArgs) => {
    const plan = planOf(args.document);
    const size = measureVariables(args.variableValues, plan?.names);
    if (size instanceof GraphQLError) return { errors: [size] };
    const bounded = { ...args, hideSuggestions, options: { maxCoercionErrors: maxNamedFaults } };
    if (plan === null || !fits(plan, args.variableValues ?? {})) return execute(bounded);
    return execute({ ...bounded, document: plan.document });
  };
}

/** GraphQL itself refuses missing variables and values that are no list of readings; its messages are clear. */
function fits({ variables }: Plan, values: Readonly<Record<string, unknown>>): boolean {
  return variables.every(({ name, isRequired, isReadings }) => {
    const value = values[name];
    if (value === undefined || value === null) return !isRequired;
    return !isReadings || typeof value === 'object';
  });
}

function makePlan(schema: GraphQLSchema, document: DocumentNode): Plan | null {
  const lenient = lenientVariables(schema, document);
  if (lenient.size === 0) return null;
  const variables: Plan['variables'][number][] = [];
  const rewritten = visit(document, {
    VariableDefinition: (definition) => {
      const name = definition.variable.name.value;
      if (!lenient.has(name)) return undefined;
      const isRequired = definition.type.kind === Kind.NON_NULL_TYPE && definition.defaultValue === undefined;
      variables.push({ name, isRequired, isReadings: readingTypes.has(typeNameOf(definition)) });
      const type = definition.type.kind === Kind.NON_NULL_TYPE ? { kind: Kind.NON_NULL_TYPE, type: json } : json;
      return { ...definition, type };
    },
    SelectionSet: () => false,
  });
  return { document: rewritten, names: lenient, variables };
}

const json: NamedTypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'JSON' } };

/** Variables that are used in arguments of readings, and nowhere else in the document. */
function lenientVariables(schema: GraphQLSchema, document: DocumentNode): Set<string> {
  const types = new TypeInfo(schema);
  const lenient = new Set<string>();
  const strict = new Set<string>();
  let isInside = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition: () => false,
      Argument: {
        enter: () => {
          isInside = readingTypes.has(getNamedType(types.getInputType())?.name ?? '');
        },
        leave: () => {
          isInside = false;
        },
      },
      Variable: ({ name }) => {
        (isInside ? lenient : strict).add(name.value);
      },
    }),
  );
  for (const name of strict) lenient.delete(name);
  return lenient;
}

function typeNameOf({ type }: VariableDefinitionNode): string {
  let inner = type;
  while (inner.kind !== Kind.NAMED_TYPE) inner = inner.type;
  return inner.name.value;
}
