import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IngestReadings } from '../support/clients/operations.ts';
import { reading } from '../support/readings/readings.ts';
import { useSite } from '../support/server/server-fixture.ts';

describe('GraphiQL in a real browser', () => {
  const site = useSite();
  let browser: Browser;

  beforeAll(async () => {
    // Root, as in most containers, may run Chromium only without its sandbox.
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  it('runs a query and shows the result, without one request to any other host', async () => {
    await site.http.request(IngestReadings, { readings: [reading('BROWSER-1', 'flow', 4.25)] });
    const page = await browser.newPage();
    const foreign: string[] = [];
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.route('**/*', async (route) => {
      const url = route.request().url();
      if (url.startsWith(site.server.url) || /^(?:data|blob):/.test(url)) return route.continue();
      foreign.push(url);
      return route.abort();
    });
    const query = `{ equipment(id: "BROWSER-1") { equipmentId equipmentType } }`;
    await page.goto(`${site.server.graphqlUrl}?query=${encodeURIComponent(query)}`);
    await page.getByRole('button', { name: /execute/i }).click();
    const result = page.locator('.result-window');
    await result.getByText('"unknown"').waitFor();
    expect(await result.textContent()).toContain('BROWSER-1');
    expect(foreign).toEqual([]);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('a subscription runs in the page and shows the event', async () => {
    const page = await browser.newPage();
    const query = 'subscription { recommendationEvents { recommendation { equipmentId severity } } }';
    await page.goto(`${site.server.graphqlUrl}?query=${encodeURIComponent(query)}`);
    await page.getByRole('button', { name: /execute/i }).click();
    await page.getByRole('button', { name: /stop/i }).waitFor();
    await expect
      .poll(
        async () => {
          const atMs = Date.now();
          await site.http.request(IngestReadings, { readings: [reading(`BROWSER-${atMs}`, 'temperature', 93, atMs)] });
          return page.locator('.result-window').textContent();
        },
        { timeout: 15_000, interval: 250 },
      )
      .toContain('CRITICAL');
    await page.close();
  });
});
