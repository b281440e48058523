/** Executes a subscription once for an item and serialises the result once, for all subscribers that share it. */
import { type ExecutionArgs, type ExecutionResult, execute, type GraphQLError } from 'graphql';
import type { FanOutCounters } from '../sockets/fan-out-counters.ts';

/** Everything that an execution needs but the item itself. */
type Operation = Omit<ExecutionArgs, 'rootValue' | 'contextValue'>;

export interface SharedExecutionOptions {
  readonly operation: Operation;
  /** Fresh for each execution, so that nothing is answered from what was loaded for an earlier one. */
  readonly contextValue: () => unknown;
  readonly renderError: (error: unknown) => GraphQLError;
  readonly counters: FanOutCounters;
}

/** Executes a subscription's operation for one item and gives the answer as the text of a message from its payload on. */
export function createSharedExecution({
  operation,
  contextValue,
  renderError,
  counters,
}: SharedExecutionOptions): (item: unknown) => string | Promise<string> {
  const textOf = ({ errors, ...result }: ExecutionResult): string => {
    const shown = errors === undefined ? result : { ...result, errors: errors.map(renderError) };
    return `${JSON.stringify(shown)}}`;
  };
  return (item) => {
    counters.executions += 1;
    const result = execute({ ...operation, contextValue: contextValue(), rootValue: item });
    return result instanceof Promise ? result.then(textOf) : textOf(result);
  };
}
