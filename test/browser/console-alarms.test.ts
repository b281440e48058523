import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { banner, button, card, dialog, report, tile, useConsole } from '../support/clients/console-screen.ts';
import { IngestReadings } from '../support/clients/operations.ts';
import { reading } from '../support/readings/readings.ts';

/** By the limits of sensors that nobody has registered. */
const [normal, high, critical] = [1, 4.5, 6];
const prepare = async (page: Page) => page.setDefaultTimeout(5_000);

describe('the operator console and alarms', () => {
  const { site, openScreen } = useConsole();

  /** Values by how many seconds ago they were measured, oldest first. */
  async function tell(equipmentId: string, values: readonly (readonly [secondsAgo: number, value: number])[]) {
    const nowMs = Date.now();
    const readings = values.map(([ago, value]) => reading(equipmentId, 'vibration', value, nowMs - ago * 1_000));
    const { ingestReadings } = await site.http.request(IngestReadings, { readings });
    expect(ingestReadings.accepted).toBe(readings.length);
  }

  const inPanel = (page: Page, equipmentId: string) => page.locator('#alarms .alarm').filter({ hasText: equipmentId });
  const listed = (page: Page, section: string, equipmentId: string) =>
    page.locator(`#detail [data-section="${section}"] .alarm`).filter({ hasText: equipmentId });
  const press = (page: Page, name: RegExp) => page.getByRole('button', { name });
  const openList = (page: Page) => press(page, /^All alarms$/).click();

  it('shows a new unacknowledged alarm when a machine fails again after its alert was approved and it was normal', async () => {
    const { page, faults } = await openScreen({ prepare, operator: 'Ada' });
    await tell('AGAIN-1', [[250, critical]]);
    await inPanel(page, 'AGAIN-1').waitFor();
    await inPanel(page, 'AGAIN-1').getByRole('button', { name: 'Acknowledge' }).click();
    await inPanel(page, 'AGAIN-1').waitFor({ state: 'detached' });
    await card(page, 'AGAIN-1').click();
    await button(page, /^Approve/).click();
    await report(page).getByText('Recorded').waitFor();
    // Acknowledged and decided, it is no less active: the tile says so, and the list.
    expect(await tile(page, 'AGAIN-1').getAttribute('data-severity')).toBe('CRITICAL');
    await openList(page);
    await listed(page, 'acknowledged', 'AGAIN-1')
      .getByText(/^acknowledged by Ada at \d\d:\d\d:\d\d$/)
      .waitFor();

    await tell('AGAIN-1', [
      [240, normal],
      [170, normal],
    ]);
    await listed(page, 'acknowledged', 'AGAIN-1').waitFor({ state: 'detached' });
    await expect.poll(() => tile(page, 'AGAIN-1').getAttribute('data-severity')).toBe('');
    await tell('AGAIN-1', [[100, critical]]);
    await listed(page, 'unacknowledged', 'AGAIN-1').waitFor();
    await inPanel(page, 'AGAIN-1').getByRole('button', { name: 'Acknowledge' }).click();
    await listed(page, 'acknowledged', 'AGAIN-1').waitFor();
    expect(faults).toEqual([]);
  });

  it('shows on each screen what was acknowledged on one, and marks the return to normal of what was not', async () => {
    const [anna, ben] = [await openScreen({ prepare, operator: 'Anna' }), await openScreen({ operator: 'Ben' })];
    await openList(ben.page);
    await tell('TWO-1', [[250, critical]]);
    await tell('TWO-2', [[250, critical]]);
    await listed(ben.page, 'unacknowledged', 'TWO-1').waitFor();
    await inPanel(anna.page, 'TWO-1').getByRole('button', { name: 'Acknowledge' }).click();
    await listed(ben.page, 'acknowledged', 'TWO-1').getByText('acknowledged by Anna at').waitFor();
    await inPanel(ben.page, 'TWO-1').waitFor({ state: 'detached' });

    await tell('TWO-2', [
      [240, normal],
      [170, normal],
    ]);
    await listed(ben.page, 'returned', 'TWO-2')
      .getByText(/^back to normal since \d\d:\d\d:\d\d$/)
      .waitFor();
    await listed(ben.page, 'returned', 'TWO-2').getByRole('button', { name: 'Acknowledge' }).click();
    await listed(ben.page, 'returned', 'TWO-2').waitFor({ state: 'detached' });
    expect([...anna.faults, ...ben.faults]).toEqual([]);
  });

  it('lists what is shelved, with its end, person and reason, and brings it back when it gets worse or is unshelved', async () => {
    const { page, faults } = await openScreen({ prepare, operator: 'Ada' });
    await openList(page);
    await tell('SHELF-1', [[250, high]]);
    const waiting = listed(page, 'unacknowledged', 'SHELF-1');
    const shelved = listed(page, 'shelved', 'SHELF-1');
    const putOnShelf = async (long: string) => {
      await waiting.getByRole('button', { name: /^Shelve/ }).click();
      await dialog(page).getByLabel('Reason').fill('sensor is being changed\u202e');
      await dialog(page).getByRole('button', { name: long }).click();
    };
    await putOnShelf('1 hour');
    await shelved
      .getByText(/^active, shelved until .*\d\d:\d\d:\d\d by Ada: sensor is being changed\[U\+202E\]$/)
      .waitFor();
    await inPanel(page, 'SHELF-1').waitFor({ state: 'detached' });
    expect(await tile(page, 'SHELF-1').getAttribute('data-severity')).not.toBe('');

    await tell('SHELF-1', [[200, critical]]);
    await waiting.waitFor();
    await shelved.waitFor({ state: 'detached' });
    await putOnShelf('Until it is normal');
    await shelved.getByText('active, shelved until it is normal by Ada').waitFor();
    await shelved.getByRole('button', { name: 'Unshelve' }).click();
    await waiting.waitFor();
    expect(faults).toEqual([]);
  });

  it('goes by the condition where no value is beyond a limit: neither the banner nor the tile is green', async () => {
    await tell('BARE-1', [[250, critical]]);
    const { page } = await openScreen({ prepare, operator: 'Ada' });
    await banner(page).getByText('CRITICAL ALARM, UNACKNOWLEDGED').waitFor();
    expect(await banner(page).getAttribute('data-state')).toBe('alarm');
    await tile(page, 'BARE-1').getByText('in alarm').waitFor();
    expect(await tile(page, 'BARE-1').getAttribute('data-state')).toBe('alarmed');
    // Of equally severe ones that which nobody has acknowledged is the first.
    expect(await page.locator('#plant .tile').first().innerText()).toMatch(/^BARE-1/);
  });

  it('goes on behind the last transition after a server was away, without reading the list anew', async () => {
    let lists = 0;
    const { page } = await openScreen({
      prepare: async (page) => {
        page.setDefaultTimeout(10_000);
        page.on('request', (request) => {
          if (request.postData()?.includes('query Alarms(') === true) lists += 1;
        });
      },
    });
    await tell('AWAY-1', [[250, critical]]);
    await inPanel(page, 'AWAY-1').waitFor();
    const { port } = new URL(site.server.url);
    await site.server.stop();
    await page
      .locator('#line')
      .getByText(/Not connected/)
      .waitFor();
    const set = `acknowledged = true, operator_id = 'maria'`;
    await site.sql.rows(`UPDATE agentic_hmi.alarms SET ${set} WHERE equipment_id = 'AWAY-1'`);
    await site.restart({ PORT: port });
    await inPanel(page, 'AWAY-1').waitFor({ state: 'detached' });
    await openList(page);
    await listed(page, 'acknowledged', 'AWAY-1')
      .getByText(/^acknowledged by maria at/)
      .waitFor();
    expect(lists).toBe(1);
  });
});
