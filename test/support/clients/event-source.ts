import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../until.ts';
import type { GraphqlAnswer } from './clients-http.ts';

/** A reader of server-sent events as the HTML standard describes it: one address, by GET, which resumes by itself. */
export interface EventSourceReader<Result> {
  readonly answers: readonly GraphqlAnswer<Result>[];
  /** The ids that came with each of them. */
  readonly ids: readonly string[];
  /** Times it connected. */
  connections(): number;
  /** What it would say now as Last-Event-ID. */
  lastEventId(): string;
  /** How long it waits before it connects again, as the server wishes. */
  retryMs(): number;
  count(wanted: number): Promise<readonly GraphqlAnswer<Result>[]>;
  /** Cuts the connection under it; it comes back by itself. */
  cut(): void;
  close(): Promise<void>;
}

export function readEventSource<Result>(url: () => string, firstRetryMs = 50): EventSourceReader<Result> {
  const answers: GraphqlAnswer<Result>[] = [];
  const ids: string[] = [];
  const state = { lastEventId: '', retryMs: firstRetryMs, connections: 0, closed: false };
  let connection = new AbortController();

  const dispatch = (block: string) => {
    let type = 'message';
    const data: string[] = [];
    for (const line of block.split(/\r\n|\n|\r/)) {
      const colon = line.indexOf(':');
      if (colon === 0) continue;
      const field = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'event') type = value;
      else if (field === 'data') data.push(value);
      else if (field === 'id' && !value.includes('\0')) state.lastEventId = value;
      else if (field === 'retry' && /^\d+$/.test(value)) state.retryMs = Number(value);
    }
    if (type !== 'next' || data.length === 0) return;
    const answer: GraphqlAnswer<Result> = JSON.parse(data.join('\n'));
    answers.push(answer);
    ids.push(state.lastEventId);
  };
  const read = async (signal: AbortSignal) => {
    const resume = state.lastEventId === '' ? {} : { 'last-event-id': state.lastEventId };
    const response = await fetch(url(), { headers: { accept: 'text/event-stream', ...resume }, signal });
    if (response.status !== 200 || response.body === null) throw new Error(`answered ${response.status}`);
    state.connections += 1;
    const decoder = new TextDecoder();
    let pending = '';
    for await (const chunk of response.body) {
      pending += decoder.decode(chunk, { stream: true });
      const blocks = pending.split('\n\n');
      pending = blocks.pop() ?? '';
      for (const block of blocks) dispatch(block);
    }
  };
  const run = async () => {
    while (!state.closed) {
      connection = new AbortController();
      // Whatever ends a connection, a reader of events comes back; what is lost with it the assertions see.
      await read(connection.signal).catch(() => undefined);
      if (!state.closed) await pause(state.retryMs);
    }
  };
  const running = run();
  return {
    answers,
    ids,
    connections: () => state.connections,
    lastEventId: () => state.lastEventId,
    retryMs: () => state.retryMs,
    count: async (wanted) => {
      await until(`the event source has ${wanted} events`, () => answers.length >= wanted, {
        withinMs: 30_000,
        state: () => ({ received: answers.length, last: answers.at(-1), ...state }),
      });
      return answers;
    },
    cut: () => connection.abort(),
    close: async () => {
      state.closed = true;
      connection.abort();
      await running;
    },
  };
}

/** The address of a subscription for a reader that can only GET. */
export function subscriptionUrl(graphqlUrl: string, query: string, variables: Record<string, unknown> = {}): string {
  return `${graphqlUrl}?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`;
}
