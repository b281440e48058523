import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { type Key, knownKey, newKey, revokeKeys } from '../support/server/keys.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

const dayMs = 86_400_000;

describe('signing in at the operator console', () => {
  const site = useSite({ ANDON_AUTH: 'keys' });
  let browser: Browser;
  let maria: Key;

  beforeAll(async () => {
    // Root, as in most containers, may run Chromium only without its sandbox.
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    maria = await knownKey(site, { name: 'maria', scopes: ['read', 'decide'] });
  });
  afterAll(() => browser.close());

  /** A screen of its own machine, before it goes to the console. */
  async function machine(key?: Key): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    if (key !== undefined) {
      // Kept as the console itself keeps it, once: what the console forgets must not come back with the next page.
      await page.addInitScript((token) => {
        if (sessionStorage.getItem('prepared') === null) localStorage.setItem('andon.key', token);
        sessionStorage.setItem('prepared', 'yes');
      }, key.token);
    }
    return page;
  }

  async function liveScreen(key: Key): Promise<Page> {
    const page = await machine(key);
    await page.goto(site.server.url);
    await live(page);
    return page;
  }

  async function enter(page: Page, key: string): Promise<void> {
    await dialog(page).getByLabel('Key').fill(key);
    await dialog(page).getByLabel('Key').press('Enter');
  }

  const line = (page: Page) => page.locator('#line');
  const live = (page: Page) => line(page).getByText('Live', { exact: true }).waitFor();
  const dialog = (page: Page) => page.getByRole('dialog', { name: 'Sign in' });
  const card = (page: Page, equipmentId: string) => page.locator('#queue .card').filter({ hasText: equipmentId });
  const approve = (page: Page) => page.locator('#detail').getByRole('button', { name: /^Approve/ });
  const report = (page: Page) => page.locator('#detail .report');
  const operator = (page: Page) => page.locator('#operator');

  it('asks for a key, shows nothing without one, and says why a wrong one is refused', async () => {
    await insertRecommendation(site.sql, 'HIDDEN-1');
    const page = await machine();
    await page.goto(site.server.url);
    await line(page).getByText('Not signed in: this screen has no key.', { exact: true }).waitFor();
    await dialog(page)
      .getByText(/administrator/)
      .waitFor();
    expect(await dialog(page).getByLabel('Key').getAttribute('type')).toBe('password');
    await enter(page, newKey().token);
    await dialog(page).getByRole('alert').getByText('No key of this server has this secret.').waitFor();
    await enter(page, 'what is this');
    await dialog(page)
      .getByRole('alert')
      .getByText(/^This is no key/)
      .waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    expect(await page.locator('#queue .card').count()).toBe(0);
    expect(await page.getByText('No alert waits for a decision.').isVisible()).toBe(false);
    // Who has left the dialog finds it again.
    await page.getByRole('button', { name: 'Sign in' }).click();
    await dialog(page).waitFor();
  });

  it('goes live with a good key, stays signed in over a reload, and forgets the key when told to sign out', async () => {
    await insertRecommendation(site.sql, 'SIGNED-1');
    const page = await machine();
    await page.goto(site.server.url);
    await dialog(page).waitFor();
    // As a person does: the cursor is in the field already.
    await page.keyboard.insertText(maria.token);
    await page.keyboard.press('Enter');
    await live(page);
    await dialog(page).waitFor({ state: 'detached' });
    await card(page, 'SIGNED-1').waitFor();

    await page.reload();
    await live(page);
    await card(page, 'SIGNED-1').waitFor();
    expect(await dialog(page).count()).toBe(0);
    const otherTab = await page.context().newPage();
    await otherTab.goto(site.server.url);
    await live(otherTab);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
    await dialog(page).waitFor();
    await line(page).getByText('Not signed in: this screen has no key.', { exact: true }).waitFor();
    expect(await page.locator('#queue .card').count()).toBe(0);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('andon_');
    await dialog(otherTab).waitFor();
    expect(await otherTab.locator('#queue .card').count()).toBe(0);
  });

  it('decides in the name of the key, and does not ask for one', async () => {
    const id = await insertRecommendation(site.sql, 'NAMED-1');
    const page = await machine(maria);
    // A name from the time when the server wanted no key.
    await page.addInitScript(() => localStorage.setItem('andon.operator', 'Anna'));
    await page.goto(site.server.url);
    await live(page);
    expect(await operator(page).innerText()).toBe('maria');
    expect(await operator(page).isDisabled()).toBe(true);
    await card(page, 'NAMED-1').click();
    await approve(page).click();
    await report(page).getByText('Recorded: approved by maria.').waitFor();
    expect(
      await site.sql.rows('SELECT operator_id FROM agentic_hmi.agent_recommendations WHERE recommendation_id = $1', [
        id,
      ]),
    ).toEqual([{ operator_id: 'maria' }]);
  });

  it('says that its key was revoked, and with a fresh one shows what happened meanwhile, without a gap', async () => {
    const ben = await knownKey(site, { name: 'ben', scopes: ['read', 'decide'] });
    const page = await liveScreen(ben);
    await insertRecommendation(site.sql, 'KEPT-1');
    await card(page, 'KEPT-1').waitFor();

    await revokeKeys(site.sql, ben);
    await line(page)
      .getByText(/^Not signed in: the key "ben" was revoked at \d{4}-\d\d-\d\d \d\d:\d\d\. Everything below is old\.$/)
      .waitFor();
    await dialog(page)
      .getByText(/^The key "ben" was revoked at/)
      .waitFor();
    expect(await page.locator('#queue').evaluate((element) => getComputedStyle(element).filter)).toContain('grayscale');
    expect(await card(page, 'KEPT-1').count()).toBe(1);

    for (const equipmentId of ['MISSED-1', 'MISSED-2']) await insertRecommendation(site.sql, equipmentId);
    expect(await card(page, 'MISSED-1').count()).toBe(0);
    await enter(page, maria.token);
    await live(page);
    for (const equipmentId of ['MISSED-1', 'MISSED-2'])
      await card(page, equipmentId).getByText('came while this screen was cut off').waitFor();
    await page.getByText(/Connected again at .* Meanwhile: 2 new alerts, 0 decisions\./).waitFor();
    expect(await operator(page).innerText()).toBe('maria');
  });

  it('offers no decisions to a key that may look only, from the moment on that it may no more', async () => {
    await insertRecommendation(site.sql, 'LOOKED-1');
    await site.sql.rows(
      `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
       VALUES ('default', 'LOOKED-1', 'vibration_high', 3, 'Vibration is high.', 'raised')`,
    );
    const trainee = await knownKey(site, { name: 'trainee', scopes: ['read', 'decide'] });
    const page = await liveScreen(trainee);
    await card(page, 'LOOKED-1').click();
    await approve(page).waitFor();
    const alarm = page.locator('#alarms .alarm').filter({ hasText: 'LOOKED-1' });
    expect(await alarm.getByRole('button', { name: /Acknowledge|Shelve/ }).count()).toBe(2);
    await site.sql.rows(`UPDATE andon.api_key SET scopes = '{read}' WHERE key_id = $1`, [trainee.id]);
    await page.locator('#detail').getByText('This key may look only.', { exact: true }).waitFor();
    expect(await page.locator('#detail .decide').count()).toBe(0);
    expect(await alarm.getByRole('button', { name: /Acknowledge|Shelve/ }).count()).toBe(0);
    await live(page);
    expect(await dialog(page).count()).toBe(0);
  });

  it('asks who decides at a shared screen', async () => {
    await insertRecommendation(site.sql, 'SHARED-1');
    const page = await liveScreen(await knownKey(site, { name: 'hall', scopes: ['read', 'decide', 'act_as'] }));
    await card(page, 'SHARED-1').click();
    await approve(page).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Жанна');
    await page.keyboard.press('Enter');
    await report(page).getByText('Recorded: approved by Жанна.').waitFor();
    await card(page, 'SHARED-1')
      .getByText(/approved by Жанна at/)
      .waitFor();
    // The connection, too, says the name when it is opened anew.
    await page.reload();
    await live(page);
    expect(await operator(page).innerText()).toBe('Жанна');
  });

  it('reads the queue anew with a key that reaches other sites', async () => {
    const north = await knownKey(site, { name: 'north hall', scopes: ['read'], siteIds: ['north'] });
    await insertRecommendation(site.sql, 'ELSEWHERE-1');
    const page = await liveScreen(north);
    expect(await card(page, 'ELSEWHERE-1').count()).toBe(0);
    await revokeKeys(site.sql, north);
    await enter(page, maria.token);
    await card(page, 'ELSEWHERE-1').waitFor();
  });

  it('tells at each start that its key ends within seven days', async () => {
    const temporary = await knownKey(site, { name: 'temporary', expiresInMs: 5 * dayMs });
    const page = await liveScreen(temporary);
    const warning = page.getByText(
      /^This screen’s key ends on \d{4}-\d\d-\d\d \d\d:\d\d, in 5 days: ask for a new one\.$/,
    );
    await warning.waitFor();
    await page.reload();
    await warning.waitFor();
    const lasting = await knownKey(site, { name: 'lasting', expiresInMs: 7.5 * dayMs });
    const other = await liveScreen(lasting);
    expect(await other.getByText(/key ends/).count()).toBe(0);
  });

  it('tries a refused key again every 30 s at the soonest, and comes back by itself once it is taken', async () => {
    const late = newKey();
    const page = await machine(late);
    let asked = 0;
    page.on('request', (request) => {
      if (request.url() === site.server.graphqlUrl) asked += 1;
    });
    await page.clock.install();
    await page.goto(site.server.url);
    await dialog(page).getByText('No key of this server has this secret.').waitFor();
    expect(asked).toBe(1);
    await page.clock.fastForward(25_000);
    await page.evaluate(async () => {
      window.dispatchEvent(new Event('online'));
      // Goes out after whatever the event has led to.
      await fetch('/healthz');
    });
    expect(asked).toBe(1);
    await page.clock.fastForward(25_000);
    await until('it has asked again', () => asked === 2);

    await knownKey(site, { name: 'late', scopes: ['read'] }, late);
    await page.clock.fastForward(35_000);
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await live(page);
    await dialog(page).waitFor({ state: 'detached' });
  });
});
