import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { OperationTypeNode, parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { logPosition } from '../../support/clients/clients-events.ts';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import { ApproveRecommendation, RegisterEquipment } from '../../support/clients/operations.ts';
import { type Site, useSite } from '../../support/server/server-fixture.ts';

/** What a screen does with a client that keeps a normalising cache. */
interface CachingClient {
  query(text: string, variables?: Record<string, unknown>): Promise<unknown>;
  /** The same from the cache alone. */
  cached(text: string, variables?: Record<string, unknown>): Promise<unknown>;
  mutate(text: string, variables: Record<string, unknown>): Promise<unknown>;
  /** Resolves when the subscription's next item has come. */
  next(text: string, variables: Record<string, unknown>): Promise<unknown>;
}

const caches: Readonly<Record<string, (site: Site) => CachingClient>> = { 'Apollo Client': apollo, Graphcache: urql };

const equipmentList = '{ equipmentList { edges { node { id siteId location } } } }';
const oneEquipment = 'query ($id: ID!, $siteId: ID) { equipment(id: $id, siteId: $siteId) { id siteId location } }';
const queue = '{ recommendations { edges { node { id status version } } } }';
const approve = 'mutation ($id: ID!) { approveRecommendation(id: $id) { id status version } }';
const changes =
  'subscription ($after: String) { recommendationEvents(after: $after, kinds: [STATUS_CHANGED]) { recommendation { id snapshotOf } } }';
const present = 'query ($id: ID!) { node(id: $id) { id ... on Recommendation { status version } } }';
const alerts =
  'subscription ($after: String) { criticalAlerts(after: $after) { cursor recommendation { id status version } } }';

describe.each(Object.entries(caches))('A screen with %s', (name, open) => {
  const site = useSite();
  beforeAll(async () => {
    await site.http.request(RegisterEquipment, {
      equipment: [
        { siteId: 'north', id: 'PUMP-1', location: 'in the north' },
        { siteId: 'south', id: 'PUMP-1', location: 'in the south' },
      ],
    });
  });

  it('keeps machines of the same name at two sites apart', async () => {
    const client = open(site);
    const asked = ['north', 'south'].map((siteId) => ({ id: 'PUMP-1', siteId }));
    const found = [];
    for (const variables of asked) found.push(await client.query(oneEquipment, variables));
    expect(found).toMatchObject([
      { equipment: { siteId: 'north', location: 'in the north' } },
      { equipment: { siteId: 'south', location: 'in the south' } },
    ]);
    for (const [place, variables] of asked.entries()) {
      expect(await client.cached(oneEquipment, variables)).toEqual(found[place]);
    }
    expect(await client.query(equipmentList)).toMatchObject({
      equipmentList: { edges: [{ node: { location: 'in the north' } }, { node: { location: 'in the south' } }] },
    });
  });

  it('FEED-5: does not take an approved recommendation for a pending one when its alert is replayed', async () => {
    const client = open(site);
    const after = await logPosition(site, false);
    await insertRecommendation(site.sql, `REPLAYED-${name}`, { severity: 'critical' });
    const listed = await client.query(queue);
    const id = nodes(listed)[0]?.['id'];
    expect(nodes(listed)[0]).toMatchObject({ status: 'PENDING', version: 1 });
    await client.mutate(approve, { id });
    const approved = await client.cached(queue);
    expect(nodes(approved)[0]).toMatchObject({ id, status: 'APPROVED', version: 2 });
    expect(await client.next(alerts, { after })).toMatchObject({
      criticalAlerts: { recommendation: { status: 'PENDING', version: 1 } },
    });
    expect(await client.cached(queue)).toEqual(approved);
  });

  it('brings a recommendation that somebody else has decided up to date by the event’s snapshotOf', async () => {
    const client = open(site);
    const after = await logPosition(site, false);
    const id = await insertRecommendation(site.sql, `ELSEWHERE-${name}`);
    expect(nodes(await client.query(queue))[0]).toMatchObject({ status: 'PENDING', version: 1 });
    await site.http.request(ApproveRecommendation, { id });
    const event = (await client.next(changes, { after })) as {
      recommendationEvents: { recommendation: { snapshotOf: string } };
    };
    await client.query(present, { id: event.recommendationEvents.recommendation.snapshotOf });
    expect(nodes(await client.cached(queue))[0]).toMatchObject({ status: 'APPROVED', version: 2 });
  });
});

function nodes(data: unknown): readonly Readonly<Record<string, unknown>>[] {
  const { recommendations } = data as { recommendations: { edges: { node: Record<string, unknown> }[] } };
  return recommendations.edges.map(({ node }) => node);
}

function socketTo(site: Site) {
  const socket = createClient({ url: site.server.websocketUrl, webSocketImpl: WebSocket });
  onTestFinished(() => void socket.dispose());
  return socket;
}

function apollo(site: Site): CachingClient {
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socketTo(site)),
      new HttpLink({ uri: site.server.graphqlUrl }),
    ),
  });
  onTestFinished(() => client.stop());
  const ask = async (text: string, variables: Record<string, unknown>, fetchPolicy: 'network-only' | 'cache-only') =>
    (await client.query({ query: gql(text), variables, fetchPolicy })).data;
  return {
    query: (text, variables = {}) => ask(text, variables, 'network-only'),
    cached: (text, variables = {}) => ask(text, variables, 'cache-only'),
    mutate: async (text, variables) => (await client.mutate({ mutation: gql(text), variables })).data,
    next: (text, variables) =>
      new Promise((resolve, reject) => {
        const following = client.subscribe({ query: gql(text), variables }).subscribe({
          next: ({ data, error }) => {
            following.unsubscribe();
            if (error === undefined) resolve(data);
            else reject(error);
          },
          error: reject,
        });
      }),
  };
}

function urql(site: Site): CachingClient {
  const socket = socketTo(site);
  const client = new Client({
    url: site.server.graphqlUrl,
    preferGetMethod: false,
    exchanges: [
      cacheExchange({
        keys: {
          EquipmentConnection: () => null,
          EquipmentEdge: () => null,
          RecommendationConnection: () => null,
          RecommendationEdge: () => null,
          RecommendationEvent: () => null,
        },
      }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe(
              { query, variables: { ...variables } },
              {
                next: ({ data = null, errors = [] }) =>
                  sink.next(errors.length === 0 ? { data } : { data, errors: [...errors] }),
                error: (error) => sink.error(error),
                complete: () => sink.complete(),
              },
            ),
          }),
        }),
      }),
    ],
  });
  const ask = async (
    text: string,
    variables: Record<string, unknown>,
    requestPolicy: 'network-only' | 'cache-only',
  ): Promise<unknown> => {
    const { data, error } = await client.query(parse(text), variables, { requestPolicy });
    if (error !== undefined) throw error;
    return data;
  };
  return {
    query: (text, variables = {}) => ask(text, variables, 'network-only'),
    cached: (text, variables = {}) => ask(text, variables, 'cache-only'),
    mutate: async (text, variables) => {
      const { data, error } = await client.mutation(parse(text), variables);
      if (error !== undefined) throw error;
      return data;
    },
    next: (text, variables) =>
      new Promise((resolve, reject) => {
        const following = client.subscription(parse(text), variables).subscribe(({ data, error }) => {
          following.unsubscribe();
          if (error === undefined) resolve(data);
          else reject(error);
        });
      }),
  };
}
