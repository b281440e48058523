import { describe, expect, it } from 'vitest';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import {
  RecommendationDetails,
  RecommendationEventLog,
  RecommendationsQuery,
} from '../../support/clients/operations.ts';
import { useSite } from '../../support/server/server-fixture.ts';

const table = 'agentic_hmi.agent_recommendations';

describe('A row of the queue that another program deletes, changes or moves', () => {
  const site = useSite();

  it('FEED-15: a row that another program deletes is taken from the screens that ask for it, nowhere to be read, and passed over by pages and by those who do not ask', async () => {
    const asks = await followRecommendations(site, { kinds: ['CREATED', 'STATUS_CHANGED', 'CHANGED', 'DELETED'] });
    const asksNot = await followRecommendations(site, {});
    const ids: string[] = [];
    for (const name of ['DEL-1', 'DEL-2', 'DEL-3']) ids.push(await insertRecommendation(site.sql, name));
    const [first = '', second = ''] = ids;
    const page = await site.http.request(RecommendationsQuery, { first: 2 });
    await site.sql.rows(`UPDATE ${table} SET severity = 'critical' WHERE recommendation_id = $1`, [second]);
    // The last row of the page that was just read: its cursor still says where to go on.
    await site.sql.rows(`DELETE FROM ${table} WHERE recommendation_id = $1`, [second]);
    await asks.count(5);
    expect(
      asks.events
        .slice(3)
        .map(({ recommendationEvents: event }) => [
          event.kind,
          event.newStatus,
          event.recommendation.id,
          event.recommendation.severity,
        ]),
    ).toEqual([
      ['CHANGED', 'PENDING', second, 'CRITICAL'],
      ['DELETED', null, second, 'CRITICAL'],
    ]);
    expect((await site.http.request(RecommendationDetails, { id: second })).recommendation).toBeNull();
    const { recommendations } = await site.http.request(RecommendationsQuery, {
      first: 2,
      after: page.recommendations.pageInfo.endCursor,
    });
    expect(recommendations.edges.map(({ node }) => node.id)).toEqual([first]);

    await site.sql.rows(`UPDATE ${table} SET status = 'approved' WHERE recommendation_id = $1`, [first]);
    await asksNot.count(4);
    expect(asksNot.events.map(({ recommendationEvents: event }) => event.kind)).toEqual([
      'CREATED',
      'CREATED',
      'CREATED',
      'STATUS_CHANGED',
    ]);
    const log = async (kinds?: ('CHANGED' | 'DELETED')[]) =>
      (await site.http.request(RecommendationEventLog, { ...(kinds && { kinds }) })).recommendationEventLog.events.map(
        ({ number }) => number,
      );
    expect(await log()).toEqual([1, 2, 3, 6]);
    expect(await log(['CHANGED', 'DELETED'])).toEqual([4, 5]);
    await asks.close();
    await asksNot.close();
  });

  it('FEED-16: a row that is moved to another site is an alert there, critical ones included, and gone here', async () => {
    const there = await followRecommendations(site, { critical: true, filter: { siteIds: ['south'] } });
    const here = await followRecommendations(site, { kinds: ['DELETED'], filter: { siteIds: ['default'] } });
    const id = await insertRecommendation(site.sql, 'MOVE-1', { severity: 'critical' });
    await site.sql.rows(`UPDATE ${table} SET site_id = 'south' WHERE recommendation_id = $1`, [id]);
    await there.count(1);
    await here.count(1);
    expect(here.events[0]?.recommendationEvents).toMatchObject({ kind: 'DELETED', recommendation: { id } });
    await there.close();
    await here.close();
  });
});
