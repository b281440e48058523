import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { dialog, tile, useConsole } from '../support/clients/console-screen.ts';
import { IngestReadings } from '../support/clients/operations.ts';
import { reading } from '../support/readings/readings.ts';

/** By the limits of sensors that nobody has registered. */
const [normal, high, critical] = [1, 4.5, 6];
const prepare = async (page: Page) => page.setDefaultTimeout(10_000);

describe('the operator console at each alarm', () => {
  const { site, openScreen } = useConsole();

  const tell = async (values: readonly (readonly [machine: string, secondsAgo: number, value: number])[]) => {
    const nowMs = Date.now();
    const readings = values.map(([machine, ago, value]) => reading(machine, 'vibration', value, nowMs - ago * 1_000));
    expect((await site.http.request(IngestReadings, { readings })).ingestReadings.accepted).toBe(readings.length);
  };
  const listed = (page: Page, section: string, machine: string) =>
    page.locator(`#detail [data-section="${section}"] .alarm`).filter({ hasText: machine });
  const openList = (page: Page) => page.getByRole('button', { name: /^All alarms$/ }).click();

  it('takes a note, that it is done, out of service and back, each with who and why', async () => {
    const { page, faults } = await openScreen({ prepare, operator: 'Ada' });
    await tell([['TOOLS-1', 200, high]]);
    await openList(page);
    const row = listed(page, 'unacknowledged', 'TOOLS-1');
    await row.getByText('More', { exact: true }).click();
    await row.getByRole('button', { name: 'Note …' }).click();
    await dialog(page).getByLabel('Note').fill('belt looks fine');
    await dialog(page).getByRole('button', { name: 'Write it down' }).click();
    await page.getByText('Written into the journal of the alarm.').waitFor();
    await row.getByRole('button', { name: 'Acknowledge' }).click();
    const seen = listed(page, 'acknowledged', 'TOOLS-1');
    await seen.getByRole('button', { name: 'It is done' }).click();
    await seen.getByText(/^acknowledged by Ada at \d\d:\d\d:\d\d, done, as Ada says$/).waitFor();
    await seen.getByText('More', { exact: true }).click();
    await seen.getByRole('button', { name: 'Out of service …' }).click();
    await dialog(page).getByLabel('Reason').fill('sensor is removed');
    await dialog(page).getByRole('button', { name: 'Take it out of service' }).click();
    const away = listed(page, 'away', 'TOOLS-1');
    await away.getByText('active, out of service by Ada: sensor is removed').waitFor();
    await away.getByRole('button', { name: 'Back into service …' }).click();
    await dialog(page).getByLabel('Reason').fill('it is there again');
    await dialog(page).getByRole('button', { name: 'Put it back' }).click();
    await seen.waitFor();
    const journal = await site.sql.rows<{ told: string }>(
      `SELECT concat_ws(' ', journal.kind, journal.operator_id, journal.note) AS told
       FROM andon.alarm_journal AS journal JOIN andon.alarm USING (alarm_id) WHERE equipment_id = 'TOOLS-1' ORDER BY journal_id`,
    );
    expect(journal.map(({ told }) => told)).toEqual([
      'raised',
      'commented Ada belt looks fine',
      'acknowledged Ada',
      'confirmed Ada',
      'taken_out_of_service Ada sensor is removed',
      'returned_to_service Ada it is there again',
    ]);
    expect(faults).toEqual([]);
  });

  it('lets go of a latched one by Reset, once it is normal and acknowledged', async () => {
    await site.sql.rows(
      "INSERT INTO andon.alarm_rule (site_id, equipment_id, latching) VALUES ('default', 'LATCH-1', true)",
    );
    const { page } = await openScreen({ prepare, operator: 'Ada' });
    await openList(page);
    await tell([['LATCH-1', 250, high]]);
    await tell([
      ['LATCH-1', 240, normal],
      ['LATCH-1', 170, normal],
    ]);
    const row = listed(page, 'returned', 'LATCH-1');
    await row.getByText('latched until it is reset').waitFor();
    expect(await row.getByRole('button', { name: 'Reset', exact: true }).count()).toBe(0);
    await row.getByRole('button', { name: 'Acknowledge' }).click();
    await row.getByRole('button', { name: 'Reset', exact: true }).click();
    await row.waitFor({ state: 'detached' });
  });

  it('plans maintenance of a machine, which hides its alarms until it is ended, with reason and times', async () => {
    const { page, faults } = await openScreen({ prepare, operator: 'Ada' });
    await tell([['SERVICE-1', 200, high]]);
    await openList(page);
    await listed(page, 'unacknowledged', 'SERVICE-1').waitFor();
    await tile(page, 'SERVICE-1').click();
    const service = page.locator('#detail .maintenance');
    await service.getByRole('button', { name: 'Plan maintenance …' }).click();
    await dialog(page).getByLabel('Reason').fill('new liners');
    await dialog(page).getByRole('button', { name: '8 hours' }).click();
    const planned = service.getByText(/^Maintenance from .* until .*, planned by Ada: new liners$/);
    await planned.waitFor();
    expect(
      await site.sql.rows(
        `SELECT reason, made_by, ends_at - starts_at = interval '8 hours' AS is_shift FROM andon.suppression WHERE equipment_id = 'SERVICE-1'`,
      ),
    ).toEqual([{ reason: 'new liners', made_by: 'Ada', is_shift: true }]);
    await openList(page);
    await listed(page, 'away', 'SERVICE-1').waitFor();
    await tile(page, 'SERVICE-1').click();
    await service.getByRole('button', { name: 'End it …' }).click();
    await dialog(page).getByRole('button', { name: 'End it' }).click();
    await planned.waitFor({ state: 'detached' });
    await openList(page);
    await listed(page, 'unacknowledged', 'SERVICE-1').waitFor();
    expect(faults).toEqual([]);
  });

  it('silences the horn of every screen by one press, and sounds it again for what is worse or new', async () => {
    const [anna, ben] = [
      await openScreen({ prepare, operator: 'Anna' }),
      await openScreen({ prepare, operator: 'Ben' }),
    ];
    for (const { page } of [anna, ben]) await page.locator('#sound').click();
    await tell([['HORN-1', 200, critical]]);
    for (const { page } of [anna, ben]) await page.locator('#silence').waitFor();
    await anna.page.locator('#silence').click();
    for (const { page } of [anna, ben]) await page.locator('#silence').waitFor({ state: 'hidden' });
    await tell([['HORN-2', 200, critical]]);
    for (const { page } of [anna, ben]) await page.locator('#silence').waitFor();
    await openList(ben.page);
    await listed(ben.page, 'unacknowledged', 'HORN-2').getByRole('button', { name: 'Acknowledge' }).click();
    for (const { page } of [anna, ben]) await page.locator('#silence').waitFor({ state: 'hidden' });
  });

  it('sounds the horn again each quarter of a minute, until somebody answers', async () => {
    const heard = `globalThis.tonesHeard = 0;
      globalThis.OscillatorNode = class extends OscillatorNode {
        start(at) { globalThis.tonesHeard += 1; super.start(at); }
      };`;
    const { page } = await openScreen({
      prepare: async (page) => {
        await prepare(page);
        await page.addInitScript(heard);
        await page.clock.install({ time: Date.now() });
      },
      operator: 'Ada',
    });
    const tones = () => page.evaluate<number>('globalThis.tonesHeard');
    await page.locator('#sound').click();
    await tell([['HORN-3', 200, critical]]);
    await page.locator('#silence').waitFor();
    await expect.poll(tones).toBeGreaterThan(0);
    for (let again = 0; again < 2; again += 1) {
      const before = await tones();
      await page.clock.fastForward(16_000);
      await expect.poll(tones).toBeGreaterThan(before);
    }
    await page.locator('#silence').click();
    await page.locator('#silence').waitFor({ state: 'hidden' });
    const answered = await tones();
    await page.clock.fastForward(16_000);
    await page.clock.fastForward(16_000);
    expect(await tones()).toBe(answered);
  });

  it('shows a flood as one line, which unfolds and is acknowledged as a whole', async () => {
    await site.sql.rows("INSERT INTO andon.alarm_site (site_id, flood_above) VALUES ('default', 1)");
    const { page } = await openScreen({ prepare, operator: 'Ada' });
    const machines = Array.from({ length: 8 }, (_, n) => `FLOOD-${n}`);
    await tell(machines.map((machine) => [machine, 200, high]));
    await openList(page);
    const rows = listed(page, 'unacknowledged', 'FLOOD-');
    const line = rows.filter({ hasText: 'Flood:' });
    await line.getByText('Flood: 8 alarms of 8 machines in one line.').waitFor();
    expect(await rows.count()).toBe(1);
    await line.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => rows.count()).toBe(8);
    await line.getByRole('button', { name: 'Acknowledge all 8' }).click();
    await rows.first().waitFor({ state: 'detached' });
    await expect.poll(() => listed(page, 'acknowledged', 'FLOOD-').count()).toBeGreaterThan(0);
  });
});
