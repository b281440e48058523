import { type ExecutionResult, GraphQLError } from 'graphql';
import type { FetchAPI, Plugin } from 'graphql-yoga';
import type { Access } from '../auth/access.ts';
import type { Identity } from '../auth/identity.ts';
import type { AndonError } from '../errors.ts';
import type { Operation, StreamPosition } from '../resolvers/context.ts';
import { goodbye } from './goodbye.ts';

/** What yoga sends as one event; `stringify` writes its data. */
interface StreamedResult extends ExecutionResult {
  stringify?: (result: ExecutionResult) => string;
}

export interface EventStreams {
  /** What an HTTP request brings to its operation; one for a stream of events also where its reader stands by its own account. */
  operationOf(request: Request, identity: Identity): Operation;
  readonly plugin: Plugin;
}

export interface EventStreamsOptions {
  readonly access: Pick<Access, 'watch'>;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
  /** In [0, 1). */
  readonly random: () => number;
}

/** One request for a stream. */
interface Reader {
  readonly position: StreamPosition;
  readonly identity: Identity;
  /** Aborted with the reason when the reader's access is over. */
  readonly over: AbortController;
}

/**
 * Server-sent events that a standard EventSource resumes by itself: each event carries the feed's cursor as its id, which comes
 * back as `Last-Event-ID`. Yoga writes the streams; added are the fields `id` and `retry`, and a last word when the server stops or
 * the reader's access ends.
 */
export function createEventStreams({ access, stopping, random }: EventStreamsOptions): EventStreams {
  const readers = new WeakMap<Request, Reader>();
  let openStreams = 0;

  // By hand rather than as an async generator, whose return() would wait for the next event of a reader that has left.
  const withIds = (
    results: AsyncIterable<StreamedResult>,
    { position, identity, over }: Reader,
  ): AsyncIterable<StreamedResult> => {
    const source = results[Symbol.asyncIterator]();
    let told = position.cursor;
    let open = true;
    openStreams += 1;
    const stopWatching = access.watch(identity, (reason) => over.abort(reason));
    const end = () => {
      if (open) openStreams -= 1;
      open = false;
      stopWatching();
    };
    // An end alone would read as "there is nothing more to come".
    const lastWord = (): StreamedResult | null => {
      if (!open) return null;
      if (over.signal.aborted) return accessOver(over.signal.reason);
      return stopping.aborted ? farewell(goodbye(openStreams, random)) : null;
    };
    const next = async (): Promise<IteratorResult<StreamedResult>> => {
      if (!open) return { done: true, value: undefined };
      const item = await source.next().catch((error: unknown) => {
        end();
        throw error;
      });
      if (item.done) {
        const word = lastWord();
        end();
        return word === null ? item : { done: false, value: word };
      }
      const { cursor } = position;
      if (cursor === told) return item;
      told = cursor;
      return { done: false, value: withField(item.value, 'id', cursor) };
    };
    const leave = async (): Promise<IteratorResult<StreamedResult>> => {
      end();
      return (await source.return?.()) ?? { done: true, value: undefined };
    };
    return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
  };

  return {
    operationOf: (request, identity) => {
      const { signal } = request;
      if (!accepts(request, 'text/event-stream')) return { identity, signal };
      const position = { lastEventId: request.headers.get('last-event-id') || null, cursor: null };
      const over = new AbortController();
      readers.set(request, { position, identity, over });
      return { identity, signal: AbortSignal.any([signal, over.signal]), position };
    },
    plugin: {
      onResultProcess: ({ request, result, setResult, resultProcessor, setResultProcessor }) => {
        const reader = readers.get(request);
        if (reader === undefined || resultProcessor === undefined || !isStream(result)) return;
        const { cursor } = reader.position;
        setResult(withIds(result, reader));
        if (cursor === null) return;
        setResultProcessor(
          async (stream, fetchAPI, type) =>
            beginningWith(await resultProcessor(stream, fetchAPI, type), cursor, fetchAPI),
          'text/event-stream',
        );
      },
    },
  };
}

function accepts(request: Request, type: string): boolean {
  return request.headers.get('accept')?.toLowerCase().includes(type) ?? false;
}

function isStream(result: unknown): result is AsyncIterable<StreamedResult> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

/** Fields of an event may stand in any order, and yoga writes the data last: what follows it on a new line is a further field. */
function withField(result: StreamedResult, field: 'id' | 'retry', value: string | number | null): StreamedResult {
  return { ...result, stringify: (sanitised) => `${JSON.stringify(sanitised)}\n${field}: ${value}` };
}

function farewell({ message, retryAfterMs }: ReturnType<typeof goodbye>): StreamedResult {
  const extensions = { code: 'UNAVAILABLE', retryAfterMs };
  const error = new GraphQLError(`${message}; subscribe again with the last cursor`, { extensions });
  return withField({ errors: [error] }, 'retry', retryAfterMs);
}

function accessOver({ message, code }: AndonError): StreamedResult {
  return {
    errors: [
      new GraphQLError(`${message} Subscribe again with a good key and the last cursor.`, { extensions: { code } }),
    ],
  };
}

/** An id without data is remembered and not told to the page: a reader that is cut off before the first event resumes, too. */
function beginningWith(
  response: Response,
  cursor: string,
  { ReadableStream, Response, TextEncoder }: FetchAPI,
): Response {
  const reader = response.body?.getReader();
  if (reader === undefined) return response;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(`id: ${cursor}\n\n`)),
    pull: async (controller) => {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, response);
}
