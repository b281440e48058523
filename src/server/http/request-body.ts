/** Reads the body of GraphQL requests straight from the connection: limits its size, decodes and parses it. */
import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { type Identity, mayCarryBulk } from '../../auth/identity.ts';
import { maxBodyBytes, maxOtherBodyBytes } from '../../limits.ts';
import { parametersOfJson, parametersOfUrl, withStoredDocument } from '../graphql/graphql-parameters.ts';
import type { KnownDocuments } from '../graphql/known-documents.ts';
import { bodyFault, tooLarge } from './body-fault.ts';
import { decoderFor } from './body-text.ts';
import { codingsOf, unfolded } from './content-encoding.ts';
import { mediaTypeOf } from './media-type.ts';
import { parametersOf } from './request-path.ts';

/** Larger bodies hold readings; all other requests stay far below. */
const bulkBytes = 65_536;

const parsers: Readonly<Record<string, (text: string) => GraphQLParams>> = {
  'application/json': parametersOfJson,
  'application/graphql+json': parametersOfJson,
  'application/graphql': (query) => ({ query }),
};
const acceptedTypes = Object.keys(parsers).join(', ');
/** The content types that a browser sends for any page without asking first; nothing of ours uses them. */
const simpleTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']);

/**
 * Reads requests in place of yoga's own parsers, and bodies straight from the connection. Yoga would send each body through three web
 * streams to count its bytes, which takes a quarter of the time from request to gateway. While there is a `refusal`, large bodies are
 * not parsed: a flood would fill the memory with readings that are refused anyway.
 */
export function readRequests(
  refusal: () => Error | null,
  documents: KnownDocuments | null,
): Plugin<object, ServerContext> {
  return {
    onRequestParse: ({ request, setRequestParser, serverContext }) => {
      const incoming = serverContext.req;
      if (incoming === undefined) return;
      if (request.method === 'GET')
        setRequestParser(() => withStoredDocument(parametersOfUrl(parametersOf(incoming)), documents));
      if (request.method === 'POST')
        setRequestParser(async () =>
          withStoredDocument(
            await parametersOfBody(incoming, refusal, mayCarryBulk(serverContext.identity)),
            documents,
          ),
        );
    },
  };
}

interface ServerContext {
  readonly req?: IncomingMessage;
  readonly identity?: Identity;
}

/** The fields that take so much; to find one of their names costs a thousandth of parsing the body. */
const bulkFields = ['ingestReadings', 'ingestSeries', 'replayQuarantine', 'registerEquipment', 'removeSensors'];

function isBulk(content: Buffer | string): boolean {
  return bulkFields.some((field) => content.includes(field));
}

function isAsciiCompatible(charset: string | null): boolean {
  return charset === null || !charset.toLowerCase().startsWith('utf-16');
}

async function parametersOfBody(
  request: IncomingMessage,
  refusal: () => Error | null,
  mayBeBulk: boolean,
): Promise<GraphQLParams> {
  const limitBytes = mayBeBulk ? maxBodyBytes : maxOtherBodyBytes;
  const { parse, charset } = parserFor(request.headers['content-type']);
  const decode = decoderFor(charset);
  const codings = codingsOf(request.headers['content-encoding']);
  const refuseBulk = (bytes: number): void => {
    const refused = bytes > bulkBytes ? refusal() : null;
    if (refused !== null) throw refused;
  };
  const body = await readBody(request, limitBytes);
  refuseBulk(body.length);
  const content = codings.length === 0 ? body : await unfolded(body, codings, limitBytes);
  if (content !== body) refuseBulk(content.length);
  // Before it is decoded, where its bytes spell the names; decoding ten megabytes takes as long as everything else that is done with them here.
  const isLarge = content.length > maxOtherBodyBytes;
  if (isLarge && isAsciiCompatible(charset) && !isBulk(content)) throw tooLarge(maxOtherBodyBytes);
  const text = decode(content);
  if (isLarge && !isBulk(text)) throw tooLarge(maxOtherBodyBytes);
  return parse(text);
}

function parserFor(contentType: string | undefined): {
  parse: (text: string) => GraphQLParams;
  charset: string | null;
} {
  const type = mediaTypeOf(contentType);
  const parse = type === null ? undefined : parsers[type.essence];
  if (type !== null && parse !== undefined) return { parse, charset: type.charset };
  const fault =
    type === null
      ? 'The request does not say what its body is'
      : simpleTypes.has(type.essence)
        ? `The content type ${type.essence} is refused, because any web page could send it unasked`
        : `The content type ${JSON.stringify(type.essence.slice(0, 80))} is not taken`;
  throw bodyFault(415, `${fault}; send JSON as Content-Type: application/json (taken are ${acceptedTypes}).`, {
    'Accept-Post': acceptedTypes,
  });
}

/** Rejects with 413 as soon as the body exceeds the limit, and leaves the rest unread. */
function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
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
    request.once('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks, bytes)),
    );
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new GraphQLError('The connection was closed in the middle of the body.'));
    });
  });
}
