import type { FetchAPI, Plugin } from 'graphql-yoga';
import { acceptsAnyOf } from './media-type.ts';

const answerTypes = ['application/graphql-response+json', 'application/json', 'text/event-stream', 'multipart/mixed'];
const streamType = 'text/event-stream';

/**
 * Refuses a request that accepts none of the media types of answers, and names them. It runs before the operation: yoga would look only
 * when the answer is ready, and a mutation that stored something would be answered with an empty 406.
 */
export function refuseUnanswerable(): Plugin {
  return {
    onRequest: ({ request, endResponse, fetchAPI }) => {
      const accept = request.headers.get('accept');
      if (acceptsAnyOf(accept, answerTypes)) return;
      const given = JSON.stringify(accept?.slice(0, 80));
      endResponse(
        notAcceptable(
          fetchAPI,
          `Nothing of what the header Accept: ${given} names can be given. Answers are application/graphql-response+json or application/json; streams of events are ${streamType}.`,
        ),
      );
    },
    onResultProcess: ({ result, resultProcessor, setResultProcessor }) => {
      if (resultProcessor !== undefined || !isStream(result)) return;
      setResultProcessor(async (stream, fetchAPI) => {
        if (isStream(stream)) await stream[Symbol.asyncIterator]().return?.();
        return notAcceptable(
          fetchAPI,
          `A subscription is a stream: send the header Accept: ${streamType}, or subscribe over a WebSocket (graphql-transport-ws) on the same path.`,
        );
      }, streamType);
    },
  };
}

function notAcceptable({ Response }: FetchAPI, message: string): Response {
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] });
  return new Response(`${body}\n`, {
    status: 406,
    headers: { 'content-type': 'application/json; charset=utf-8', accept: answerTypes.join(', ') },
  });
}

function isStream(result: unknown): result is AsyncIterable<unknown> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}
