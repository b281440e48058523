import { describe, expect, it } from 'vitest';
import { followRecommendations, logPosition } from '../../support/clients/clients-events.ts';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import { type FeedReader, feedReaders } from '../../support/clients/feed-readers.ts';
import { ApproveRecommendation, RejectRecommendation } from '../../support/clients/operations.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

describe('A subscriber misses nothing as long as it comes back with its cursor', () => {
  const site = useSite();
  let made = 0;
  const raise = async (count: number, severity = 'high') => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      made += 1;
      ids.push(await insertRecommendation(site.sql, `GATE-${made}`, { severity }));
    }
    return ids;
  };
  type Screen = Awaited<ReturnType<typeof followRecommendations>>;
  const idsOf = (screen: Screen) => screen.events.map((event) => event.recommendationEvents.recommendation.id);
  const lastCursor = (screen: Screen) => screen.events.at(-1)?.recommendationEvents.cursor ?? 'no event';

  describe.each(Object.entries(feedReaders))('by %s', (_name, open) => {
    const has = (reader: FeedReader, wanted: number) =>
      until(`it has ${wanted} events`, () => reader.ids().length >= wanted, { state: () => reader.ids().length });

    it('FEED-3: a client that comes back with its cursor gets exactly the missed events in order, then live ones, every time', async () => {
      let reader = await open(site, await logPosition(site, false));
      const all = await raise(3);
      await has(reader, 3);
      expect(reader.ids()).toEqual(all);
      for (let round = 0; round < 5; round += 1) {
        const cursor = reader.cursor();
        await reader.close();
        const missed = await raise(20 + round);
        const [arrivingNow] = await Promise.all([
          raise(5),
          (async () => {
            reader = await open(site, cursor);
          })(),
        ]);
        const live = await raise(2);
        const expected = [...missed, ...arrivingNow, ...live];
        await has(reader, expected.length);
        expect(reader.ids()).toEqual(expected);
      }
      await reader.close();
    });

    it('FEED-2, FEED-3: concurrent writers’ events come once each, in the order of their cursors, over reconnects', async () => {
      let cursor = await logPosition(site, false);
      const seen: string[] = [];
      const writers = Promise.all(Array.from({ length: 4 }, () => raise(25)));
      while (seen.length < 100) {
        const reader = await open(site, cursor);
        await has(reader, 1);
        await reader.close();
        seen.push(...reader.ids());
        cursor = reader.cursor();
      }
      const written = (await writers).flat();
      expect(new Set(seen).size).toBe(100);
      expect([...seen].sort()).toEqual([...written].sort());
      const order = await site.sql.rows<{ recommendation_id: string }>(
        `SELECT recommendation_id FROM andon.recommendation_event WHERE recommendation_id = ANY($1) ORDER BY number`,
        [written],
      );
      expect(seen).toEqual(order.map((row) => row.recommendation_id));
    });
  });

  it('FEED-13: a client with kinds and filter gets what matches, before and after its return', async () => {
    const screen = await followRecommendations(site, {});
    const [start] = await raise(1);
    await screen.event('the start', (event) => event.recommendationEvents.recommendation.id === start);
    const after = lastCursor(screen);
    await screen.close();
    const critical = await raise(2, 'critical');
    const high = await raise(2, 'high');
    for (const id of [...critical, ...high]) await site.http.request(ApproveRecommendation, { id });
    const returned = await followRecommendations(site, {
      after,
      kinds: ['STATUS_CHANGED'],
      filter: { severities: ['CRITICAL'] },
    });
    const [late] = await raise(1, 'critical');
    const [other] = await raise(1, 'high');
    await site.http.request(RejectRecommendation, { id: other ?? '', reason: 'not mine' });
    await site.http.request(RejectRecommendation, { id: late ?? '', reason: 'mine' });
    await returned.count(3);
    expect(idsOf(returned)).toEqual([...critical, late]);
    expect(returned.events.map((event) => event.recommendationEvents.newStatus)).toEqual([
      'APPROVED',
      'APPROVED',
      'REJECTED',
    ]);
    await returned.close();
  });

  it('FEED-5: an event shows the recommendation as it was when it happened', async () => {
    const before = await followRecommendations(site, {});
    const [id = ''] = await raise(1);
    await before.event('its creation', (event) => event.recommendationEvents.recommendation.id === id);
    const cursor = before.events.at(-2)?.recommendationEvents.cursor ?? (await cursorBefore(id));
    await before.close();
    await site.http.request(ApproveRecommendation, { id });
    const screen = await followRecommendations(site, { after: cursor });
    await screen.count(2);
    expect(
      screen.events.map(({ recommendationEvents: { kind, recommendation } }) => [
        kind,
        recommendation.status,
        recommendation.version,
      ]),
    ).toEqual([
      ['CREATED', 'PENDING', 1],
      ['STATUS_CHANGED', 'APPROVED', 2],
    ]);
    await screen.close();
  });

  const cursorBefore = async (id: string) => {
    const all = await followRecommendations(site, { after: 'start' });
    await all.event('the event', (event) => event.recommendationEvents.recommendation.id === id);
    await all.close();
    const at = all.events.findIndex((event) => event.recommendationEvents.recommendation.id === id);
    return all.events[at - 1]?.recommendationEvents.cursor ?? 'none before';
  };

  it('FEED-6: a cursor that is none is CURSOR_INVALID, and the connection serves on', async () => {
    for (const after of ['nonsense', '', '%%%', 'x'.repeat(10_000), '{"epoch":1}']) {
      const screen = await followRecommendations(site, { after, expectError: true });
      expect(screen.errors, after.slice(0, 20)).toMatchObject([{ extensions: { code: 'CURSOR_INVALID' } }]);
      expect(screen.closeCode() ?? 1_000, 'the socket is closed by the client, not by an error').toBeLessThan(4_400);
      await screen.close();
    }
  });

  it('FEED-6, FEED-14: a cursor older than retention, or of a log that was rewound, is CURSOR_EXPIRED', async () => {
    const all = await followRecommendations(site, { after: 'start' });
    await all.count(5);
    await all.close();
    const old = all.events[0]?.recommendationEvents.cursor ?? 'none';
    await site.sql.rows('DELETE FROM andon.recommendation_event WHERE number <= 4');
    const expired = await followRecommendations(site, { after: old, expectError: true });
    expect(expired.errors).toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
    await expired.close();
    const current = lastCursor(all);
    await site.sql.rows(`UPDATE andon.event_head SET epoch = 'afterrestore'`);
    await site.server.stop();
    await site.restart();
    const rewound = await followRecommendations(site, { after: current, expectError: true });
    expect(rewound.errors).toMatchObject([{ extensions: { code: 'CURSOR_EXPIRED' } }]);
    await rewound.close();
  });
});
