import { describe, expect, it } from 'vitest';
import { documentText } from '../../support/clients/clients-http.ts';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import { type EventSourceReader, readEventSource, subscriptionUrl } from '../../support/clients/event-source.ts';
import { readByGraphqlSse } from '../../support/clients/graphql-sse-reader.ts';
import {
  CriticalAlerts,
  EquipmentStatus,
  PipelineHealthQuery,
  RecommendationEvents,
} from '../../support/clients/operations.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

interface Events {
  readonly recommendationEvents: { readonly cursor: string; readonly recommendation: { readonly id: string } };
}

describe('Server-sent events resume by themselves, by Last-Event-ID', () => {
  const site = useSite();
  const allEvents = () => subscriptionUrl(site.server.graphqlUrl, documentText(RecommendationEvents));
  const subscribers = async () => (await site.http.request(PipelineHealthQuery, {})).pipelineHealth.feed.subscribers;
  let made = 0;
  const raise = async (count: number, severity = 'high') => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      made += 1;
      ids.push(await insertRecommendation(site.sql, `SSE-${made}`, { severity }));
    }
    return ids;
  };
  const idsOf = ({ answers }: EventSourceReader<Events>) =>
    answers.map(({ data }) => data?.recommendationEvents.recommendation.id);
  const open = async (url = allEvents) => {
    await until('those before are gone', async () => (await subscribers()) === 0);
    const reader = readEventSource<Events>(url);
    await until('the reader is subscribed', async () => (await subscribers()) === 1);
    return reader;
  };
  /** Cuts the reader off and keeps it off until something has happened. */
  const meanwhile = async <Value>(reader: EventSourceReader<Events>, happen: () => Promise<Value>): Promise<Value> => {
    const connections = reader.connections();
    reader.cut();
    const value = await happen();
    await until('the reader is back', () => reader.connections() > connections);
    return value;
  };

  it('FEED-18: each event’s id is its cursor, and a reader cut again and again has every event once, in order', async () => {
    const reader = await open();
    const ids = await raise(3);
    await reader.count(3);
    for (let round = 0; round < 5; round += 1) {
      ids.push(...(await meanwhile(reader, () => raise(10))), ...(await raise(2)));
      await reader.count(ids.length);
    }
    expect(idsOf(reader)).toEqual(ids);
    expect(reader.ids).toEqual(reader.answers.map(({ data }) => data?.recommendationEvents.cursor));
    expect(reader.connections()).toBe(6);
    await reader.close();
    await until('nothing is left of it', async () => (await subscribers()) === 0);
  });

  it('FEED-18: a reader that is cut before its first event misses nothing either: it has an id from the beginning', async () => {
    const reader = await open();
    await until('it knows where it stands', () => reader.lastEventId() !== '');
    const ids = await meanwhile(reader, () => raise(3));
    await reader.count(3);
    expect(idsOf(reader)).toEqual(ids);
    await reader.close();
  });

  it('FEED-18: Last-Event-ID is newer than the `after` that stays in the address, and needs no cursor among the fields', async () => {
    const first = await open();
    await raise(4);
    await first.count(4);
    await first.close();
    const query =
      'subscription ($after: String) { criticalAlerts(after: $after) { alert: recommendation { equipmentId } } }';
    const reader = readEventSource<Record<string, unknown>>(() =>
      subscriptionUrl(site.server.graphqlUrl, query, { after: first.ids[1] }),
    );
    await raise(1, 'critical');
    await reader.count(1);
    reader.cut();
    await raise(1, 'critical');
    await reader.count(2);
    expect(reader.answers.map(({ data }) => data)).toEqual(
      [made - 1, made].map((number) => ({ criticalAlerts: { alert: { equipmentId: `SSE-${number}` } } })),
    );
    expect(new Set(reader.ids).size).toBe(2);
    await reader.close();
  });

  it('FEED-24: a server that is killed and started again is no gap', async () => {
    let url = allEvents();
    const reader = await open(() => url);
    const ids = await raise(2);
    await reader.count(2);
    await site.server.kill();
    ids.push(...(await raise(5)));
    await site.restart();
    url = allEvents();
    ids.push(...(await raise(1)));
    await reader.count(8);
    expect(idsOf(reader)).toEqual(ids);
    await reader.close();
  }, 60_000);

  it('FEED-19, FEED-23: a server that stops says so and when to come back, instead of an end without a word', async () => {
    let url = allEvents();
    const reader = await open(() => url);
    const live = readEventSource(() => subscriptionUrl(site.server.graphqlUrl, documentText(EquipmentStatus)));
    const [first] = await raise(1);
    await reader.count(1);
    await until('the other stream is open', () => live.connections() === 1);
    expect(await site.server.stop()).toMatchObject({ code: 0 });
    for (const { answers, retryMs } of [reader, live]) {
      const { errors } = answers.find((answer) => answer.errors !== undefined) ?? {};
      expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE', retryAfterMs: retryMs() } }]);
      expect(retryMs()).toBeGreaterThanOrEqual(500);
    }
    await live.close();
    const [missed] = await raise(1);
    await site.restart();
    url = allEvents();
    await reader.count(3);
    expect(idsOf(reader)).toEqual([first, undefined, missed]);
    await reader.close();
  }, 60_000);

  it('FEED-19: a stop is no completion: the stream just ends after its last word, and graphql-sse comes back and misses nothing', async () => {
    const url = () => allEvents();
    const raw = await fetch(url()); // whatever it accepts
    const text = raw.text();
    const reader = readByGraphqlSse(() => site.server.graphqlUrl);
    await until('both are subscribed', async () => (await subscribers()) === 2);
    const [first] = await raise(1);
    await reader.count(1);
    await site.server.stop();
    expect(await text).toMatch(/\nevent: next\ndata: .*UNAVAILABLE.*\nretry: \d+\n\n$/);
    expect(await text).not.toContain('complete');
    const [missed] = await raise(1);
    await site.restart();
    await reader.count(2);
    expect(reader.events.map(({ recommendation }) => recommendation.id)).toEqual([first, missed]);
    expect([reader.ended(), reader.codes]).toEqual([false, ['UNAVAILABLE']]);
    reader.close();
  }, 60_000);

  it('FEED-21: a stream passes proxies that buffer: the headers forbid it, and come with a comment before anything happens', async () => {
    const abort = new AbortController();
    const response = await fetch(allEvents(), {
      headers: { accept: 'text/event-stream' },
      signal: abort.signal,
    });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(response.headers.has('content-encoding')).toBe(false);
    const { value } = (await response.body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toMatch(/^:\n\nid: \S+\n\n$/);
    abort.abort();
  });

  it('a Last-Event-ID that is past retention, of another log, or none of ours is told, and so is a log replaced under the stream', async () => {
    const failure = async (lastEventId: string) => {
      const response = await fetch(subscriptionUrl(site.server.graphqlUrl, documentText(CriticalAlerts)), {
        headers: { accept: 'text/event-stream', 'last-event-id': lastEventId },
      });
      return response.text();
    };
    expect(await failure('nonsense')).toMatch(/^event: next\ndata: .*CURSOR_INVALID.*\n\nevent: complete$/m);
    const reader = await open();
    await raise(3);
    await reader.count(3);
    const [oldId = ''] = reader.ids;
    await site.sql.rows('DELETE FROM andon.recommendation_event WHERE number < (SELECT number FROM andon.event_head)');
    expect(await failure(oldId)).toContain('CURSOR_EXPIRED');
    await site.sql.rows(`UPDATE andon.event_head SET epoch = 'afterrestore'`);
    await until('the reader is told', () => reader.answers.at(-1)?.errors?.[0]?.extensions?.code === 'CURSOR_EXPIRED');
    expect(await failure(reader.lastEventId())).toContain('CURSOR_EXPIRED');
    await reader.close();
  });

  it('FEED-20: a page of another origin may ask, and its browser gives it nothing: no header allows it to read', async () => {
    const abort = new AbortController();
    const response = await fetch(allEvents(), {
      headers: { accept: 'text/event-stream', origin: 'https://elsewhere.example' },
      signal: abort.signal,
    });
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    abort.abort();
    const mutation = await fetch(
      subscriptionUrl(site.server.graphqlUrl, 'mutation { ingestReadings(readings: []) { accepted } }'),
      { headers: { accept: 'text/event-stream' } },
    );
    expect(mutation.status).toBe(405);
  });
});
