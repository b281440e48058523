import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

interface Answer {
  readonly data?: { readonly __typename: string };
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}
interface Asked {
  readonly query: string;
  readonly operationName?: string | null;
}

describe.each(['POST', 'GET', 'WebSocket'] as const)('The operation that a client means, by %s', (way) => {
  const site = useSite();

  const overSocket = async (payload: Asked): Promise<Answer> => {
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    const messages: { readonly type: string; readonly payload: unknown }[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init' }));
    await until('it is acknowledged', () => messages.some(({ type }) => type === 'connection_ack'));
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
    const answer = await until('it is answered', () =>
      messages.find(({ type }) => type === 'next' || type === 'error'),
    );
    socket.terminate();
    return (answer.type === 'error' ? { errors: answer.payload } : answer.payload) as Answer;
  };
  const overHttp = async (asked: Asked): Promise<Answer> => {
    const parameters = new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, value ?? '']));
    const response =
      way === 'GET'
        ? await fetch(`${site.server.graphqlUrl}?${parameters}`)
        : await fetch(site.server.graphqlUrl, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(asked),
          });
    return (await response.json()) as Answer;
  };
  const ask = way === 'WebSocket' ? overSocket : overHttp;

  it.each(['', null])(
    'is the only one of its document where the client sends %j for no name',
    async (operationName) => {
      expect(await ask({ query: 'query Only { __typename }', operationName })).toEqual({
        data: { __typename: 'Query' },
      });
    },
  );

  it('is asked for, by the names that there are, where the document holds several or none of the name given', async () => {
    const query = 'query First { __typename } query Second { __typename }';
    for (const operationName of [undefined, '']) {
      const { errors } = await ask({ query, ...(operationName === undefined ? {} : { operationName }) });
      expect(errors?.[0]).toMatchObject({
        message: 'The document holds 2 operations ("First", "Second"); say in "operationName" which one to execute.',
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
    const { errors } = await ask({ query, operationName: 'Third' });
    expect(errors?.[0]).toMatchObject({
      message: 'The document holds no operation with the operationName "Third"; it holds "First", "Second".',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});
