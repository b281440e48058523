/** Writes server-sent events to an HTTP response, with backpressure and comments that keep the connection alive. */
import type { ExecutionResult } from 'graphql';
import type { FetchAPI } from 'graphql-yoga';
import { withoutHttp } from '../http/without-http.ts';

export const streamType = 'text/event-stream';
const commentEveryMs = 12_000;
const comment = ':\n\n';
const headers = {
  'content-type': streamType,
  // A cache or a compressor in between would keep events back until it has enough of them; and so would nginx's buffer.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/** The end of a stream to which nothing more comes. */
export const completeText = 'event: complete\ndata:\n\n';

/** One result as an event, with further fields of it. */
export function nextText(
  result: ExecutionResult,
  fields: { readonly id?: string | null; readonly retry?: number } = {},
): string {
  const { errors } = result;
  const told = errors === undefined ? result : { ...result, errors: errors.map(withoutHttp) };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`);
  return `event: next\ndata: ${JSON.stringify(told)}\n${lines.join('')}\n`;
}

/**
 * Sends texts as fast as the client takes them, and comments as signs of life. The first comment takes the headers along at once. An id
 * without data is remembered and not told to the page: a reader that is cut off before the first event resumes, too.
 */
export function streamResponse(
  texts: AsyncIterator<string>,
  firstId: string | null,
  { ReadableStream, Response, TextEncoder }: FetchAPI,
): Response {
  const encoder = new TextEncoder();
  let comments: NodeJS.Timeout | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(encoder.encode(firstId === null ? comment : `${comment}id: ${firstId}\n\n`));
      comments = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(comment));
      }, commentEveryMs);
    },
    pull: async (controller) => {
      try {
        const { done, value } = await texts.next();
        if (!done) return controller.enqueue(encoder.encode(value));
      } catch (error) {
        clearInterval(comments);
        throw error;
      }
      clearInterval(comments);
      controller.close();
    },
    cancel: async () => {
      clearInterval(comments);
      await texts.return?.();
    },
  });
  return new Response(body, { status: 200, headers });
}
