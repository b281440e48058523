import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { banner, button, card, dialog, report, tile, useConsole } from '../support/clients/console-screen.ts';
import { IngestReadings } from '../support/clients/operations.ts';
import { reading } from '../support/readings/readings.ts';

/** Bidi controls, zero widths, tags, controls: nothing that nobody sees may stand in what is read. */
const unseen =
  '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\u{e0000}-\\u{e007f}]';

/** All that the page says: its text, its title, and what screen readers and pointers are told. */
function said(page: Page): Promise<string[]> {
  return page.evaluate((pattern) => {
    const attributes = [...document.querySelectorAll('*')].flatMap((element) =>
      ['title', 'aria-label', 'alt', 'placeholder'].flatMap((name) => element.getAttribute(name) ?? []),
    );
    const texts = [document.title, document.body.innerText, ...attributes];
    return texts.filter((text) => new RegExp(pattern, 'u').test(text));
  }, unseen);
}

describe('texts from outside on the operator console', () => {
  const { site, openScreen } = useConsole();

  async function raise(texts: {
    equipmentId: string;
    description?: string;
    action?: string;
    cause?: string;
  }): Promise<void> {
    await site.sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations
         (equipment_id, issue_type, severity, issue_description, recommended_action, root_cause_analysis)
       VALUES ($1, 'inspection', 'critical', $2, $3, $4)`,
      [texts.equipmentId, texts.description ?? 'seen', texts.action ?? 'look at it', texts.cause ?? null],
    );
  }

  it('cannot turn an instruction round: invisible characters are shown as marks, in every place', async () => {
    const { page, faults } = await openScreen({ operator: 'Eve\u202e\u200b' });
    await raise({
      equipmentId: 'T\u202eURN\u200b-1',
      description: 'Pressure\u2066 low\ufeff and\u0007 \u{e0041}hidden',
      action: 'Do not \u202eopen\u202c the stop.',
    });
    await card(page, '[U+202E]').click();
    await page.locator('#detail').getByText('Do not [U+202E]open[U+202C] the stop.').waitFor();
    await page.locator('#detail .history li').waitFor();
    expect(await banner(page).innerText()).toContain('T[U+202E]URN[U+200B]-1');
    await expect.poll(() => page.title()).toContain('CRITICAL');
    await expect.poll(() => page.title()).toContain('T[U+202E]URN[U+200B]-1');
    expect(await said(page)).toEqual([]);
    const isolation = await page
      .locator('#detail bdi')
      .evaluateAll((all) => all.map((each) => getComputedStyle(each).unicodeBidi));
    expect(new Set(isolation)).toEqual(new Set(['isolate']));

    await button(page, /^Reject/).click();
    await dialog(page).getByText('Reject for T[U+202E]URN[U+200B]-1: why?').waitFor();
    expect(await said(page)).toEqual([]);
    await dialog(page).getByLabel('Reason').fill('note\u202ewith');
    await dialog(page).getByRole('button', { name: 'Reject', exact: true }).click();
    await report(page)
      .getByText(/rejected by Eve\b/)
      .waitFor();
    await page.locator('#detail .history').getByText('note[U+202E]with').waitFor();
    expect(await said(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('push nothing away however long they are, and can be read in full by the keyboard', async () => {
    const { page } = await openScreen();
    const long = `BEGIN ${'W'.repeat(1_990)} ${'word '.repeat(400)}END`;
    await raise({ equipmentId: 'LONG-1', description: long, action: long, cause: long });
    await card(page, 'LONG-1').click();
    await page.locator('#detail .history li').waitFor();
    const height = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => element.getBoundingClientRect().height);
    expect(await height('#queue .card')).toBeLessThan(300);
    expect(await height('#top-alert')).toBeLessThan(330);
    expect(await height('#detail .block-action')).toBeLessThan(400);
    expect(await page.locator('#detail').evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    const action = page.locator('#detail .block-action');
    expect(await action.innerText()).not.toContain('END');
    await action.getByRole('button', { name: /^Show all 4,\d{3} characters$/ }).focus();
    await page.keyboard.press('Enter');
    expect(await action.innerText()).toContain('END');
    // The whole text has the focus, and scrolls by the arrows; it stays open while the page lives on.
    await page.keyboard.press('End');
    await expect
      .poll(() => action.locator('.foreign-text').evaluate((element) => element.scrollTop))
      .toBeGreaterThan(0);
    expect(await height('#detail .block-action')).toBeLessThan(500);
    await raise({ equipmentId: 'LONG-2' });
    await card(page, 'LONG-2').waitFor();
    expect(await action.innerText()).toContain('END');
  });

  it('are text also as ids, sensors, units and values of tags', async () => {
    const { page, faults } = await openScreen();
    const markup = '<img src=x onerror=alert(1)>';
    const readings = [
      reading(`TAG${markup}`, `kind\u202e${markup}`, 4.5, Date.now(), { units: `u\u202e${'x'.repeat(30)}` }),
      reading(`TAG${markup}`, 'mode', `value\u202e ${'long '.repeat(700)}END`),
    ];
    const { ingestReadings } = await site.http.request(IngestReadings, { readings });
    expect(ingestReadings.rejected).toEqual([]);
    await tile(page, 'TAG<img').click();
    await page.locator('#detail .sensors').getByText('kind[U+202E]<img src=x onerror=alert(1)>').waitFor();
    expect(await said(page)).toEqual([]);
    const row = page.locator('#detail .sensors tr').filter({ hasText: 'mode' });
    expect((await row.boundingBox())?.height).toBeLessThan(400);
    await row.getByRole('button', { name: /^Show all/ }).press('Enter');
    expect(await row.innerText()).toContain('END');
    expect(await page.locator('img, script:not([src])').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('are shown as they are written in scripts that need characters without a width', async () => {
    const { page } = await openScreen();
    const written = ['ម៉ាស៊ីន\u200bបូម\u200bទឹក', 'పంప్\u200cసెట్', 'ક્\u200dષ', 'step 1\ufe0f\u20e3'];
    await raise({ equipmentId: 'SCRIPT-1', action: written.join(' ') });
    await card(page, 'SCRIPT-1').click();
    const action = page.locator('#detail .block-action');
    await action.getByText('step').waitFor();
    expect(await action.locator('.unseen').count()).toBe(0);
  });

  it('leave the words and the buttons of the page in their places, whatever a name is made of', async () => {
    const { page, faults } = await openScreen();
    const names = {
      PLAIN: 'm'.repeat(190),
      MARKS: 'a\u200b\u200c\u2060'.repeat(45),
      RIGHT: 'مضخة المياه رقم 5 '.repeat(9),
    };
    for (const [word, text] of Object.entries(names)) {
      const id = `${word}${text}END`;
      await raise({ equipmentId: id });
      const { ingestReadings } = await site.http.request(IngestReadings, { readings: [reading(id, 'mode', 'on')] });
      expect(ingestReadings.rejected).toEqual([]);
      await card(page, word).click();
      await button(page, /^Reject/).waitFor();
      await tile(page, word).waitFor();
      const inside = await page.evaluate((name) => {
        const box = (root: Element | null | undefined) => root?.getBoundingClientRect() ?? new DOMRect();
        const named = (selector: string) =>
          [...document.querySelectorAll(selector)].find((each) => each.textContent?.includes(name));
        const [pane, buttons] = [box(document.querySelector('#detail')), box(document.querySelector('.decisions'))];
        const [shown, state] = [named('#plant .tile'), named('#plant .tile')?.querySelector('.tile-state')];
        return {
          buttons: buttons.top >= pane.top && buttons.bottom <= pane.bottom,
          severity: box(named('#queue .card')?.querySelector('.card-severity')).height < 30,
          state: box(state).width > 0 && box(state).right <= box(shown).right,
        };
      }, word);
      expect({ word, ...inside }).toEqual({ word, buttons: true, severity: true, state: true });
      await page
        .locator('#detail .block')
        .filter({ hasText: 'Its names in full' })
        .getByText('END: inspection')
        .waitFor();
      await tile(page, word).click();
      await page.locator('#detail .foreign-text').getByText('END').waitFor();
    }
    expect(faults).toEqual([]);
  });
});
