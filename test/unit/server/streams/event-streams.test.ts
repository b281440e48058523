import { GraphQLError } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { describe, expect, it } from 'vitest';
import { unrestricted } from '../../../../src/auth/identity.ts';
import { AndonError } from '../../../../src/errors.ts';
import type { Operation } from '../../../../src/resolvers/context.ts';
import { createEventStreams } from '../../../../src/server/streams/event-streams.ts';

/** How a subscription ends, in the bytes of its stream. */
async function streamOf(
  field: 'away' | 'wrong' | 'ticks',
  {
    accept = 'text/event-stream',
    during = () => undefined,
  }: { accept?: string; during?: (end: { stop: () => void; revoke: () => void }) => void } = {},
): Promise<string> {
  const stopping = new AbortController();
  const pauses: number[] = [];
  let ended: (reason: AndonError) => void = () => undefined;
  const streams = createEventStreams({
    access: {
      watch: (_identity, told) => {
        ended = told;
        return () => undefined;
      },
    },
    stopping: stopping.signal,
    random: () => 0,
    pause: async (ms) => void pauses.push(ms),
  });
  const failing = (code: string, details = {}) => ({
    subscribe: () => {
      throw new GraphQLError(code, { extensions: { code, ...details } });
    },
  });
  const yoga = createYoga({
    schema: createSchema<Operation>({
      typeDefs: 'type Query { a: Int } type Subscription { away: Int wrong: Int ticks: Int }',
      resolvers: {
        Subscription: {
          away: failing('UNAVAILABLE', { retryAfterMs: 700 }),
          wrong: failing('CURSOR_INVALID'),
          ticks: {
            subscribe: async function* (_source: unknown, _args: unknown, { signal }: Operation) {
              yield { ticks: 1 };
              const over = AbortSignal.any([signal, stopping.signal]);
              setImmediate(() =>
                during({
                  stop: () => stopping.abort(),
                  revoke: () => ended(new AndonError('UNAUTHENTICATED', 'The key was revoked.')),
                }),
              );
              await new Promise((resolve) => over.addEventListener('abort', resolve));
            },
          },
        },
      },
    }),
    context: ({ request, params }) => streams.operationOf(request, unrestricted(null), params.query),
    logging: false,
    maskedErrors: false,
    plugins: [streams.plugin],
  });
  const response = await yoga.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query: `subscription { ${field} }` }),
  });
  return `${await response.text()}${pauses.length > 0 ? 'the end after a pause' : ''}`;
}

describe('The end of a stream of events', () => {
  it('says complete when the subscription was refused: to come back would change nothing', async () => {
    expect(await streamOf('wrong')).toMatch(/CURSOR_INVALID.*\n\nevent: complete\ndata:\n\n$/);
  });

  it('FEED-19: a stream does not say complete while the database is away: the reader is told when to come back', async () => {
    const text = await streamOf('away');
    expect(text).toMatch(/^:\n\nevent: next\ndata: .*UNAVAILABLE.*\nretry: 700\n\nthe end after a pause$/);
  });

  it.each(['text/event-stream', '*/*'])('does not when the server stops, whatever was accepted: %s', async (accept) => {
    const text = await streamOf('ticks', { accept, during: ({ stop }) => stop() });
    expect(text).toMatch(
      /^:\n\nevent: next\ndata: \{"data":\{"ticks":1\}\}\n\nevent: next\ndata: .*UNAVAILABLE.*\nretry: \d+\n\nthe end after a pause$/,
    );
  });

  it('says complete, after the reason, when the reader’s key is over: the same key would be refused', async () => {
    const text = await streamOf('ticks', { during: ({ revoke }) => revoke() });
    expect(text).toMatch(/The key was revoked.*UNAUTHENTICATED.*\n\nevent: complete\ndata:\n\n$/);
  });
});
