/** Opens the operator console in a real browser. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { useSite } from '../server/server-fixture.ts';

export interface Screen {
  readonly page: Page;
  /** Whatever the page has complained of. */
  readonly faults: string[];
}

export interface ScreenOptions {
  readonly operator?: string;
  readonly context?: BrowserContextOptions;
  /** Done with the page before it goes to the console. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** A site and one Chromium for the tests of a file; each screen is a machine of its own. */
export function useConsole(env: Readonly<Record<string, string>> = {}) {
  const site = useSite(env);
  let browser: Browser;
  beforeAll(async () => {
    // Root, as in most containers, may run Chromium only without its sandbox.
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  /** A screen that says that it is live. */
  async function openScreen({ operator, context: choice, prepare }: ScreenOptions = {}): Promise<Screen> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...choice });
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
    await prepare?.(page);
    await page.goto(site.server.url);
    await page.locator('#line').getByText('Live', { exact: true }).waitFor();
    return { page, faults };
  }

  return { site, openScreen };
}

export const line = (page: Page) => page.locator('#line');
export const banner = (page: Page) => page.locator('#top-alert');
export const card = (page: Page, equipmentId: string) => page.locator('#queue .card').filter({ hasText: equipmentId });
export const tile = (page: Page, equipmentId: string) => page.locator('#plant .tile').filter({ hasText: equipmentId });
export const button = (page: Page, name: RegExp) => page.locator('#detail').getByRole('button', { name });
export const report = (page: Page) => page.locator('#detail .report');
export const dialog = (page: Page) => page.getByRole('dialog');
