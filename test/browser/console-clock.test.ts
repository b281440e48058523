import type { Page, Route } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { button, card, dialog, line, report, useConsole } from '../support/clients/console-screen.ts';
import { until } from '../support/until.ts';

const minuteMs = 60_000;
/** Above the 3 s that the console tolerates between two clocks. */
const slowMs = 4_500;

/** Holds back each answer for so long that its Date header is old by more than the clocks may differ. */
async function late(route: Route): Promise<void> {
  const response = await route.fetch();
  const answeredAt = Date.now();
  await until('the answer is old', () => Date.now() - answeredAt > slowMs);
  // The page may be gone by then.
  await route.fulfill({ response }).catch(() => undefined);
}

/** Defers what is open for 15 minutes; answers the time that was sent, and between which two it was asked for. */
async function deferred(
  page: Page,
  meanwhile = async () => undefined as unknown,
): Promise<{ untilMs: number; fromMs: number; toMs: number }> {
  const sent: number[] = [];
  await page.route('**/graphql', async (route) => {
    const { variables } = JSON.parse(route.request().postData() ?? '{}');
    if (typeof variables?.until === 'string') sent.push(Date.parse(variables.until));
    await route.continue();
  });
  const fromMs = Date.now();
  await button(page, /^Defer/).click();
  await meanwhile();
  await dialog(page).getByRole('button', { name: '15 minutes' }).click();
  await report(page).getByText('Recorded: deferred').waitFor();
  const toMs = Date.now();
  return { untilMs: sent[0] ?? Number.NaN, fromMs: fromMs + 15 * minuteMs, toMs: toMs + 15 * minuteMs };
}

describe('the clock of the operator console', () => {
  const { site, openScreen } = useConsole();

  it('is not moved by a slow answer, nor is the end of a deferral', async () => {
    const { page } = await openScreen({ operator: 'Ada' });
    await page.route('**/graphql', late);
    await insertRecommendation(site.sql, 'SLOW-1');
    await card(page, 'SLOW-1').click();
    await page.locator('#detail .history li').filter({ hasText: 'raised' }).waitFor();
    expect(await line(page).innerText()).not.toMatch(/clock/);
    await page.unroute('**/graphql', late);
    const { untilMs, fromMs, toMs } = await deferred(page);
    expect(untilMs).toBeGreaterThan(fromMs - 2_000);
    expect(untilMs).toBeLessThan(toMs + 2_000);
  });

  it('is corrected and said to be wrong when it is, and a slow answer then changes nothing', async () => {
    const { page } = await openScreen({
      operator: 'Ada',
      prepare: (page) => page.clock.install({ time: Date.now() + 10 * minuteMs }),
    });
    const said = line(page).getByText(
      /^This machine’s clock is (9 min 5\d|10 min 0\d) s fast; the server’s is used\.$/,
    );
    await said.waitFor();
    await page.route('**/graphql', late);
    await insertRecommendation(site.sql, 'WRONG-1');
    await card(page, 'WRONG-1').click();
    await page.locator('#detail .history li').filter({ hasText: 'raised' }).waitFor();
    await said.waitFor();
    await page.unroute('**/graphql', late);
    const { untilMs, fromMs, toMs } = await deferred(page);
    expect(untilMs).toBeGreaterThan(fromMs - 3_000);
    expect(untilMs).toBeLessThan(toMs + 3_000);
  });

  it('is corrected by slow answers, too, when it is hours wrong', async () => {
    const { page } = await openScreen({
      prepare: async (page) => {
        await page.clock.install({ time: Date.now() + 120 * minuteMs });
        await page.route(/\/(graphql|healthz)$/, late);
      },
    });
    await line(page)
      .getByText(/^This machine’s clock is (1 h 59|2 h 00) min fast; the server’s is used\.$/)
      .waitFor();
  });

  it('does not move the end of a deferral when it is set just before', async () => {
    const { page } = await openScreen({
      operator: 'Ada',
      prepare: (page) => page.clock.install({ time: Date.now() }),
    });
    await insertRecommendation(site.sql, 'SET-1');
    await card(page, 'SET-1').click();
    await page.locator('#detail .history li').filter({ hasText: 'raised' }).waitFor();
    const { untilMs, fromMs, toMs } = await deferred(page, () => page.clock.setSystemTime(Date.now() - 120 * minuteMs));
    expect(untilMs).toBeGreaterThan(fromMs - 3_000);
    expect(untilMs).toBeLessThan(toMs + 3_000);
  });

  it('is measured anew when it was set, or when the machine comes back from sleep', async () => {
    const { page } = await openScreen({ prepare: (page) => page.clock.install({ time: Date.now() }) });
    expect(await line(page).innerText()).not.toMatch(/clock/);
    await page.clock.setSystemTime(Date.now() - 20 * minuteMs);
    await line(page)
      .getByText(/^This machine’s clock is (19 min 5\d|20 min 0\d) s slow/)
      .waitFor();
    await page.clock.setSystemTime(Date.now());
    await until('nothing is said of a clock any more', async () => !/clock is/.test(await line(page).innerText()));
  });
});
