import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { banner, useConsole } from '../support/clients/console-screen.ts';
import { IngestReadings } from '../support/clients/operations.ts';
import { reading } from '../support/readings/readings.ts';

const alarms = 300;

interface Drawn {
  /** Tasks that changed the page, and frames that came meanwhile. */
  readonly drawings: number;
  readonly frames: number;
  readonly mutations: number;
}

describe('a burst of alarms on the operator console', () => {
  const { site, openScreen } = useConsole();

  async function plantOf(machines: number): Promise<void> {
    const readings = Array.from({ length: machines }, (_, number) => reading(`M-${number}`, 'level', 5));
    await site.http.request(IngestReadings, { readings });
  }

  /** Raises them in one transaction; answers what the page did until the last one was on the screen. */
  async function burst(page: Page, name: string, waitingThen: number): Promise<Drawn> {
    await page.evaluate(() => {
      const drawn = { drawings: 0, frames: 0, mutations: 0 };
      Object.assign(window, { drawn });
      new MutationObserver((records) => {
        drawn.drawings += 1;
        drawn.mutations += records.length;
      }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      const frame = () => {
        drawn.frames += 1;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    await site.sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity, issue_description, recommended_action)
       SELECT 'M-' || number, $1, 'critical', 'found by another program', 'look at it' FROM generate_series(0, $2 - 1) AS number`,
      [name, alarms],
    );
    await banner(page).getByText(`${waitingThen} alerts wait for a decision`).waitFor();
    return page.evaluate(() => ({ ...(window as Window & typeof globalThis & { drawn: Drawn }).drawn }));
  }

  it('is drawn once a frame, with work that does not grow with the plant', async () => {
    await plantOf(alarms);
    const small = await openScreen();
    const first = await burst(small.page, 'first', alarms);
    await small.page.close();
    await plantOf(3_000);
    const { page, faults } = await openScreen();
    await page.getByRole('button', { name: 'All 3000 machines' }).waitFor();
    const second = await burst(page, 'second', 2 * alarms);
    // A drawing that a tick of the second asks for, and answers of details and charts, come beside the frames.
    for (const { drawings, frames } of [first, second]) expect(drawings).toBeLessThan(2 * frames + 30);
    // A drawing changes 100 cards and 60 tiles at most, however many there are: in as many pieces as the burst came in, on a plant ten
    // times as large, the work is of the same order.
    for (const { mutations } of [first, second]) expect(mutations).toBeLessThan(20_000);
    expect(second.mutations).toBeLessThan(4 * first.mutations);
    expect(await page.locator('.queue-pending .card').count()).toBe(100);
    await page.locator('.queue-pending').getByText('500 more wait behind these.').waitFor();
    for (const shown of [200, 300]) {
      await page.locator('.queue-pending').getByRole('button', { name: 'Show more' }).click();
      expect(await page.locator('.queue-pending .card').count()).toBe(shown);
    }
    await burst(page, 'third', 3 * alarms);
    await site.sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
       SELECT 'M-' || number, 'fourth', 'low' FROM generate_series(0, $1 - 1) AS number`,
      [2_001 - 3 * alarms],
    );
    await page.reload();
    await banner(page).getByText('At least 2000 alerts wait for a decision').waitFor();
    expect(faults).toEqual([]);
  });
});
