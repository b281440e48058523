import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Largest HTTP body: 10,000 readings with attributes fit. */
const maxBodyBytes = 20_000_000;
/** A body above this is full of readings; whatever else is sent stays far below. */
const bulkBytes = 65_536;

/**
 * Reads bodies straight from the connection. Yoga would send each through three streams of the web's kind, to count its bytes: a
 * quarter of an alert's way from the request to the gateway. Many readings are not made objects of while there is a `refusal`: a flood
 * would fill the memory with what is refused anyway.
 */
export function readBodiesDirectly(refusal: () => Error | null): Plugin<object, { readonly req?: IncomingMessage }> {
  return {
    onRequestParse: ({ request, requestParser, setRequestParser, serverContext, fetchAPI }) => {
      const incoming = serverContext.req;
      if (request.method !== 'POST' || requestParser === undefined || incoming === undefined) return;
      const isJson = /^application\/json\b/i.test(request.headers.get('content-type') ?? '');
      setRequestParser(async () => {
        const body = await readBody(incoming, maxBodyBytes);
        const refused = body.length > bulkBytes ? refusal() : null;
        if (refused !== null) throw refused;
        const parsed = isJson ? parsedObject(body) : null;
        if (parsed !== null) return parsed;
        // Whatever else it is, yoga knows what to say about it.
        const { url, method, headers } = request;
        return requestParser(new fetchAPI.Request(url, { method, headers, body }));
      });
    },
  };
}

function parsedObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null; // no JSON: said by the caller's way
  }
}

/** Rejects with 413 as soon as the limit is passed, and leaves the rest unread. */
function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) return reject(tooLarge(limitBytes));
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= limitBytes) return void chunks.push(chunk);
      request.off('data', onData).pause();
      reject(tooLarge(limitBytes));
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks, bytes).toString('utf8')));
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new GraphQLError('The connection was closed in the middle of the body.'));
    });
  });
}

function tooLarge(limitBytes: number): GraphQLError {
  return new GraphQLError(`A request may have ${limitBytes} bytes at most; send the readings in smaller batches.`, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 413 } },
  });
}
