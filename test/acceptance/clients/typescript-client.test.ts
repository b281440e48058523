import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { createAndonClient } from '../../../clients/typescript/src/index.ts';
import {
  ApproveRecommendation,
  EquipmentStatus,
  IngestReadings,
  PipelineHealthQuery,
} from '../../support/clients/operations.ts';
import { portOf, useClientsOnNetwork } from '../../support/fixtures/clients-on-network.ts';
import { reading } from '../../support/readings/readings.ts';
import { startServer } from '../../support/server/server.ts';
import { until } from '../../support/until.ts';

// Much of the time is the client's own pauses: each network waits for them at a site of its own, beside the others.
describe('The TypeScript client never shows a gap', () => {
  describe.concurrent('on a network that closes nothing', () => {
    const { proxy, follow, raise } = useClientsOnNetwork();

    it.sequential('a network that swallows everything and closes nothing is noticed within 25 s, and said; what was missed comes after', async () => {
      const screen = await follow();
      const ids = await raise(1);
      await screen.count(1);
      proxy().swallow(true);
      try {
        ids.push(...(await raise(3)));
        await until('it says that it is offline', () => screen.feed.state.current.status === 'offline', {
          withinMs: 25_000,
          state: () => screen.states.slice(-3),
        });
        expect(screen.feed.state.current.reason).toBe('nothing is heard from the server');
        expect(screen.ids()).toEqual(ids.slice(0, 1));
      } finally {
        proxy().swallow(false);
      }
      await screen.count(4);
      expect(screen.ids()).toEqual(ids);
    }, 90_000);
  });

  describe.concurrent('on a network that is cut', () => {
    const { proxy, follow, raise } = useClientsOnNetwork();

    it.sequential('cut again and again while others write, it has every event once, in order', async () => {
      const screen = await follow();
      const writing = { on: true };
      const writers = Promise.all(
        Array.from({ length: 3 }, async () => {
          const ids: string[] = [];
          while (writing.on) {
            ids.push(...(await raise(1)));
            // Hundreds a second are enough; without a pause the writers take what the tests beside this one need.
            await pause(5);
          }
          return ids;
        }),
      );
      for (let round = 0; round < 6; round += 1) {
        const seen = screen.events().length;
        await until('events flow', () => screen.events().length > seen + 5, { withinMs: 30_000 });
        proxy().cut();
        await screen.becomes('offline');
      }
      writing.on = false;
      const ids = (await writers).flat();
      await screen.count(ids.length);
      const [first] = screen.events();
      const numbers = screen.events().map(({ event }) => event.number);
      expect(numbers).toEqual(ids.map((_, index) => (first?.event.number ?? 0) + index));
      expect(screen.ids().sort()).toEqual(ids.sort());
      expect(screen.states.filter(({ status }) => status === 'offline')[0]?.reason).toMatch(/lost|closed|answer/);
    }, 120_000);
  });

  describe.concurrent('at a server that goes and comes', () => {
    const { site, proxy, follow, raise } = useClientsOnNetwork();

    it.sequential('FEED-23, FEED-24: a server that is killed and one that is stopped are no gap, and the stop’s hint is obeyed', async () => {
      const screen = await follow();
      const ids: string[] = [];
      for (const end of ['SIGKILL', 'SIGTERM'] as const) {
        ids.push(...(await raise(2)));
        await screen.count(ids.length);
        await site.server.stop(end);
        await screen.becomes('offline');
        ids.push(...(await raise(3)));
        await site.restart();
        proxy().leadTo(portOf(site.server));
        ids.push(...(await raise(1)));
        await screen.count(ids.length);
        await screen.becomes('live');
      }
      expect(screen.ids()).toEqual(ids);
      const stopped = screen.states.find(({ reason }) => reason === 'the server has been stopped');
      expect((stopped?.retryAtMs ?? 0) - (stopped?.sinceMs ?? 0)).toBeGreaterThanOrEqual(500);
    }, 120_000);
  });

  describe.concurrent('at a server that stays', () => {
    const { site, proxy, open, follow, raise } = useClientsOnNetwork();

    it.sequential('a follower begins with a reset, after which every event comes once and in order', async () => {
      await raise(2);
      const screen = await follow();
      const ids = await raise(5);
      await screen.count(5);
      expect(screen.messages[0]).toMatchObject({ type: 'reset', reason: 'START' });
      expect(screen.ids()).toEqual(ids);
      expect(screen.events().map(({ missed }) => missed)).toEqual(ids.map(() => false));
      expect(screen.events()[0]?.event.recommendation).toMatchObject({
        severity: 'HIGH',
        status: 'PENDING',
        version: 1,
      });
    });

    it.sequential('FEED-25: the TypeScript client goes on at another server with the same cursor', async () => {
      const second = await startServer({ databaseUrl: site.databaseUrl });
      try {
        const screen = await follow();
        const ids = await raise(3);
        await screen.count(3);
        proxy().leadTo(portOf(second));
        proxy().cut();
        await screen.becomes('offline');
        ids.push(...(await raise(3)));
        await screen.count(6);
        expect(screen.ids()).toEqual(ids);
        expect(screen.messages.filter(({ type }) => type === 'reset')).toHaveLength(1);
      } finally {
        proxy().leadTo(portOf(site.server));
        await second.stop();
      }
    }, 120_000);

    it.sequential('FEED-11: a cursor that is kept brings what was missed since, and only that, also with a filter', async () => {
      const kept: string[] = [];
      const store = { load: () => kept.at(-1) ?? null, save: (cursor: string) => void kept.push(cursor) };
      const options = { store, filter: { severities: ['CRITICAL'] }, kinds: ['CREATED'] } as const;
      const first = await follow(options);
      await raise(1, 'critical');
      await first.count(1);
      // The second has been asked for: the first is handled and its place kept.
      const cursor = first.events()[0]?.event.cursor ?? '';
      await until('the place is kept', () => kept.includes(cursor));
      first.feed.stop();
      await raise(2, 'high');
      const missed = await raise(2, 'critical');
      const second = await follow(options);
      const live = await raise(1, 'critical');
      await second.count(3);
      expect(second.messages.map(({ type }) => type)).toEqual(['event', 'event', 'event']);
      expect(second.ids()).toEqual([...missed, ...live]);
      expect(second.events().map((message) => message.missed)).toEqual([true, true, false]);
    });

    it.sequential('a consumer that stands still loses nothing, and what waits for it is bounded', async () => {
      const client = open();
      const feed = client.subscribeRecommendationEvents();
      const iterator = feed[Symbol.asyncIterator]();
      await iterator.next();
      await until('it is live', () => feed.state.current.status === 'live');
      await site.sql.rows(
        `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
         SELECT 'STILL-' || n, 'inspection', 'high' FROM generate_series(1, 2500) AS n ORDER BY n`,
      );
      await until(
        'the feed has left its subscription',
        async () => {
          const { pipelineHealth } = await site.http.request(PipelineHealthQuery, {});
          return pipelineHealth.feed.subscribers === 0;
        },
        { withinMs: 30_000 },
      );
      const equipment: string[] = [];
      while (equipment.length < 2_500) {
        const { value } = await iterator.next();
        if (value?.type === 'event') equipment.push(value.event.recommendation.equipmentId);
      }
      expect(equipment).toEqual(Array.from({ length: 2_500 }, (_, index) => `STILL-${index + 1}`));
      feed.stop();
      expect(await iterator.next()).toEqual({ done: true, value: undefined });
    }, 120_000);

    it.sequential('FEED-9: values of which the latest count come back by themselves', async () => {
      const client = open();
      const values = client.subscribe(EquipmentStatus, { equipmentIds: ['LIVE-1'] });
      const seen: unknown[] = [];
      const reading1 = async (value: number) => {
        await client.mutate(IngestReadings, { readings: [reading('LIVE-1', 'flow', value)] });
        await until(`${value} is shown`, () => seen.includes(value), { withinMs: 30_000, state: () => seen });
      };
      const watching = (async () => {
        for await (const { equipmentStatus } of values) seen.push(...equipmentStatus.map((status) => status.value));
      })();
      await reading1(1);
      proxy().cut();
      await until('it is noticed', () => client.connection.current.status === 'offline', { withinMs: 30_000 });
      await reading1(2);
      await client.close();
      await watching;
    });

    it.sequential('queries and decisions carry their types, the operator’s name in any script, and coded errors', async () => {
      const client = open('Müller 工');
      const [id = ''] = await raise(1);
      const { approveRecommendation } = await client.mutate(ApproveRecommendation, { id });
      expect(approveRecommendation).toMatchObject({ status: 'APPROVED', operatorId: 'Müller 工', version: 2 });
      await expect(client.mutate(ApproveRecommendation, { id })).rejects.toMatchObject({
        name: 'AndonError',
        code: 'CONFLICT',
        passes: false,
      });
      await expect(client.query('{ noSuchField }')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      const nobody = createAndonClient({ url: 'http://127.0.0.1:1/graphql', webSocket: WebSocket });
      await expect(nobody.query('{ __typename }')).rejects.toMatchObject({ code: 'UNREACHABLE', passes: true });
      await nobody.close();
    });

    it.sequential('when its cursor expires it says that the state must be loaded anew, and goes on from there', async () => {
      const screen = await follow();
      await raise(3);
      await screen.count(3);
      await site.sql.rows(`UPDATE andon.event_head SET epoch = 'afterrestore'`);
      await until('it is told', () => screen.messages.at(-1)?.type === 'reset', {
        state: () => screen.messages.at(-1),
      });
      expect(screen.messages.at(-1)).toMatchObject({ type: 'reset', reason: 'CURSOR_EXPIRED' });
      await screen.becomes('live');
      const ids = await raise(2);
      await screen.count(5);
      expect(screen.ids().slice(3)).toEqual(ids);
      const old = await follow({ after: screen.events()[0]?.event.cursor ?? '' });
      expect(old.messages).toMatchObject([{ type: 'reset', reason: 'CURSOR_EXPIRED' }]);
      const nonsense = await follow({ after: 'nonsense' });
      expect(nonsense.messages).toMatchObject([{ type: 'reset', reason: 'CURSOR_INVALID' }]);
    });
  });
});
