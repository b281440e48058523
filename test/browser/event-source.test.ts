import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentText } from '../support/clients/clients-http.ts';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { subscriptionUrl } from '../support/clients/event-source.ts';
import { RecommendationEvents } from '../support/clients/operations.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { startTcpProxy, type TcpProxy } from '../support/server/tcp-proxy.ts';
import { until } from '../support/until.ts';

interface Heard {
  readonly id: string;
  readonly cursor: string;
  readonly lastEventId: string;
}

interface Kept {
  readonly heard: Heard[];
  opened: number;
  /** Times the browser gave up for good, which a page would have to make up for. */
  givenUp: number;
}

describe('A browser’s own EventSource', () => {
  const site = useSite();
  let browser: Browser;
  let proxy: TcpProxy;
  let page: Page;

  const port = () => Number(new URL(site.server.url).port);
  beforeAll(async () => {
    // Root, as in most containers, may run Chromium only without its sandbox.
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    proxy = await startTcpProxy(port());
  });
  afterAll(async () => {
    await browser.close();
    await proxy.close();
  });

  /** A page of the server's own origin that does nothing but listen; it resumes by what the browser does of itself. */
  const listen = async () => {
    page = await browser.newPage();
    const origin = `http://127.0.0.1:${proxy.port}`;
    await page.goto(`${origin}/healthz`);
    const kept = await page.evaluateHandle(
      (address): Kept => {
        const state: Kept = { heard: [], opened: 0, givenUp: 0 };
        const source = new EventSource(address);
        source.addEventListener('open', () => {
          state.opened += 1;
        });
        source.addEventListener('error', () => {
          if (source.readyState === EventSource.CLOSED) state.givenUp += 1;
        });
        source.addEventListener('next', ({ data, lastEventId }) => {
          const { cursor, recommendation } = JSON.parse(data).data.recommendationEvents;
          state.heard.push({ id: recommendation.id, cursor, lastEventId });
        });
        return state;
      },
      subscriptionUrl(`${origin}/graphql`, documentText(RecommendationEvents)),
    );
    const state = () => kept.jsonValue();
    await until('it is connected', async () => (await state()).opened === 1);
    return state;
  };
  let made = 0;
  const raise = async (count: number) => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      made += 1;
      ids.push(await insertRecommendation(site.sql, `SOURCE-${made}`, { severity: 'high' }));
    }
    return ids;
  };

  it('FEED-18: an EventSource comes back by itself with Last-Event-ID, after cuts and after a server that died, and shows no gap', async () => {
    const state = await listen();
    const ids = await raise(3);
    const has = (what: string) =>
      until(`${what}: it has all ${ids.length}`, async () => (await state()).heard.length >= ids.length, {
        withinMs: 20_000,
      });
    await has('live');
    for (let round = 0; round < 3; round += 1) {
      const { opened } = await state();
      proxy.cut();
      ids.push(...(await raise(5)));
      await until('it is back', async () => (await state()).opened > opened, { withinMs: 20_000 });
      ids.push(...(await raise(2)));
      await has(`cut ${round + 1}`);
    }
    const { opened } = await state();
    await site.server.kill();
    ids.push(...(await raise(5)));
    await site.restart();
    proxy.leadTo(port());
    await until('it is back at the new server', async () => (await state()).opened > opened, { withinMs: 20_000 });
    ids.push(...(await raise(2)));
    await has('killed');
    const { heard, givenUp } = await state();
    expect(heard.map(({ id }) => id)).toEqual(ids);
    expect(heard.map(({ lastEventId }) => lastEventId)).toEqual(heard.map(({ cursor }) => cursor));
    expect(givenUp).toBe(0);
    await page.close();
  }, 90_000);
});
