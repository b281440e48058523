/** Subscribes over server-sent events, within what one key may hold open. */
import { type ExecutionArgs, type ExecutionResult, GraphQLError, subscribe } from 'graphql';
import type { Identity } from '../../auth/identity.ts';
import { maxNamedFaults } from '../../limits.ts';
import type { HeldSubscriptions } from './held-subscriptions.ts';
import { measureVariables } from './variable-limits.ts';

type Stream = AsyncGenerator<ExecutionResult, void, void>;

/** The stream gives back what it holds when it ends, fails, or is left. */
export async function subscribeBounded(
  held: HeldSubscriptions,
  identity: Pick<Identity, 'credential'>,
  args: ExecutionArgs,
): Promise<Stream | ExecutionResult> {
  const size = measureVariables(args.variableValues);
  if (size instanceof GraphQLError) return { errors: [size] };
  const release = held.take(identity, args.document, size);
  try {
    const subscribed = await subscribe({ ...args, options: { maxCoercionErrors: maxNamedFaults } });
    if (Symbol.asyncIterator in subscribed) return releasing(subscribed, release);
    release();
    return subscribed;
  } catch (error) {
    release();
    throw error;
  }
}

/** By hand rather than as an async generator, whose return() would wait for the next event of a reader that has left. */
function releasing(stream: Stream, release: () => void): Stream {
  const ended = (error: unknown): never => {
    release();
    throw error;
  };
  return {
    next: async () => {
      const item = await stream.next().catch(ended);
      if (item.done === true) release();
      return item;
    },
    return: async () => {
      release();
      return stream.return();
    },
    throw: async (error) => {
      release();
      return stream.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
