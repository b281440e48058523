import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { startAlertWriter } from '../support/clients/alert-writer.ts';
import { documentText } from '../support/clients/clients-http.ts';
import { NumberedEvents } from '../support/clients/operations.ts';
import { createTestDatabase } from '../support/database/database.ts';
import { startPostgresProxy } from '../support/database/postgres-proxy.ts';
import { byForm, count, noteFault, seededRandom } from '../support/fault-form.ts';
import { startOwnSite } from '../support/server/own-site.ts';
import { until } from '../support/until.ts';

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: {
    readonly data?: { readonly recommendationEvents: { readonly number: number; readonly cursor: string } };
  };
}

const trials = byForm({ short: 300, long: 10_000 });
const atOnce = 100;
/** A trial is over when it has seen so many events that were committed after it began. */
const liveEvents = 3;
const furthestBack = 40;

describe('A subscription is opened while events are committed', () => {
  it(
    'with pauses thrown in between replay and live: no gap and no repetition, ever',
    async (context) => {
      const database = await createTestDatabase();
      onTestFinished(() => database.drop());
      const proxy = await startPostgresProxy(database.url);
      onTestFinished(() => proxy.close());
      const site = await startOwnSite({ databaseUrl: proxy.url, sqlUrl: () => database.url });
      const random = seededRandom(11);
      const writers = Array.from({ length: 2 }, (_, n) =>
        startAlertWriter(site.sql, { name: `ATTACH-${n}`, pauseMs: 4 }),
      );
      /** Cursors by number, as the first subscription has learned them. */
      const cursors: string[] = [];
      let oldest = 0;
      const failures: string[] = [];
      const running = new Map<string, { next: number; readonly until: number }>();
      let done = 0;
      let begun = 0;

      const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
      onTestFinished(() => socket.terminate());
      const say = (message: object) => socket.send(JSON.stringify(message));
      const begin = () => {
        const id = String(begun);
        begun += 1;
        const head = cursors.length - 1;
        const from = Math.max(oldest, head - Math.floor(random() * furthestBack));
        running.set(id, { next: from + 1, until: head + liveEvents });
        const payload = { query: documentText(NumberedEvents), variables: { after: cursors[from] } };
        say({ id, type: 'subscribe', payload });
      };
      socket.on('open', () => say({ type: 'connection_init' }));
      socket.on('message', (data) => {
        const { type, id, payload }: Message = JSON.parse(String(data));
        if (type === 'connection_ack') {
          say({ id: 'first', type: 'subscribe', payload: { query: documentText(NumberedEvents) } });
          return;
        }
        const event = payload?.data?.recommendationEvents;
        if (event === undefined) {
          if (type === 'next' || type === 'error') failures.push(String(data));
          return;
        }
        if (id === 'first') {
          cursors[event.number] = event.cursor;
          oldest ||= event.number;
          return;
        }
        const trial = running.get(id ?? '');
        if (trial === undefined) return; // sent before the server heard that this one is over
        if (event.number !== trial.next) failures.push(`trial ${id}: ${event.number} instead of ${trial.next}`);
        trial.next = event.number + 1;
        if (event.number < trial.until) return;
        running.delete(id ?? '');
        say({ id, type: 'complete' });
        done += 1;
        if (begun < trials) begin();
      });
      await until('events arrive', () => oldest > 0 && cursors.length > oldest + furthestBack, { withinMs: 30_000 });
      // From here on whatever the server's pool asks PostgreSQL, and whatever the listener hears, is held up for a moment now and then.
      proxy.delay('andon', () => (random() < 0.3 ? random() * 25 : 0));
      proxy.delay('andon listener', () => (random() < 0.3 ? random() * 25 : 0));
      for (let n = 0; n < Math.min(atOnce, trials); n += 1) begin();
      await until('every trial is over', () => done >= trials || failures.length > 0, {
        withinMs: byForm({ short: 45_000, long: 600_000 }),
        state: () => ({ done, running: running.size, head: cursors.length }),
      });
      await Promise.all(writers.map((writer) => writer.finish()));
      expect(failures.slice(0, 5)).toEqual([]);
      noteFault(context, {
        done: `${count(trials)} subscriptions from cursors up to ${furthestBack} events back, ${atOnce} at once, while 2 programs committed alerts without pause; answers of PostgreSQL held up by 0–25 ms at random`,
        seen: `${count(cursors.length)} events; every subscription contiguous from its cursor into live, 0 gaps, 0 repetitions`,
      });
    },
    byForm({ short: 90_000, long: 900_000 }),
  );
});
