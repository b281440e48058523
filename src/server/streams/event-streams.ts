/** Subscriptions over server-sent events: resumes them by `Last-Event-ID` and ends them so that clients come back. */
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Access } from '../../auth/access.ts';
import type { Identity } from '../../auth/identity.ts';
import type { AndonError } from '../../errors.ts';
import type { Operation, StreamPosition } from '../../resolvers/context.ts';
import { acceptsAnyOf } from '../http/media-type.ts';
import { goodbye } from '../sockets/goodbye.ts';
import { completeText, nextText, streamResponse, streamType } from './sse-response.ts';

const jsonTypes = ['application/graphql-response+json', 'application/json'];
/**
 * Pause between the last message and the end of a stream that its client continues elsewhere. A client that is still busy with the
 * message when the end comes can miss the end: graphql-sse then waits for ever.
 */
const endAfterWordMs = 250;

export interface EventStreams {
  /** The context of an HTTP request; for a stream of events with the cursor that its client sent. */
  operationOf(request: Request, identity: Identity, document: string | undefined): Operation;
  readonly plugin: Plugin;
}

export interface EventStreamsOptions {
  readonly access: Pick<Access, 'watch'>;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
  /** In [0, 1). */
  readonly random: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/** One request for a stream. */
interface Reader {
  readonly position: StreamPosition;
  readonly identity: Identity;
  /** Aborted with the reason when the reader's access is over. */
  readonly over: AbortController;
  isSubscription: boolean;
}

/**
 * Server-sent events that a standard EventSource resumes by itself: each event carries the feed's cursor as its id, which comes
 * back as `Last-Event-ID`. `complete` says that there is nothing more to come; so a stream that is to be read on, when the server has
 * stopped or the database is back, ends without it.
 */
export function createEventStreams({ access, stopping, random, pause }: EventStreamsOptions): EventStreams {
  const readers = new WeakMap<Request, Reader>();
  let openStreams = 0;

  // By hand rather than as an async generator, whose return() would wait for the next event of a reader that has left.
  const textOf = (
    results: AsyncIterable<ExecutionResult>,
    { position, identity, over }: Reader,
  ): AsyncIterator<string> => {
    const source = results[Symbol.asyncIterator]();
    let told = position.cursor;
    let state: 'open' | 'last word said' | 'ended' = 'open';
    openStreams += 1;
    const stopWatching = access.watch(identity, (reason) => over.abort(reason));
    const end = (as: 'last word said' | 'ended') => {
      if (state === 'open') openStreams -= 1;
      state = as;
      stopWatching();
    };
    const lastWord = (): IteratorResult<string> => {
      if (over.signal.aborted) {
        end('ended');
        return text(nextText(accessOver(over.signal.reason)) + completeText);
      }
      if (stopping.aborted) {
        const { message, retryAfterMs } = goodbye(openStreams, random);
        end('last word said');
        return text(comeBack(`${message}; subscribe again with the last cursor`, retryAfterMs));
      }
      end('ended');
      return text(completeText);
    };
    const next = async (): Promise<IteratorResult<string>> => {
      if (state === 'last word said') await pause(endAfterWordMs);
      if (state !== 'open') return done;
      const item = await source.next().catch((error: unknown) => {
        end('ended');
        throw error;
      });
      // The reader may have left meanwhile.
      if (state !== 'open') return done;
      if (item.done) return lastWord();
      const { cursor } = position;
      if (cursor === told) return text(nextText(item.value));
      told = cursor;
      return text(nextText(item.value, { id: cursor }));
    };
    return {
      next,
      return: async () => {
        end('ended');
        await source.return?.();
        return done;
      },
    };
  };

  return {
    operationOf: (request, identity, document) => {
      const { signal } = request;
      const accept = request.headers.get('accept');
      const mayBeStream = accept?.includes(streamType) || document?.includes('subscription');
      if (!mayBeStream || !acceptsAnyOf(accept, [streamType])) return { identity, signal };
      const position = { lastEventId: request.headers.get('last-event-id') || null, cursor: null };
      const over = new AbortController();
      readers.set(request, { position, identity, over, isSubscription: false });
      return { identity, signal: AbortSignal.any([signal, over.signal]), position };
    },
    plugin: {
      onSubscribe: ({ args: { contextValue } }) => {
        const { request } = contextValue;
        const reader = request === undefined ? undefined : readers.get(request);
        if (reader !== undefined) reader.isSubscription = true;
      },
      onResultProcess: ({ request, result, setResultProcessor }) => {
        const reader = readers.get(request);
        if (reader === undefined) return;
        if (isStream(result)) {
          const { cursor } = reader.position;
          setResultProcessor(
            (_result, fetchAPI) => streamResponse(textOf(result, reader), cursor, fetchAPI),
            streamType,
          );
          return;
        }
        const retryAfterMs = reader.isSubscription ? unavailableFor(result) : null;
        if (retryAfterMs === null || acceptsAnyOf(request.headers.get('accept'), jsonTypes)) return;
        // The database is unavailable: the client comes back by itself.
        const word = nextText({ errors: errorsOf(result) }, { retry: retryAfterMs });
        setResultProcessor((_result, fetchAPI) => streamResponse(wordAndEnd(word, pause), null, fetchAPI), streamType);
      },
    },
  };
}

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

function text(value: string): IteratorYieldResult<string> {
  return { done: false, value };
}

async function* wordAndEnd(word: string, pause: (ms: number) => Promise<void>): AsyncGenerator<string, undefined> {
  yield word;
  await pause(endAfterWordMs);
}

function isStream(result: unknown): result is AsyncIterable<ExecutionResult> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

function errorsOf(result: unknown): readonly GraphQLError[] {
  if (typeof result !== 'object' || result === null || !('errors' in result) || !Array.isArray(result.errors))
    return [];
  return result.errors.filter((error) => error instanceof GraphQLError);
}

/** How long to wait, when the result says that the server cannot serve now; null for any other. */
function unavailableFor(result: unknown): number | null {
  const { code, retryAfterMs } = errorsOf(result)[0]?.extensions ?? {};
  return code === 'UNAVAILABLE' && typeof retryAfterMs === 'number' ? retryAfterMs : null;
}

function comeBack(message: string, retryAfterMs: number): string {
  const error = new GraphQLError(message, { extensions: { code: 'UNAVAILABLE', retryAfterMs } });
  return nextText({ errors: [error] }, { retry: retryAfterMs });
}

function accessOver({ message, code }: AndonError): ExecutionResult {
  return {
    errors: [
      new GraphQLError(`${message} Subscribe again with a good key and the last cursor.`, { extensions: { code } }),
    ],
  };
}
