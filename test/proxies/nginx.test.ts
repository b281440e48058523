import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { documentText } from '../support/clients/clients-http.ts';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { readEventSource, subscriptionUrl } from '../support/clients/event-source.ts';
import { readByGraphqlSse } from '../support/clients/graphql-sse-reader.ts';
import { PipelineHealthQuery, RecommendationEvents } from '../support/clients/operations.ts';
import { storeMonths } from '../support/database/stored-rows.ts';
import { type Nginx, startNginx } from '../support/server/nginx.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

interface Events {
  readonly recommendationEvents: { readonly recommendation: { readonly id: string } };
}

describe('Behind nginx, with its defaults', () => {
  const site = useSite();
  let nginx: Nginx;
  beforeAll(async () => {
    nginx = await startNginx(site.server.url);
  });
  afterAll(() => nginx.close());
  const subscribers = async () => (await site.http.request(PipelineHealthQuery, {})).pipelineHealth.feed.subscribers;
  let made = 0;
  const raise = async () => {
    made += 1;
    return insertRecommendation(site.sql, `NGINX-${made}`, { severity: 'critical' });
  };
  const restart = () => site.restart({ PORT: new URL(site.server.url).port });

  it.each(['plainUrl', 'upgradingUrl'] as const)(
    'events arrive as they happen, each before the next one is made (%s)',
    async (way) => {
      const url = () => subscriptionUrl(`${nginx[way]}/graphql`, documentText(RecommendationEvents));
      const reader = readEventSource<Events>(url);
      await until('the reader knows where it stands before anything happens', () => reader.lastEventId() !== '');
      for (let count = 1; count <= 3; count += 1) {
        const id = await raise();
        await reader.count(count);
        expect(reader.answers.at(-1)?.data?.recommendationEvents.recommendation.id).toBe(id);
      }
      await reader.close();
      await until('nothing is left of it', async () => (await subscribers()) === 0);
    },
  );

  it('FEED-21: a stop of the server is told and seen, and graphql-sse comes back by itself and misses nothing', async () => {
    const reader = readByGraphqlSse(() => `${nginx.plainUrl}/graphql`);
    await until('it is subscribed', async () => (await subscribers()) === 1);
    const first = await raise();
    await reader.count(1);
    expect(await site.server.stop()).toMatchObject({ code: 0 });
    const missed = await raise();
    await restart();
    const next = await raise();
    await reader.count(3);
    expect(reader.events.map(({ recommendation }) => recommendation.id)).toEqual([first, missed, next]);
    expect([reader.ended(), reader.codes[0]]).toEqual([false, 'UNAVAILABLE']);
    reader.close();
  }, 60_000);

  it('FEED-21: a WebSocket carries events, and the server’s goodbye with its reason', async () => {
    await until('nobody of the tests before is subscribed', async () => (await subscribers()) === 0);
    const client = createClient({
      url: `${nginx.upgradingUrl.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    const closed = new Promise<unknown>((resolve) => client.on('closed', resolve));
    const events = client.iterate<Events>({ query: documentText(RecommendationEvents) });
    const event = events.next();
    await until('it is subscribed', async () => (await subscribers()) === 1);
    const id = await raise();
    expect((await event).value?.data?.recommendationEvents.recommendation.id).toBe(id);
    const after = events.next().catch((reason: unknown) => reason);
    await site.server.stop();
    expect(await closed).toMatchObject({ code: 1001, reason: expect.stringContaining('retryAfterMs') });
    expect(await after).toMatchObject({ code: 1001 });
    await restart();
  }, 60_000);

  it('the legacy subprotocol is told 4406 with its reason', async () => {
    const socket = new WebSocket(`${nginx.upgradingUrl.replace('http', 'ws')}/graphql`, 'graphql-ws');
    const [code, reason] = await once(socket, 'close');
    expect([code, String(reason)]).toEqual([4406, expect.stringContaining('use graphql-transport-ws')]);
  });

  it('an export that breaks off, by its data or by a stop of the server, is a broken transfer and no short file', async () => {
    await storeMonths({ query: (text) => site.sql.rows(text) }, ['2026-02']);
    await site.sql.rows(
      `WITH machine AS (
         INSERT INTO andon.equipment (equipment_id) SELECT 'BIG-' || g FROM generate_series(1, 10) AS g RETURNING equipment_id
       ), sensor AS (
         INSERT INTO andon.sensor (equipment_id, sensor_type) SELECT equipment_id, 'flow' FROM machine RETURNING sensor_id
       )
       INSERT INTO andon.performance_1min (sensor_id, reading_count, window_start, mean, m2, min_value, max_value)
       SELECT sensor_id, 60, timestamptz '2026-02-01T00:00Z' + g * interval '1 minute', g / 7.0, 3, g / 9.0, g / 5.0
       FROM sensor, generate_series(0, 40000) AS g`,
    );
    const parameters = 'from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z';
    const url = `${nginx.plainUrl}/export/performance.csv?${parameters}`;
    const whole = await (await fetch(url)).text();
    expect(whole.split('\r\n')).toHaveLength(10 * 40_001 + 2);

    const paused = await fetch(url);
    const reader = paused.body?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    await site.server.stop();
    const rest = async () => {
      for (;;) if ((await reader?.read())?.done !== false) return 'complete';
    };
    await expect(rest()).rejects.toThrow();
    await restart();

    await site.sql.rows(
      `UPDATE andon.performance_1min SET mean = 'NaN' WHERE window_start = '2026-02-20T12:00Z'
         AND sensor_id = (SELECT sensor_id FROM andon.sensor WHERE equipment_id = 'BIG-5')`,
    );
    await expect((await fetch(url)).text()).rejects.toThrow();
  }, 300_000);
});
