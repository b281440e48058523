import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { createAndonClient } from '../../../clients/typescript/src/index.ts';
import { logPosition } from '../../support/clients/clients-events.ts';
import { subscribeBySse } from '../../support/clients/clients-sse.ts';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import { SitesOfEvents } from '../../support/clients/operations.ts';
import { useSiteWithKeys } from '../../support/fixtures/site-with-keys.ts';
import { type Key, type KeyGrant, revokeKeys } from '../../support/server/keys.ts';
import { until } from '../../support/until.ts';

const { site, as, known, raiseAt } = useSiteWithKeys();

describe('With ANDON_AUTH=keys what is open ends with the key, says why, and loses nothing', () => {
  const open = async (holder: Key, cursor?: string) => {
    // A subscription without a cursor begins some time after it is acknowledged.
    const after = cursor ?? (await logPosition({ http: as(holder), sql: site.sql }, false));
    const variables = { after };
    const screen = await subscribe(site.server.websocketUrl, SitesOfEvents, variables, { key: holder });
    const stream = await subscribeBySse(site.server.graphqlUrl, SitesOfEvents, variables, { key: holder });
    return { screen, stream };
  };
  const lastWord = ({ stream }: Awaited<ReturnType<typeof open>>) => stream.answers.at(-1)?.errors?.[0];

  it.each<[string, KeyGrant, (key: Key) => Promise<unknown>, RegExp]>([
    ['it is revoked', {}, (held) => revokeKeys(site.sql, held), /^The key "maria" was revoked at \S+Z\./],
    ['it expires', { expiresInMs: 3_000 }, async () => undefined, /^The key "maria" expired at \S+Z\./],
    [
      'its rights change',
      {},
      (held) => site.sql.rows(`UPDATE andon.api_key SET site_ids = '{north}' WHERE key_id = $1`, [held.id]),
      /^The rights of the key "maria" have changed\./,
    ],
    [
      'it is removed',
      {},
      (held) => site.sql.rows('DELETE FROM andon.api_key WHERE key_id = $1', [held.id]),
      /^The key "maria" was removed\./,
    ],
  ])('FEED-26: a screen and a stream end with the reason and miss nothing when %s', async (_, grant, end, reason) => {
    const [held, other] = [await known(grant), await known({ name: 'tom' })];
    const opened = await open(held);
    const untouched = await open(other);
    await raiseAt('default');
    const [event] = await opened.screen.count(1);
    await opened.stream.count(1);
    await end(held);
    await until('both are ended', () => opened.screen.closeCode() !== undefined && opened.stream.ended(), {
      state: () => [opened.screen.closeCode(), opened.stream.answers.at(-1)],
    });
    expect(opened.screen.closeCode()).toBe(4403);
    expect(opened.screen.closeReason()).toMatch(reason);
    expect(lastWord(opened)).toMatchObject({
      message: expect.stringMatching(reason),
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expect(opened.screen.errors).toEqual([]);

    // With a fresh key and the last cursor everything that happened meanwhile comes, and nothing twice.
    const missed = [await raiseAt('default'), await raiseAt('default')];
    const cursor = event?.recommendationEvents.cursor ?? 'no event came';
    const again = await open(await known(), cursor);
    const live = await raiseAt('default');
    await again.screen.count(3);
    await again.stream.count(3);
    const wanted = [...missed, live];
    expect(again.screen.events.map((each) => each.recommendationEvents.recommendation.id)).toEqual(wanted);
    expect(again.stream.answers.map(({ data }) => data?.recommendationEvents.recommendation.id)).toEqual(wanted);

    // Nobody else has noticed.
    await untouched.screen.count(4);
    await untouched.stream.count(4);
    expect(untouched.screen.closeCode()).toBeUndefined();
    await Promise.all([again, untouched, opened].flatMap(({ screen, stream }) => [screen.close(), stream.close()]));
  });

  it('the TypeScript client says why it is offline, asks for a fresh key, and shows no gap', async () => {
    const held = await known({ name: 'screen', scopes: ['read', 'decide'] });
    let current = held;
    const client = createAndonClient({
      url: site.server.graphqlUrl,
      webSocket: WebSocket,
      token: async () => current.token,
    });
    onTestFinished(() => client.close());
    const feed = client.subscribeRecommendationEvents();
    const ids: string[] = [];
    const reasons: (string | null)[] = [];
    feed.state.observe(({ reason }) => reasons.push(reason));
    void feed.each((message) => {
      if (message.type === 'event') ids.push(message.event.recommendation.recommendationId);
    });
    const isLive = () => feed.state.current.status === 'live';
    await until('it is live', isLive);
    const wanted = [await raiseAt('default')];
    await until('it has the first', () => ids.length === 1);
    await revokeKeys(site.sql, held);
    await until('it is told why', () => reasons.some((reason) => reason?.includes('The key "screen" was revoked at')));
    await expect(client.query('{ caller { keyId } }')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    wanted.push(await raiseAt('default'), await raiseAt('default'));
    current = await known({ name: 'fresh' });
    client.retryNow();
    await until('it is live again', isLive);
    wanted.push(await raiseAt('default'));
    await until('it has all', () => ids.length >= wanted.length, { state: () => ids });
    expect(ids).toEqual(wanted);
    expect(await client.query('{ caller { keyId } }')).toEqual({ caller: { keyId: current.id } });
    await expect(
      client.mutate('mutation ($id: ID!) { approveRecommendation(id: $id) { status } }', { id: wanted[0] }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('a revoked key ends what is open even if the signal of its revocation is lost', async () => {
    const held = await known();
    const { screen, stream } = await open(held);
    await site.sql.rows('ALTER TABLE andon.api_key DISABLE TRIGGER api_key_changed');
    await revokeKeys(site.sql, held);
    // What the trigger does, but for the signal.
    await site.sql.rows('UPDATE andon.api_key_head SET version = version + 1');
    await site.sql.rows('ALTER TABLE andon.api_key ENABLE TRIGGER api_key_changed');
    await until('both are ended', () => screen.closeCode() === 4403 && stream.ended());
    await Promise.all([screen.close(), stream.close()]);
  });
});
