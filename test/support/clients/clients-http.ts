/** A client of GraphQL over HTTP, typed by the operations of the tests. */
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { type DocumentNode, print } from 'graphql';
import { type Caller, headersOf } from './caller.ts';

export interface GraphqlFailure {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly [detail: string]: unknown };
}

export interface GraphqlAnswer<Result> {
  readonly data?: Result | null;
  readonly errors?: readonly GraphqlFailure[];
}

/** Thrown by `request`, so that a test which expects success shows the server's own words when it fails. */
export class RequestFailed extends Error {
  readonly errors: readonly GraphqlFailure[];

  constructor(errors: readonly GraphqlFailure[]) {
    super(errors.map((error) => `${error.extensions?.code ?? 'no code'}: ${error.message}`).join('\n'));
    this.errors = errors;
  }
}

export interface HttpClient {
  /** The data, or RequestFailed. */
  request<Result, Variables>(
    operation: DocumentTypeDecoration<Result, Variables>,
    variables: Variables,
  ): Promise<Result>;
  /** Data and errors as they came. */
  execute<Result, Variables>(
    operation: DocumentTypeDecoration<Result, Variables>,
    variables: Variables,
  ): Promise<GraphqlAnswer<Result>>;
  /** The one error of a request that must fail. */
  failure<Result, Variables>(
    operation: DocumentTypeDecoration<Result, Variables>,
    variables: Variables,
  ): Promise<GraphqlFailure & { readonly code: string }>;
  /** A body of one's own making, for what JSON.stringify would never write. */
  post(body: string): Promise<{ readonly status: number; readonly text: string }>;
}

export function httpClient(graphqlUrl: string, caller: Caller = {}): HttpClient {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json',
    ...headersOf(caller),
  };
  const client: HttpClient = {
    post: async (body) => {
      const response = await fetch(graphqlUrl, { method: 'POST', headers, body });
      return { status: response.status, text: await response.text() };
    },
    execute: async <Result, Variables>(operation: DocumentTypeDecoration<Result, Variables>, variables: Variables) => {
      const { text } = await client.post(JSON.stringify({ query: documentText(operation), variables }));
      const answer: GraphqlAnswer<Result> = JSON.parse(text);
      return answer;
    },
    request: async (operation, variables) => {
      const answer = await client.execute(operation, variables);
      if (answer.errors !== undefined) throw new RequestFailed(answer.errors);
      if (answer.data === undefined || answer.data === null) throw new Error('the answer has neither data nor errors');
      return answer.data;
    },
    failure: async (operation, variables) => {
      const { errors } = await client.execute(operation, variables);
      const error = errors?.[0];
      if (error === undefined || errors?.length !== 1)
        throw new Error(`expected one error, got ${errors?.length ?? 0}`);
      return { ...error, code: error.extensions?.code ?? 'no code' };
    },
  };
  return client;
}

export function documentText(operation: object): string {
  return 'kind' in operation ? print(operation as DocumentNode) : String(operation);
}
