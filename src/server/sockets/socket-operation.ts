/**
 * Prepares operations that arrive on WebSockets: parses, validates and authorises them, and lets equal subscriptions share one
 * execution.
 */
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import type { CallerQueues } from '../../auth/caller-queues.ts';
import type { CallerShares } from '../../auth/caller-shares.ts';
import type { Identity } from '../../auth/identity.ts';
import { visibilityOf } from '../../auth/visibility.ts';
import { holderOf } from '../../domain/access.ts';
import { AndonError } from '../../errors.ts';
import { maxNamedFaults, maxOperationsPerSocket } from '../../limits.ts';
import { SharedSource } from '../../resolvers/subscriptions/shared-source.ts';
import { chosenOperation, nameGiven } from '../graphql/chosen-operation.ts';
import type { GraphqlEngine } from '../graphql/graphql-engine.ts';
import { createOperationKeys } from '../graphql/operation-key.ts';
import { createSharedExecution } from '../graphql/shared-execution.ts';
import { measureVariables } from '../graphql/variable-limits.ts';
import { kindOf, longestHoldMs } from '../http/caller-turn.ts';
import { withoutHttp } from '../http/without-http.ts';
import type { FanOutCounters } from './fan-out-counters.ts';
import type { OpenSocket } from './open-socket.ts';
import type { OperationIds } from './operation-ids.ts';
import { SocketSubscription } from './socket-subscription.ts';

/** A shared execution is not aborted when one of its subscribers leaves. */
const nobodys = new AbortController().signal;

/** The socket and the caller that an operation belongs to. */
export interface Caller {
  readonly identity: Identity;
  /** Aborted when the socket is closed. */
  readonly signal: AbortSignal;
  readonly out: OpenSocket;
  readonly id: string;
  /** The socket's operations, this one included. */
  readonly ids: OperationIds;
}

