import { describe, expect, it } from 'vitest';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import { ApproveRecommendation, RecommendationEventLog } from '../../support/clients/operations.ts';
import { useSite } from '../../support/server/server-fixture.ts';

describe('A program without a socket reads the feed by asking', () => {
  const site = useSite();

  it('FEED-1, FEED-11, FEED-22: a program that asks gets the same events with the same cursors as a subscriber, and goes on where it stopped, over a restart', async () => {
    const screen = await followRecommendations(site, {});
    const ids: string[] = [];
    for (let made = 0; made < 5; made += 1) ids.push(await insertRecommendation(site.sql, `LOG-${made}`));
    for (const id of ids) await site.http.request(ApproveRecommendation, { id });
    await screen.count(10);
    const seen = screen.events.map((event) => event.recommendationEvents.cursor);
    const read: string[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const { recommendationEventLog }: { recommendationEventLog: EventLog } = await site.http.request(
        RecommendationEventLog,
        { after, first: 3 },
      );
      read.push(...recommendationEventLog.events.map(({ cursor }) => cursor));
      after = recommendationEventLog.endCursor;
      more = recommendationEventLog.hasMore;
      if (read.length === 6) {
        await site.server.kill();
        await site.restart();
      }
    }
    expect(read).toEqual(seen);
    const late = await insertRecommendation(site.sql, 'LOG-LATE', { severity: 'critical' });
    const { recommendationEventLog } = await site.http.request(RecommendationEventLog, {
      after,
      kinds: ['CREATED'],
      filter: { severities: ['CRITICAL'] },
    });
    expect(recommendationEventLog.events).toMatchObject([{ number: 11, recommendation: { id: late } }]);
    expect(recommendationEventLog.hasMore).toBe(false);
    await screen.close();
  });

  it('FEED-6: a program that asks for what it may not is told so by a code', async () => {
    const failures = await Promise.all([
      site.http.failure(RecommendationEventLog, { after: 'nonsense' }),
      site.http.failure(RecommendationEventLog, { first: 501 }),
      site.http.failure(RecommendationEventLog, { first: 0 }),
    ]);
    expect(failures.map(({ code }) => code)).toEqual(['CURSOR_INVALID', 'BAD_USER_INPUT', 'BAD_USER_INPUT']);
    await site.sql.rows('DELETE FROM andon.recommendation_event WHERE number <= 4');
    const { recommendationEventLog } = await site.http.request(RecommendationEventLog, { first: 1 });
    expect(recommendationEventLog.events).toMatchObject([{ number: 5 }]);
    await site.sql.rows(`UPDATE andon.event_head SET epoch = 'afterrestore'`);
    const expired = await site.http.failure(RecommendationEventLog, { after: recommendationEventLog.endCursor });
    expect(expired.code).toBe('CURSOR_EXPIRED');
  });
});

interface EventLog {
  readonly events: readonly { readonly cursor: string }[];
  readonly endCursor: string;
  readonly hasMore: boolean;
}
