import { createClient } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { followRecommendations, type Screen } from '../../support/clients/clients-events.ts';
import { documentText } from '../../support/clients/clients-http.ts';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import { PipelineHealthQuery, RecommendationEvents } from '../../support/clients/operations.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const idOf = ({ recommendationEvents }: Screen['events'][number]) => recommendationEvents.recommendation.id;

describe('One subscriber harms nobody', () => {
  const site = useSite();
  const feedSubscribers = async () =>
    (await site.http.request(PipelineHealthQuery, {})).pipelineHealth.feed.subscribers;

  it('without a cursor a screen sees what happens from now on', async () => {
    const client = createClient({ url: site.server.websocketUrl, webSocketImpl: WebSocket });
    const events = client.iterate({ query: documentText(RecommendationEvents) });
    const first = events.next();
    await until('the subscription is open', async () => (await feedSubscribers()) === 1);
    const id = await insertRecommendation(site.sql, 'NOW-1');
    expect((await first).value).toMatchObject({
      data: { recommendationEvents: { kind: 'CREATED', recommendation: { id } } },
    });
    await client.dispose();
  });

  it('screens that left, in order or not, leave nothing behind, though no event comes', async () => {
    const screens = await Promise.all(Array.from({ length: 10 }, () => followRecommendations(site, {})));
    await until('all are counted', async () => (await feedSubscribers()) === 10);
    await Promise.all(screens.map((screen) => screen.close()));
    await until('none is left', async () => (await feedSubscribers()) === 0);
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
    socket.on('message', (data) => {
      if (!String(data).includes('connection_ack')) return;
      const payload = { query: documentText(RecommendationEvents) };
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }));
    });
    await until('the rude one is counted', async () => (await feedSubscribers()) === 1);
    socket.terminate();
    await until('the rude one is gone', async () => (await feedSubscribers()) === 0);
  });

  it('a client that opens and ends subscriptions on one connection all day leaves nothing behind either', async () => {
    const client = createClient({ url: site.server.websocketUrl, webSocketImpl: WebSocket, lazy: false });
    const failures: unknown[] = [];
    for (let round = 0; round < 5; round += 1) {
      const ends = Array.from({ length: 40 }, () =>
        client.subscribe(
          { query: documentText(RecommendationEvents) },
          { next: () => undefined, error: (error) => failures.push(error), complete: () => undefined },
        ),
      );
      await until('they are open', async () => (await feedSubscribers()) === 40);
      for (const end of ends) end();
      await until('they are ended', async () => (await feedSubscribers()) === 0);
    }
    expect(failures).toEqual([]);
    await client.dispose();
  });

  it('FEED-8: a screen that stops reading costs the others nothing', async () => {
    const good = await followRecommendations(site, {});
    const stuck = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    stuck.once('open', () => stuck.send(JSON.stringify({ type: 'connection_init' })));
    stuck.once('message', () => {
      const payload = { query: documentText(RecommendationEvents) };
      for (let id = 0; id < 100; id += 1) stuck.send(JSON.stringify({ id: String(id), type: 'subscribe', payload }));
      stuck.pause();
    });
    await until('all are open', async () => (await feedSubscribers()) === 101);
    for (let made = 0; made < 300; made += 1) await insertRecommendation(site.sql, `STUCK-${made}`);
    await good.count(300);
    stuck.terminate();
    await good.close();
  });

  it('an event that many screens subscribe to alike is executed once and sent to each under its own id', async () => {
    const figures = async () => {
      const text = await (await fetch(`${site.server.url}/metrics`)).text();
      const figure = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
      return {
        executions: figure('andon_fan_out_executions_total'),
        deliveries: figure('andon_fan_out_deliveries_total'),
        open: figure('andon_websocket_subscriptions'),
      };
    };
    await until('the others have left', async () => (await figures()).open === 0);
    const before = await figures();
    const screens = await Promise.all(Array.from({ length: 20 }, () => followRecommendations(site, {})));
    await until('all are open', async () => (await figures()).open === 20);
    const ids = [await insertRecommendation(site.sql, 'ALIKE-1'), await insertRecommendation(site.sql, 'ALIKE-2')];
    for (const screen of screens) await screen.count(2);
    for (const { events } of screens) expect(events.map(idOf)).toEqual(ids);
    const after = await figures();
    expect(after.deliveries - before.deliveries).toBe(40);
    expect(after.executions - before.executions).toBe(2);
    // Whoever comes back with a cursor gets the same text.
    const [first] = screens[0]?.events ?? [];
    const late = await followRecommendations(site, { after: first?.recommendationEvents.cursor ?? '' });
    expect((await late.count(1)).map(idOf)).toEqual(ids.slice(1));
    await Promise.all([...screens, late].map((screen) => screen.close()));
    await until('none is left', async () => (await figures()).open === 0);
  });

  it('FEED-29: each subscription gets its own error for what it asks, and the others go on', async () => {
    const good = await followRecommendations(site, {});
    const bad = await followRecommendations(site, { after: 'nonsense' });
    await until('it is told', () => bad.errors[0]?.extensions?.['code'] === 'CURSOR_INVALID' && bad.ended());
    const id = await insertRecommendation(site.sql, 'ERROR-1');
    expect((await good.count(1)).map(idOf)).toEqual([id]);
    await Promise.all([good.close(), bad.close()]);
  });
});