/** An operation that has been read and found valid, on its way through the protocol's implementation as its root value. */
class SocketOperation {
  readonly execute: (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult>;
  readonly subscribe: (args: ExecutionArgs) => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;

  constructor(run: Pick<SocketOperation, 'execute' | 'subscribe'>) {
    this.execute = run.execute;
    this.subscribe = run.subscribe;
  }
}

export function operationOf({ rootValue }: ExecutionArgs): SocketOperation {
  if (rootValue instanceof SocketOperation) return rootValue;
  throw new TypeError('an operation came by another way than onSubscribe');
}

export interface SocketOperations {
  readonly counters: Readonly<FanOutCounters>;
  /** Parses and checks an operation; errors go to its caller only. */
  prepare(payload: SubscribePayload, caller: Caller): Promise<ExecutionArgs | readonly GraphQLError[]>;
}

/** Operations of sockets: queries and mutations as over HTTP, subscriptions sharing an execution of all who subscribe to the same. */
export function createSocketOperations(
  engine: GraphqlEngine,
  {
    shares,
    queues,
  }: {
    readonly shares: Pick<CallerShares, 'operation' | 'waitMs' | 'refusal'>;
    readonly queues: Pick<CallerQueues, 'enter'>;
  },
): SocketOperations {
  const { yoga, schema, contextOf, held, hideSuggestions } = engine;
  const renderError = (error: unknown): GraphQLError => withoutHttp(engine.renderError(error));
  const failed = (errors: readonly unknown[]): ExecutionResult => ({ errors: errors.map(renderError) });
  // Made out here: a closure inside of the operation would keep that in memory for as long as the subscription.
  const errorOf = (error: unknown) => failed([error]);
  const counters: FanOutCounters = { subscriptions: 0, executions: 0, deliveries: 0 };
  const keyOf = createOperationKeys(schema);
  // Made once, because a client with thousands of subscriptions too many gets it thousands of times.
  const tooMany = renderError(
    new AndonError('RATE_LIMITED', `One connection carries ${maxOperationsPerSocket} operations at most.`, {
      reason: 'KEY_LIMIT',
      retryAfterMs: 1_000,
      limit: maxOperationsPerSocket,
    }),
  );
  // Parses and validates for all sockets: neither depends on the caller.
  const { parse, validate } = yoga.getEnveloped();

  const subscribe = async (
    operation: Omit<ExecutionArgs, 'contextValue' | 'rootValue'>,
    definition: OperationDefinitionNode,
    { identity, signal, out, id }: Caller,
  ) => {
    const size = measureVariables(operation.variableValues);
    if (size instanceof GraphQLError) return failed([size]);
    let release: () => void;
    try {
      release = held.take(identity, operation.document, size);
    } catch (error) {
      // The others on the socket go on.
      return failed([error]);
    }
    const source = await createSourceEventStream({
      ...operation,
      contextValue: contextOf({ identity, signal }),
      options: { maxCoercionErrors: maxNamedFaults },
      hideSuggestions,
    }).catch((error: unknown) => {
      release();
      throw error;
    });
    if (!(source instanceof SharedSource)) {
      release();
      if ('errors' in source) return failed(source.errors ?? []);
      throw new TypeError('a subscription’s resolver returned no shared source');
    }
    const visibility = visibilityOf(identity);
    const key = `${visibility.key} ${keyOf(operation.document, definition, operation.variableValues ?? {})}`;
    const render = createSharedExecution({
      operation,
      contextValue: () => contextOf({ identity: visibility.identity, signal: nobodys }),
      renderError,
      counters,
    });
    return new SocketSubscription({ socket: out, id, errorOf, counters, release }, (sink) =>
      source.join({ key, render, sink }),
    );
  };

  /** In the turn of its caller, who may be over its share by now: what the operations before this one cost is known only when they run. */
  const inTurn = async ({ identity, out }: Caller, execute: () => ExecutionResult | Promise<ExecutionResult>) => {
    if (identity.credential === null) return told(execute());
    const asking = {
      holder: holderOf(identity.credential),
      kind: kindOf(identity),
      waitMs: () => shares.waitMs('operations', identity),
      refusal: () => shares.refusal('operations', identity),
    };
    const leave = await queues.enter(asking);
    if (leave instanceof AndonError) {
      out.holdUp(longestHoldMs);
      return failed([leave]);
    }
    try {
      return await told(execute());
    } finally {
      leave();
    }
  };

  return {
    counters,
    prepare: async ({ query, operationName, variables }, caller) => {
      if (caller.ids.size > maxOperationsPerSocket) return [tooMany];
      const over = shares.operation(caller.identity);
      if (over !== null) {
        caller.out.holdUp(longestHoldMs);
        return [renderError(over)];
      }
      try {
        const document: DocumentNode = parse(query);
        const errors: readonly GraphQLError[] = validate(schema, document);
        if (errors.length > 0) return errors.map(withoutHttp);
        const name = nameGiven(operationName);
        const definition = chosenOperation(document, name);
        if (typeof definition === 'string') throw new AndonError('BAD_USER_INPUT', definition);
        const operation = {
          schema,
          document,
          operationName: name ?? null,
          variableValues: variables ?? null,
        };
        if (definition.operation === OperationTypeNode.SUBSCRIPTION) {
          const run = () => subscribe(operation, definition, caller);
          return { ...operation, rootValue: new SocketOperation({ subscribe: run, execute: refuse }) };
        }
        const { identity, signal } = caller;
        const enveloped = yoga.getEnveloped({ socketOperation: { identity, signal } });
        return {
          ...operation,
          contextValue: await enveloped.contextFactory(),
          rootValue: new SocketOperation({
            execute: (args) => inTurn(caller, () => enveloped.execute(args)),
            subscribe: refuse,
          }),
        };
      } catch (error) {
        return [renderError(error)];
      }
    },
  };
}

/** Hints for HTTP are nothing for a socket. */
async function told(result: ExecutionResult | Promise<ExecutionResult>): Promise<ExecutionResult> {
  const { errors, ...rest } = await result;
  return errors === undefined ? rest : { ...rest, errors: errors.map(withoutHttp) };
}

function refuse(): never {
  throw new TypeError('an operation was taken for another kind than it is');
}
