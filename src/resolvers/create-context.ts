/** Makes the context of each GraphQL operation. */
import type { Context, Dependencies, Operation } from './context.ts';
import { createLoaders } from './loaders.ts';
import { createRowBudget } from './row-budget.ts';

/** One a query or mutation; a subscription keeps its own for life. */
export function createContext(dependencies: Dependencies, operation: Operation): Context {
  return {
    position: null,
    ...dependencies,
    ...operation,
    loaders: createLoaders(dependencies.services),
    budget: createRowBudget((rows) => dependencies.shares.rows(operation.identity, rows)),
  };
}
