import { type ExecutionResult, GraphQLError } from 'graphql';
import type { FetchAPI, Plugin } from 'graphql-yoga';
import type { StreamPosition } from '../resolvers/context.ts';
import { goodbye } from './goodbye.ts';

/** What yoga sends as one event; `stringify` writes its data. */
interface StreamedResult extends ExecutionResult {
  stringify?: (result: ExecutionResult) => string;
}

export interface EventStreams {
  /** Where the reader of this request stands by its own account; null for what is no event stream. */
  positionOf(request: Request): StreamPosition | null;
  readonly plugin: Plugin;
}

/**
 * Server-sent events that a standard EventSource resumes by itself: each event carries the feed's cursor as its id, which comes
 * back as `Last-Event-ID`. Yoga writes the streams; added are the fields `id` and `retry`, and a last word when the server stops.
 */
export function createEventStreams(stopping: AbortSignal, random: () => number): EventStreams {
  const positions = new WeakMap<Request, StreamPosition>();
  let openStreams = 0;

  // By hand rather than as an async generator, whose return() would wait for the next event of a reader that has left.
  const withIds = (results: AsyncIterable<StreamedResult>, position: StreamPosition): AsyncIterable<StreamedResult> => {
    const source = results[Symbol.asyncIterator]();
    let told = position.cursor;
    let open = true;
    openStreams += 1;
    const end = () => {
      if (open) openStreams -= 1;
      open = false;
    };
    const next = async (): Promise<IteratorResult<StreamedResult>> => {
      if (!open) return { done: true, value: undefined };
      const item = await source.next().catch((error: unknown) => {
        end();
        throw error;
      });
      if (item.done) {
        // An end alone would read as "there is nothing more to come".
        const word = stopping.aborted && open ? lastWord(goodbye(openStreams, random)) : null;
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
    positionOf: (request) => {
      if (!accepts(request, 'text/event-stream')) return null;
      const position = { lastEventId: request.headers.get('last-event-id') || null, cursor: null };
      positions.set(request, position);
      return position;
    },
    plugin: {
      onResultProcess: ({ request, result, setResult, resultProcessor, setResultProcessor }) => {
        const position = positions.get(request);
        if (position === undefined || resultProcessor === undefined || !isStream(result)) return;
        const { cursor } = position;
        setResult(withIds(result, position));
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

function lastWord({ message, retryAfterMs }: ReturnType<typeof goodbye>): StreamedResult {
  const extensions = { code: 'UNAVAILABLE', retryAfterMs };
  const error = new GraphQLError(`${message}; subscribe again with the last cursor`, { extensions });
  return withField({ errors: [error] }, 'retry', retryAfterMs);
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
