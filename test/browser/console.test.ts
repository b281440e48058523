import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { httpClient } from '../support/clients/clients-http.ts';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { IngestReadings } from '../support/clients/operations.ts';
import { reading } from '../support/readings/readings.ts';
import { startServer } from '../support/server/server.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

describe('the operator console in a real browser', () => {
  const site = useSite();
  let browser: Browser;

  beforeAll(async () => {
    // Root, as in most containers, may run Chromium only without its sandbox.
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  /** A screen of its own machine; whatever its page complains of fails the test that looks at `faults`. */
  async function openScreen(operator?: string): Promise<{ readonly page: Page; readonly faults: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('dialog', (dialog) => faults.push(`a dialog: ${dialog.message()}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/WebSocket|ERR_CONNECTION/.test(message.text())) faults.push(message.text());
    });
    if (operator !== undefined) {
      await page.addInitScript((name) => localStorage.setItem('andon.operator', name), operator);
    }
    await page.goto(site.server.url);
    await line(page).getByText('Live', { exact: true }).waitFor();
    return { page, faults };
  }

  const line = (page: Page) => page.locator('#line');
  const card = (page: Page, equipmentId: string) => page.locator('#queue .card').filter({ hasText: equipmentId });
  const button = (page: Page, name: RegExp) => page.locator('#detail').getByRole('button', { name });
  const report = (page: Page) => page.locator('#detail .report');

  async function raise(equipmentId: string, value = 93): Promise<void> {
    const { ingestReadings } = await site.http.request(IngestReadings, {
      readings: [reading(equipmentId, 'temperature', value)],
    });
    expect(ingestReadings.accepted).toBe(1);
  }

  it('takes an alert away that another program deletes, and shows what another program changes of it', async () => {
    const { page, faults } = await openScreen();
    const id = await insertRecommendation(site.sql, 'CONSOLE-GONE');
    const shown = card(page, 'CONSOLE-GONE');
    await shown.waitFor();
    expect(await shown.innerText()).toMatch(/HIGH/i);
    const row = 'agentic_hmi.agent_recommendations WHERE recommendation_id = $1';
    await site.sql.rows(`UPDATE ${row.replace('WHERE', `SET severity = 'critical' WHERE`)}`, [id]);
    await shown
      .getByText(/CRITICAL/i)
      .first()
      .waitFor();
    await site.sql.rows(`DELETE FROM ${row}`, [id]);
    await shown.waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  it('shows an alert the moment it is raised: word, shape, action, latency, and as the top alert', async () => {
    const { page, faults } = await openScreen();
    await raise('CONSOLE-1');
    const shown = card(page, 'CONSOLE-1');
    await shown.waitFor();
    expect(await shown.innerText()).toMatch(/CRITICAL[\s\S]*on screen \d+ ms after the reading/);
    expect(await shown.locator('svg.mark-critical').count()).toBe(1);
    expect(await page.locator('#top-alert').innerText()).toMatch(/CRITICAL\s+CONSOLE-1/);
    await page.locator('#detail').getByText('What to do').waitFor();
    await page.locator('#detail svg.chart').waitFor();
    await page.locator('#plant').getByText('CONSOLE-1').waitFor();
    await expect.poll(() => page.title()).toMatch(/CRITICAL/);
    expect(faults).toEqual([]);
  });

  it('shows one operator’s approval on the other operator’s screen, with the name', async () => {
    const [anna, ben] = [await openScreen('Анна'), await openScreen('Ben')];
    await raise('CONSOLE-2');
    await card(anna.page, 'CONSOLE-2').click();
    await button(anna.page, /^Approve/).click();
    await report(anna.page).getByText('Recorded: approved by Анна.').waitFor();
    await card(ben.page, 'CONSOLE-2')
      .getByText(/approved by Анна at/)
      .waitFor();
    expect(await ben.page.locator('.queue-approved .card').count()).toBe(1);
    expect([...anna.faults, ...ben.faults]).toEqual([]);
  });

  it('tells who was first, and when, to an operator who decides on what is no longer so', async () => {
    const [anna, ben] = [await openScreen('Anna'), await openScreen('Ben')];
    await raise('CONSOLE-3');
    await card(anna.page, 'CONSOLE-3').click();
    await card(ben.page, 'CONSOLE-3').click();
    // Ben is in the dialog, on the version he saw, while Anna approves.
    await button(ben.page, /^Reject/).click();
    await ben.page.getByRole('button', { name: 'False alarm' }).click();
    await button(anna.page, /^Approve/).click();
    await report(anna.page).getByText('Recorded').waitFor();
    await ben.page.getByRole('dialog').getByRole('button', { name: 'Reject', exact: true }).click();
    await report(ben.page)
      .getByText(/^Not recorded\. Anna was first at \d\d:\d\d:\d\d: approved\./)
      .waitFor();
    await button(ben.page, /^Done/).waitFor();
  });

  it('does not take a press that was meant for the alert which another one has just replaced', async () => {
    const { page } = await openScreen('Ben');
    await raise('SWAP-1');
    await page.locator('#detail h2').filter({ hasText: 'SWAP-1' }).waitFor();
    await page.evaluate(() => {
      new MutationObserver((_, observer) => {
        if (!document.querySelector('#detail h2')?.textContent?.includes('SWAP-2')) return;
        observer.disconnect();
        document.querySelector<HTMLElement>('#detail [data-key="a"]')?.click();
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    await raise('SWAP-2');
    await report(page).getByText('Not sent: another alert came to this place just now.').waitFor();
    expect(await page.locator('.queue-pending .card').filter({ hasText: 'SWAP-2' }).count()).toBe(1);
  });

  it('takes a recommendation through defer, reject and done by the keyboard alone', async () => {
    const { page, faults } = await openScreen();
    await insertRecommendation(site.sql, 'KEYS-1');
    await insertRecommendation(site.sql, 'KEYS-2');
    await card(page, 'KEYS-1').waitFor();

    await card(page, 'KEYS-1').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('a');
    expect(await button(page, /^Approve/).evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Name').waitFor();
    await page.keyboard.type('Nils');
    await page.keyboard.press('Enter');
    await report(page).getByText('approved by Nils').waitFor();
    await page.keyboard.press('w');
    await page.keyboard.press('Enter');
    await page.getByLabel('Outcome').fill('bolt tightened');
    await page.getByRole('button', { name: 'Done, it is solved' }).press('Enter');
    await report(page).getByText('done by Nils').waitFor();
    await page.locator('#detail .history').getByText('bolt tightened').waitFor();

    await card(page, 'KEYS-2').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('d');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '1 hour' }).press('Enter');
    await report(page).getByText('deferred by Nils').waitFor();
    expect(await page.locator('.queue-deferred .card').innerText()).toContain('KEYS-2');
    expect(faults).toEqual([]);
  });

  it('says so when the server is gone, resumes by itself, and shows what happened meanwhile', async () => {
    const { page } = await openScreen();
    await raise('BEFORE-1');
    await card(page, 'BEFORE-1').waitFor();
    const { port } = new URL(site.server.url);

    await site.server.stop();
    await line(page)
      .getByText(/Not connected: reconnecting since \d\d:\d\d:\d\d/)
      .waitFor();
    expect(await page.locator('#queue').evaluate((element) => getComputedStyle(element).filter)).toContain('grayscale');

    // Another server on the same database raises an alert that this screen cannot hear of.
    const elsewhere = await startServer({ databaseUrl: site.databaseUrl });
    await httpClient(elsewhere.graphqlUrl).request(IngestReadings, {
      readings: [reading('MEANWHILE-1', 'temperature', 93)],
    });
    await until('the alert is in the log', () =>
      site.sql
        .number(`SELECT count(*) FROM andon.recommendation_event WHERE recommendation->>'equipment_id' = 'MEANWHILE-1'`)
        .then((events) => events > 0),
    );
    await elsewhere.stop();
    expect(await card(page, 'MEANWHILE-1').count()).toBe(0);

    await site.restart({ PORT: port });
    await line(page).getByText('Live', { exact: true }).waitFor();
    await card(page, 'MEANWHILE-1').getByText('came while this screen was cut off').waitFor();
    await page.getByText(/Connected again at .* Meanwhile: 1 new alert, 0 decisions\./).waitFor();
    await raise('AFTER-1');
    await card(page, 'AFTER-1')
      .getByText(/on screen/)
      .waitFor();
    expect(await card(page, 'BEFORE-1').count()).toBe(1);
  });

  it('reads the queue anew, and says so, when the server no longer keeps what was missed', async () => {
    const { page, faults } = await openScreen();
    await raise('EXPIRED-1');
    await card(page, 'EXPIRED-1').waitFor();
    const { port } = new URL(site.server.url);
    await site.server.stop();
    await line(page)
      .getByText(/Not connected/)
      .waitFor();
    for (const equipmentId of ['EXPIRED-2', 'EXPIRED-3']) await insertRecommendation(site.sql, equipmentId);
    // Retention passes: of the two events that this screen has missed, the log keeps the second.
    await site.sql.rows('DELETE FROM andon.recommendation_event WHERE number < (SELECT number FROM andon.event_head)');
    await site.restart({ PORT: port });
    await page.getByText(/The queue was read anew and is complete/).waitFor();
    await card(page, 'EXPIRED-2').waitFor();
    await line(page).getByText('Live', { exact: true }).waitFor();
    expect(faults).toEqual([]);
  });

  it('shows hostile ids and texts as the text they are', async () => {
    const { page, faults } = await openScreen('<b onclick=alert(1)>Eve</b>');
    const hostile = '<img src=x onerror=alert(1)>"\'&amp;\u202e';
    await raise(hostile);
    const shown = card(page, '<img src=x');
    await shown.waitFor();
    await shown.click();
    await button(page, /^Approve/).click();
    await report(page).getByText('<b onclick=alert(1)>Eve</b>').waitFor();
    await page.locator('#plant .tile').filter({ hasText: '<img' }).click();
    await page
      .locator('#detail h2')
      .filter({ hasText: hostile.replace('\u202e', '[U+202E]') })
      .waitFor();
    expect(await page.locator('img, b, script:not([src])').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('fits a phone: no sideways scrolling, details as a page of their own', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(site.server.url);
    const overhang = (selector: string) =>
      page.locator(selector).evaluate((element) => element.scrollWidth - element.clientWidth);
    await raise('PHONE-1');
    await card(page, 'PHONE-1').click();
    await page.locator('#detail svg.chart').waitFor();
    await page.locator('#detail .history li').waitFor();
    expect(await overhang('#detail')).toBe(0);
    await page.getByRole('button', { name: /Back to the queue/ }).click();
    await card(page, 'PHONE-1').waitFor();
    expect(await overhang('html')).toBe(0);
  });

  it('is served with a policy that allows nothing foreign, and revalidated by its tag', async () => {
    const page = await fetch(site.server.url);
    expect(page.headers.get('content-security-policy')).toMatch(
      /default-src 'none'; script-src 'self'.*frame-ancestors 'self'/,
    );
    const etag = page.headers.get('etag') ?? '';
    expect((await fetch(site.server.url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const client = await fetch(`${site.server.url}/vendor/graphql-ws/client.js`);
    expect(client.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    for (const path of [
      'types.ts',
      'tsconfig.json',
      'vendor/graphql-ws/index.js',
      '..%2fpackage.json',
      'vendor/graphql-ws/..%2f..%2fpackage.json',
    ]) {
      expect((await fetch(`${site.server.url}/${path}`)).status, path).toBe(404);
    }
  });
});
