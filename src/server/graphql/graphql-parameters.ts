/**
 * Reads the parameters of a GraphQL request from a JSON body or from an address, with an explanation of what is wrong with them.
 */
import { isUtf8 } from 'node:buffer';
import { GraphQLError } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { bodyFault } from '../http/body-fault.ts';
import { parseJson } from '../http/parse-json.ts';
import type { KnownDocuments } from './known-documents.ts';

/** Fields by which clients name a document that the server is supposed to know (persisted operations). */
const namesOfStored = ['documentId', 'id', 'doc_id', 'queryId', 'documentHash'];

/** The parameters in a JSON body; throws with status 400 when it holds no GraphQL request. */
export function parametersOfJson(text: string): GraphQLParams {
  const value = parseJson(text, 'The body');
  if (!isObject(value)) {
    const kind = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
    const wayOut = Array.isArray(value) ? ' Several operations are sent as several requests.' : '';
    throw bodyFault(400, `The body is ${kind}, and a JSON object with a "query" was expected.${wayOut}`);
  }
  const { operationName } = value;
  if (operationName === '') delete value['operationName'];
  else if (operationName != null && typeof operationName !== 'string')
    throw bodyFault(400, 'The "operationName" has to be a text.');
  return value;
}

/** The parameters in an address. */
export function parametersOfUrl(given: string): GraphQLParams {
  const parameters = new URLSearchParams(given);
  const asked: GraphQLParams = {};
  for (const name of ['query', 'operationName'] as const) {
    const text = parameters.get(name);
    if (text !== null && text !== '') asked[name] = text;
  }
  for (const name of ['variables', 'extensions'] as const) {
    const text = parameters.get(name);
    if (text === null || text === '') continue;
    const value = parseJson(text, `The parameter ${name}`);
    if (isObject(value)) asked[name] = value;
    else if (value !== null) throw bodyFault(400, `The parameter ${name} has to be a JSON object.`);
  }
  const stored = [...parameters].filter(([name]) => namesOfStored.includes(name));
  return Object.assign(asked, Object.fromEntries(stored));
}

/** What is wrong with the percent-encoded bytes of an address's parameters; null when nothing is. */
export function parameterTextFault(given: string): string | null {
  if (!given.includes('%')) return null;
  for (const parameter of given.split('&')) {
    const bytes = Buffer.from(
      parameter.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    );
    if (isUtf8(bytes)) continue;
    const name = parameter.split('=', 1).join('').slice(0, 40);
    return `The parameter ${JSON.stringify(name)} of the address is not UTF-8 where it is percent-encoded; encode the UTF-8 bytes of each character, ° as %C2%B0.`;
  }
  return null;
}

/**
 * Puts in the document that a client names by hash or id, where the server has a list of them. A client that is told in exactly these words
 * that there is none, or not this one, sends the whole document instead, and most do so from then on.
 */
export function withStoredDocument(asked: GraphQLParams, documents: KnownDocuments | null): GraphQLParams {
  const { query, extensions } = asked;
  if (typeof query === 'string' && query !== '') return asked;
  const persisted = isObject(extensions) ? extensions['persistedQuery'] : undefined;
  const hash = isObject(persisted) ? [persisted['sha256Hash']] : [];
  const named: Readonly<Record<string, unknown>> = { ...asked };
  const id = [...namesOfStored.map((name) => named[name]), ...hash].find((one) => typeof one === 'string');
  if (typeof id !== 'string' && hash.length === 0) return asked;
  if (documents === null) throw notStored('PersistedQueryNotSupported', 'PERSISTED_QUERY_NOT_SUPPORTED');
  const document = typeof id === 'string' ? documents.byId(id) : undefined;
  if (document === undefined) throw notStored('PersistedQueryNotFound', 'PERSISTED_QUERY_NOT_FOUND');
  // Under the names that yoga knows.
  const rest = Object.entries(asked).filter(([name]) => !namesOfStored.includes(name));
  return { ...Object.fromEntries(rest), query: document };
}

function notStored(words: string, code: string): GraphQLError {
  return new GraphQLError(words, { extensions: { code, http: { status: 200 } } });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
