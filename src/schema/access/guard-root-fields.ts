/** Checks the scope of every root field before it is resolved, and audits who is refused. */
import type { GraphQLField, GraphQLSchema } from 'graphql';
import { type Scope, scopes } from '../../domain/access.ts';
import { auditRefusal, requireCaller, requireScope } from '../../resolvers/access/permitted.ts';
import type { Context } from '../../resolvers/context.ts';

/** What a root field may be given as `extensions`. */
export interface RootFieldExtensions {
  /** The scope that it needs, or that anybody who is known may ask it. */
  readonly scope: Scope | 'any';
  /** What it costs of the rows of one operation, beside those of a page that it returns; absent: 1. */
  readonly rows?: number;
  /** What it carries is counted in readings, so its rows are not counted for the caller once more. */
  readonly carriesReadings?: boolean;
}

type RootField = GraphQLField<unknown, Context>;

/**
 * Lets nobody into a root field whose scope they do not have, before anything of it runs. Queries and subscriptions need READ unless
 * they say otherwise; a mutation that does not say what it needs keeps the server from starting. Descriptions tell it.
 */
export function guardRootFields(schema: GraphQLSchema): void {
  const fieldsOf = (type: ReturnType<GraphQLSchema['getQueryType']>) => Object.values(type?.getFields() ?? {});
  for (const field of fieldsOf(schema.getQueryType())) guardResolver(field, scopeOf(field) ?? 'read');
  for (const field of fieldsOf(schema.getMutationType())) {
    const scope = scopeOf(field);
    if (scope === null) throw new TypeError(`the mutation ${field.name} does not say which scope it needs`);
    guardResolver(field, scope);
    if (scope !== 'any')
      field.description = `${field.description ?? ''} Needs the scope ${scope.toUpperCase()}.`.trim();
  }
  for (const field of fieldsOf(schema.getSubscriptionType())) guardSubscriber(field, scopeOf(field) ?? 'read');
}

function scopeOf({ extensions }: RootField): Scope | 'any' | null {
  const wanted = extensions['scope'];
  if (wanted === 'any') return wanted;
  return scopes.find((scope) => scope === wanted) ?? null;
}

function rowsOf({ extensions }: RootField): number {
  const rows = extensions['rows'];
  return typeof rows === 'number' ? rows : 1;
}

function guardResolver(field: RootField, scope: Scope | 'any'): void {
  const { resolve } = field;
  if (resolve === undefined) throw new TypeError(`the root field ${field.name} has no resolver`);
  const rows = rowsOf(field);
  const carriesReadings = field.extensions['carriesReadings'] === true;
  field.resolve = (source, args, context, info) =>
    audited(field, context, () => {
      require(scope, field, context);
      if (!carriesReadings) context.budget.countForCaller();
      context.budget.take(rows);
      return resolve(source, args, context, info);
    });
}

function guardSubscriber(field: RootField, scope: Scope | 'any'): void {
  const { subscribe } = field;
  if (subscribe === undefined) throw new TypeError(`the subscription ${field.name} has no source`);
  field.subscribe = (source, args, context, info) =>
    audited(field, context, () => {
      require(scope, field, context);
      return subscribe(source, args, context, info);
    });
}

function require(scope: Scope | 'any', { name }: RootField, context: Context): void {
  if (scope === 'any') requireCaller(name, context);
  else requireScope(scope, name, context);
}

/** Whoever is refused here, for want of a scope or of a site, is in the audit. */
function audited(field: RootField, context: Context, work: () => unknown): unknown {
  const refused = (error: unknown): never => {
    auditRefusal(error, field.name, context);
    throw error;
  };
  try {
    const result = work();
    return result instanceof Promise ? result.catch(refused) : result;
  } catch (error) {
    return refused(error);
  }
}
