import { createHash } from 'node:crypto';
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { beforeEach, describe, expect, it } from 'vitest';
import { useSite } from '../../support/server/server-fixture.ts';

const query = '{ recommendationEventHead }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('A client that names its documents by hash sends the whole document instead', () => {
  const site = useSite();
  let requests: { readonly method: string; readonly wholeDocument: boolean }[] = [];
  beforeEach(() => {
    requests = [];
  });
  const noting: typeof fetch = (input, init) => {
    const text = `${decodeURIComponent(String(input instanceof Request ? input.url : input))} ${String(init?.body ?? '')}`;
    requests.push({ method: init?.method ?? 'GET', wholeDocument: text.includes('recommendationEventHead') });
    return fetch(input, init);
  };

  it.each([false, true])('Apollo Client runs stored queries, by GET: %s', async (useGETForHashedQueries) => {
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: new PersistedQueryLink({ sha256, useGETForHashedQueries }).concat(
        new HttpLink({ uri: site.server.graphqlUrl, fetch: noting }),
      ),
    });
    for (const fetchPolicy of ['network-only', 'no-cache'] as const) {
      const { data } = await client.query<{ recommendationEventHead: string }>({ query: gql(query), fetchPolicy });
      expect(data?.recommendationEventHead).toMatch(/./);
    }
    // The hash alone, once; then the document, for good.
    expect(requests.map(({ wholeDocument }) => wholeDocument)).toEqual([false, true, true]);
    expect(requests[0]?.method).toBe(useGETForHashedQueries ? 'GET' : 'POST');
    client.stop();
  });

  it.each([false, true])('urql runs stored queries, by GET: %s', async (byGet) => {
    const client = new Client({
      url: site.server.graphqlUrl,
      exchanges: [
        persistedExchange({ preferGetForPersistedQueries: byGet, generateHash: async (text) => sha256(text) }),
        fetchExchange,
      ],
      fetch: noting,
      preferGetMethod: byGet,
    });
    for (let round = 0; round < 2; round += 1) {
      const { data, error } = await client.query(query, {}, { requestPolicy: 'network-only' });
      expect(error).toBeUndefined();
      expect(data.recommendationEventHead).toMatch(/./);
    }
    expect(requests.map(({ wholeDocument }) => wholeDocument)).toEqual([false, true, true]);
    expect(requests[0]?.method).toBe(byGet ? 'GET' : 'POST');
  });

  it('the answer is the one that such clients know, whatever they accept, and also for documents named by an id', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
    const parameters = new URLSearchParams({ extensions: JSON.stringify(extensions) });
    const post = (body: object, accept: string) =>
      fetch(site.server.graphqlUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify(body),
      });
    for (const response of [
      await post({ extensions }, 'application/json'),
      await post({ extensions }, 'application/graphql-response+json'),
      await post({ documentId: `sha256:${sha256(query)}` }, 'application/json'),
      await fetch(`${site.server.graphqlUrl}?${parameters}`),
      await fetch(`${site.server.graphqlUrl}?documentId=abc`),
    ]) {
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({
        errors: [{ message: 'PersistedQueryNotSupported', extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } }],
      });
    }
    const whole = await post({ query, extensions }, 'application/json');
    expect(await whole.json()).toMatchObject({ data: { recommendationEventHead: expect.any(String) } });
  });
});
