import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { banner, button, card, line, report, tile, useConsole } from '../support/clients/console-screen.ts';
import { IngestReadings, RegisterEquipment } from '../support/clients/operations.ts';
import type { EquipmentInput } from '../support/gen/graphql.ts';
import { reading } from '../support/readings/readings.ts';

const green = 'rgb(74, 222, 128)';

describe('the operator console and the limits of values', () => {
  const { site, openScreen } = useConsole();

  async function register(equipmentId: string, sensors: EquipmentInput['sensors']): Promise<void> {
    const equipment = [{ id: equipmentId, equipmentType: 'crusher', criticality: 'HIGH', sensors }] as EquipmentInput[];
    await site.http.request(RegisterEquipment, { equipment });
  }

  async function send(...readings: ReturnType<typeof reading>[]): Promise<void> {
    const { ingestReadings } = await site.http.request(IngestReadings, { readings });
    expect(ingestReadings.accepted).toBe(readings.length);
  }

  const state = (page: Page) => banner(page).getAttribute('data-state');
  const greens = (page: Page) =>
    banner(page).evaluate(
      (root, colour) =>
        [root, ...root.querySelectorAll('*')].filter((each) => {
          const { color, borderLeftColor, borderLeftWidth } = getComputedStyle(each);
          return color === colour || (borderLeftColor === colour && borderLeftWidth !== '0px');
        }).length,
      green,
    );

  it('says that all is well only while every value is current and within its limits', async () => {
    await register('WELL-1', [{ sensorType: 'shake', unit: 'mm/s', emergencyLimit: 5 }]);
    await send(reading('WELL-1', 'shake', 2, Date.now(), { units: 'mm/s' }));
    const { page } = await openScreen();
    await banner(page)
      .getByText('Nothing waits for a decision · no value is beyond a limit', { exact: true })
      .waitFor();
    expect(await greens(page)).toBeGreaterThan(0);
    await tile(page, 'WELL-1').getByText('2 mm/s · emergency 5').waitFor();

    await send(reading('WELL-1', 'shake', 2.1, Date.now(), { units: 'mm/s', quality: 'BAD' }));
    await tile(page, 'WELL-1').getByText('bad quality').waitFor();
    await expect.poll(() => state(page)).toBe('doubt');
    expect(await greens(page)).toBe(0);

    await send(reading('OLD-1', 'level', 2, Date.now() - 600_000));
    await tile(page, 'OLD-1').getByText('stale').waitFor();
    await send(reading('WELL-1', 'shake', 2.2, Date.now(), { units: 'mm/s' }));
    await tile(page, 'WELL-1').getByText('current').waitFor();
    expect(await state(page)).toBe('doubt');
    await banner(page)
      .getByText(/stale values on 1/)
      .waitFor();
  });

  it('does not take a fault word in place of a number for a value within its limits', async () => {
    await register('WORD-1', [{ sensorType: 'shake', unit: 'mm/s', emergencyLimit: 5 }]);
    const { page } = await openScreen();
    await send(reading('WORD-1', 'shake', 2, Date.now() - 1_000, { units: 'mm/s' }));
    await tile(page, 'WORD-1').getByText('2 mm/s · emergency 5').waitFor();
    for (const value of ['13,5', true]) {
      await send(reading('WORD-1', 'shake', value, Date.now(), { units: 'mm/s' }));
      await tile(page, 'WORD-1').getByText(String(value)).waitFor();
      await tile(page, 'WORD-1').getByText('not comparable', { exact: true }).waitFor();
      expect(await tile(page, 'WORD-1').getAttribute('data-state')).toBe('doubtful');
      expect(await greens(page)).toBe(0);
    }
    await tile(page, 'WORD-1').click();
    await page.locator('#detail').getByText('emergency 5 mm/s: the value is no number').waitFor();
  });

  it('goes by the values and not by the queue: what was decided about and is still beyond its limit stays marked', async () => {
    await register('FAR-1', [{ sensorType: 'shake', unit: 'mm/s', warningLimit: 3, emergencyLimit: 5 }]);
    const { page, faults } = await openScreen({ operator: 'Ada' });
    await send(reading('FAR-1', 'shake', 12.4, Date.now(), { units: 'mm/s' }));
    await card(page, 'FAR-1').click();
    await button(page, /^Approve/).click();
    await report(page).getByText('Recorded').waitFor();
    await banner(page)
      .getByText('Nothing waits for a decision · 1 machine is beyond a limit', { exact: true })
      .waitFor();
    await banner(page).getByText('BEYOND EMERGENCY').waitFor();
    await banner(page).getByText('shake 12.4 mm/s · emergency 5').waitFor();
    expect(await banner(page).locator('svg.mark-critical').count()).toBe(1);
    expect(await greens(page)).toBe(0);
    const first = page.locator('#plant .tile').first();
    expect(await first.innerText()).toMatch(/^FAR-1\s+emergency\s+shake\s+12\.4 mm\/s · emergency 5/);
    expect(await first.locator('svg.mark-critical').count()).toBe(1);
    await expect.poll(() => page.title()).toContain('1 beyond a limit');

    await banner(page).getByRole('button').click();
    const row = page.locator('#detail .sensors tr').filter({ hasText: 'shake' });
    await row.getByText('beyond emergency').waitFor();
    await row.getByText('warning 3 · emergency 5').waitFor();

    await send(reading('FAR-1', 'shake', 2, Date.now(), { units: 'mm/s' }));
    // One value within its limit ends no alarm: the condition is over when the sensor was normal for its off-delay.
    await expect.poll(() => first.innerText()).toMatch(/^FAR-1\s+in alarm\s+shake\s+2 mm\/s/);
    await row.getByText('beyond emergency').waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  it('knows the limits that a sensor has by its type, and says which unit it assumes', async () => {
    const { page } = await openScreen();
    await send(reading('TYPE-1', 'temperature', 93));
    await tile(page, 'TYPE-1')
      .getByText(/^93 · emergency \d+$/)
      .waitFor();
    await tile(page, 'TYPE-1').click();
    await page
      .locator('#detail')
      .getByText(/the value has no unit, °C is assumed/)
      .waitFor();
  });

  it('compares in one unit, or says that it cannot', async () => {
    await register('UNIT-1', [{ sensorType: 'oil_heat', unit: '°C', emergencyLimit: 100 }]);
    await register('UNIT-2', [{ sensorType: 'oil_heat', unit: '°C', emergencyLimit: 100 }]);
    const { page } = await openScreen();
    await send(
      reading('UNIT-1', 'oil_heat', 150, Date.now(), { units: '°F' }),
      reading('UNIT-2', 'oil_heat', 250, Date.now(), { units: '°F' }),
    );
    await tile(page, 'UNIT-2').getByText('250 °F · emergency 212').waitFor();
    await tile(page, 'UNIT-1').getByText('150 °F · emergency 212').waitFor();
    await tile(page, 'UNIT-1').getByText('current').waitFor();
    expect(await tile(page, 'UNIT-2').getAttribute('data-state')).toBe('beyond');

    await send(reading('UNIT-1', 'oil_heat', 400, Date.now(), { units: 'bar' }));
    await tile(page, 'UNIT-1').getByText('not comparable', { exact: true }).waitFor();
    expect(await tile(page, 'UNIT-1').getAttribute('data-state')).toBe('doubtful');
    await tile(page, 'UNIT-1').click();
    await page.locator('#detail').getByText('emergency 100 °C: not comparable with a value in bar').waitFor();
  });

  it('says that it does not know yet while the queue is being read', async () => {
    const held: (() => void)[] = [];
    const { page } = await openScreen({
      prepare: (page) =>
        page.route('**/graphql', async (route) => {
          const isQueue = route.request().postData()?.includes('query Queue') ?? false;
          if (isQueue) await new Promise<void>((resolve) => held.push(resolve));
          // The page may be gone by then, and another handler may have had it.
          await route.continue().catch(() => undefined);
        }),
    });
    await banner(page)
      .getByText(/^The queue is not read yet · /)
      .waitFor();
    expect(await state(page)).not.toBe('well');
    expect(await greens(page)).toBe(0);
    await page.locator('.queue-pending').getByText('Not read yet.').waitFor();
    await page.unroute('**/graphql');
    for (const release of held) release();
    await page.locator('.queue-pending .card').first().waitFor();
  });

  it('does not look well while it is cut off', async () => {
    const { page } = await openScreen();
    // Cut off before it has read the queue, it knows of nothing that it could call last known.
    await expect.poll(() => banner(page).innerText()).toMatch(/waits? for a decision/);
    await site.server.stop();
    await line(page)
      .getByText(/Not connected/)
      .waitFor();
    await banner(page)
      .getByText(/^Not live\. Last known: /)
      .waitFor();
    expect(await state(page)).toBe('unknown');
    expect(await greens(page)).toBe(0);
    await expect.poll(() => page.title()).toMatch(/Not live|CRITICAL/);
  });
});
