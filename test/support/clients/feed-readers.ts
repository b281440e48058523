/** Every way in which a program may follow the feed, in one form. */
import WebSocket from 'ws';
import { createAndonClient } from '../../../clients/typescript/src/index.ts';
import type { Site } from '../server/server-fixture.ts';
import { until } from '../until.ts';
import { followRecommendations } from './clients-events.ts';
import { subscribeBySse } from './clients-sse.ts';
import { RecommendationEvents } from './operations.ts';
import { followThroughFailures } from './resuming-screen.ts';

/** One stay at the feed, from a cursor on, whatever it is read by. */
export interface FeedReader {
  /** Of the recommendations, in the order of their events. */
  ids(): string[];
  /** Of the last event. */
  cursor(): string;
  close(): Promise<void>;
}

type OpenReader = (site: Site, after: string) => Promise<FeedReader>;

/** Every way in which a program may follow the feed. */
export const feedReaders: Readonly<Record<string, OpenReader>> = {
  'graphql-ws': async (site, after) => {
    const screen = await followRecommendations(site, { after });
    const events = () => screen.events.map(({ recommendationEvents }) => recommendationEvents);
    return readerOf(after, events, screen.close);
  },
  '@andon/client': async (site, after) => {
    const client = createAndonClient({ url: site.server.graphqlUrl, webSocket: WebSocket });
    const events: FeedEvent[] = [];
    const resets: string[] = [];
    const reading = client.subscribeRecommendationEvents({ after }).each((message) => {
      if (message.type === 'event') {
        const { cursor, recommendation } = message.event;
        events.push({ cursor, recommendation: { id: recommendation.recommendationId } });
      } else resets.push(message.type);
    });
    return readerOf(
      after,
      () => {
        if (resets.length > 0) throw new Error(`the client was told more than events: ${resets}`);
        return events;
      },
      async () => {
        await client.close();
        await reading;
      },
    );
  },
  'a bare WebSocket': async (site, after) => {
    const screen = followThroughFailures({ websocketUrl: () => site.server.websocketUrl, after });
    await until('it is live', screen.live);
    return {
      ids: () => screen.received.map((event) => event.slice(0, event.indexOf('|'))),
      cursor: () => screen.cursor,
      close: screen.close,
    };
  },
  'server-sent events': async (site, after) => {
    const stream = await subscribeBySse(site.server.graphqlUrl, RecommendationEvents, { after });
    const events = () => stream.answers.flatMap(({ data }) => (data ? [data.recommendationEvents] : []));
    return readerOf(after, events, stream.close);
  },
};

interface FeedEvent {
  readonly cursor: string;
  readonly recommendation: { readonly id: string };
}

function readerOf(after: string, events: () => readonly FeedEvent[], close: () => Promise<void>): FeedReader {
  return {
    ids: () => events().map(({ recommendation }) => recommendation.id),
    cursor: () => events().at(-1)?.cursor ?? after,
    close,
  };
}
