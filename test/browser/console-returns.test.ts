import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { card, useConsole } from '../support/clients/console-screen.ts';
import { IngestReadings } from '../support/clients/operations.ts';
import { reading } from '../support/readings/readings.ts';

const again = /back to normal since \d\d:\d\d:\d\d/;

describe('an alert whose cause is over', () => {
  const { site, openScreen } = useConsole();

  async function tell(equipmentId: string, value: number, secondsAgo: readonly number[]): Promise<void> {
    const atMs = Date.now();
    const readings = secondsAgo.map((ago) => reading(equipmentId, 'temperature', value, atMs - ago * 1_000));
    const { ingestReadings } = await site.http.request(IngestReadings, { readings });
    expect(ingestReadings.accepted).toBe(readings.length);
  }
  const detail = (page: Page) => page.locator('#detail .detail-normal');

  it('is marked on its card and in its details, and the mark goes when the value is bad again', async () => {
    const { page, faults } = await openScreen({ prepare: (page) => page.clock.install({ time: Date.now() }) });
    await tell('RETURNS-1', 93, [200]);
    await card(page, 'RETURNS-1').click();
    await page.locator('#detail .history li').waitFor();
    expect(await card(page, 'RETURNS-1').innerText()).not.toMatch(again);
    expect(await detail(page).isVisible()).toBe(false);

    await tell('RETURNS-1', 60, [190, 180]);
    await page.clock.fastForward(31_000);
    await card(page, 'RETURNS-1').getByText(again).waitFor();
    expect(await detail(page).innerText()).toMatch(
      /^The value that raised it is back to normal since \d\d:\d\d:\d\d\.$/,
    );

    await tell('RETURNS-1', 93, [90]);
    await page.clock.fastForward(31_000);
    await detail(page).waitFor({ state: 'hidden' });
    expect(await card(page, 'RETURNS-1').innerText()).not.toMatch(again);
    expect(faults).toEqual([]);
  });

  it('is marked at once on a screen that is opened later', async () => {
    await tell('RETURNS-2', 93, [200]);
    await tell('RETURNS-2', 60, [190, 180]);
    const { page } = await openScreen();
    await card(page, 'RETURNS-2').getByText(again).waitFor();
  });
});
