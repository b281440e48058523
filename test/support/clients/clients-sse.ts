/** A subscription by server-sent events, which keeps what it is sent. */
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { until } from '../until.ts';
import { type Caller, headersOf } from './caller.ts';
import { documentText, type GraphqlAnswer } from './clients-http.ts';

export interface EventStream<Result> {
  readonly answers: readonly GraphqlAnswer<Result>[];
  /** True once the server has ended the stream. */
  ended(): boolean;
  count(wanted: number): Promise<readonly GraphqlAnswer<Result>[]>;
  close(): Promise<void>;
}

/** Subscribes by server-sent events (graphql-sse, distinct connections mode). */
export async function subscribeBySse<Result, Variables>(
  graphqlUrl: string,
  operation: DocumentTypeDecoration<Result, Variables>,
  variables: Variables,
  caller: Caller = {},
): Promise<EventStream<Result>> {
  const abort = new AbortController();
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headersOf(caller) },
    body: JSON.stringify({ query: documentText(operation), variables }),
    signal: abort.signal,
  });
  const contentType = response.headers.get('content-type') ?? 'nothing';
  if (!contentType.includes('text/event-stream'))
    throw new Error(`a stream of events was asked for, ${contentType} came`);
  const answers: GraphqlAnswer<Result>[] = [];
  let ended = false;
  const reading = collect(response, answers, abort.signal).finally(() => {
    ended = true;
  });
  return {
    answers,
    ended: () => ended,
    count: async (wanted) => {
      await until(`the event stream has ${wanted} events`, () => answers.length >= wanted, { state: () => answers });
      return answers;
    },
    close: async () => {
      abort.abort();
      await reading;
    },
  };
}

async function collect<Result>(
  response: Response,
  answers: GraphqlAnswer<Result>[],
  signal: AbortSignal,
): Promise<void> {
  if (response.body === null) throw new Error('the event stream has no body');
  const decoder = new TextDecoder();
  let pending = '';
  try {
    for await (const chunk of response.body) {
      pending += decoder.decode(chunk, { stream: true });
      const blocks = pending.split('\n\n');
      pending = blocks.pop() ?? '';
      for (const block of blocks) {
        const lines = block.split('\n');
        if (!lines.includes('event: next')) continue;
        const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice('data: '.length));
        const answer: GraphqlAnswer<Result> = JSON.parse(data.join('\n'));
        answers.push(answer);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
