import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { button, card, dialog, line, report, tile, useConsole } from '../support/clients/console-screen.ts';
import { IngestReadings, RegisterEquipment } from '../support/clients/operations.ts';
import { rewindEvents } from '../support/database/rewind.ts';
import { reading } from '../support/readings/readings.ts';

const machines = 520;
const idOf = (number: number) => `M-${String(number).padStart(3, '0')}`;

describe('machines on the operator console', () => {
  const { site, openScreen } = useConsole();

  beforeAll(async () => {
    const readings = Array.from({ length: machines }, (_, number) => reading(idOf(number), 'level', 5));
    const { ingestReadings } = await site.http.request(IngestReadings, {
      readings: [
        ...readings,
        reading('PUMP-7', 'level', 5, Date.now(), { siteId: 'harbour' }),
        reading('SO\u00adFT\u20111', 'level', 5),
      ],
    });
    expect(ingestReadings.accepted).toBe(machines + 2);
    // Never heard of by a reading: it is in the master all the same.
    await site.http.request(RegisterEquipment, {
      equipment: [{ id: 'SPARE-1', equipmentType: 'stacker', criticality: 'LOW', location: 'Öst dock', sensors: [] }],
    });
  });

  it('can all be reached: in a list that goes on, and by words of id, type, site or place, with the keyboard alone', async () => {
    const { page, faults } = await openScreen();
    await page.getByRole('button', { name: `All ${machines + 3} machines` }).click();
    const rows = page.locator('#detail .machine-row');
    await expect.poll(() => rows.count()).toBe(100);
    for (let shown = 100; shown < machines + 3; shown = Math.min(shown + 100, machines + 3)) {
      expect(await rows.count()).toBe(shown);
      await page
        .locator('#detail')
        .getByRole('button', { name: /^Show \d+ more$/ })
        .click();
    }
    await expect.poll(() => rows.count()).toBe(machines + 3);
    await page.keyboard.press('Escape');

    for (const [words, found] of [
      ['m-519', 'M-519'],
      ['STACKER', 'SPARE-1'],
      ['ost dock', 'SPARE-1'],
      ['harbour pump', 'PUMP-7'],
      ['soft-1', 'SO[U+00AD]FT‑1'],
    ] as const) {
      await page.keyboard.press('/');
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(words);
      await expect.poll(() => rows.count()).toBe(1);
      await page.keyboard.press('Enter');
      await page.locator('#detail h2').filter({ hasText: found }).waitFor();
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.locator('#detail .machine-row').first().waitFor();
    expect(faults).toEqual([]);
  });

  it('stay open until the operator leaves them, whatever happens around them', async () => {
    const { page } = await openScreen();
    const heading = page.locator('#detail h2');
    await tile(page, idOf(3)).click();
    await heading.filter({ hasText: idOf(3) }).waitFor();
    await insertRecommendation(site.sql, 'AROUND-1', { severity: 'critical' });
    await card(page, 'AROUND-1').waitFor();
    await page.clock.install();
    await page.clock.fastForward(300_000);
    await heading.filter({ hasText: idOf(3) }).waitFor();
    await page.clock.resume();
    const { port } = new URL(site.server.url);
    await site.server.stop();
    await line(page)
      .getByText(/Not connected/)
      .waitFor();
    await site.restart({ PORT: port });
    await line(page).getByText('Live', { exact: true }).waitFor();
    await heading.filter({ hasText: idOf(3) }).waitFor();
    await button(page, /Back to the queue/).click();
    await heading.filter({ hasText: 'AROUND-1' }).waitFor();
  });

  it('a machine that is open goes on to live after the database was taken back in time', async () => {
    const { page } = await openScreen();
    const send = (value: number) =>
      site.http.request(IngestReadings, { readings: [reading(idOf(7), 'level', value)] }).then(() => undefined);
    await tile(page, idOf(7)).click();
    const row = page.locator('#detail .sensors tr').filter({ hasText: 'level' });
    await send(6);
    await row.getByText('6', { exact: true }).waitFor();
    const head = await site.sql.number('SELECT number FROM andon.event_head');
    for (const number of [1, 2]) await insertRecommendation(site.sql, `LOST-${number}`);
    await card(page, 'LOST-2').waitFor();
    const pool = new pg.Pool({ connectionString: site.databaseUrl });
    await rewindEvents(pool, head);
    await pool.end();
    await page.getByText('The server cannot tell what happened meanwhile').waitFor();
    await send(7);
    await row.getByText('7', { exact: true }).waitFor();
    const all = page.getByRole('button', { name: /^All \d+ machines$/ });
    await expect.poll(async () => Number(/\d+/.exec(await all.innerText()))).toBeGreaterThanOrEqual(machines + 3);
  });

  it('an alert stays open after others have decided about it and newer ones have pushed it out of the queue', async () => {
    const id = await insertRecommendation(site.sql, 'PUSHED-1');
    const { page } = await openScreen();
    await card(page, 'PUSHED-1').click();
    await button(page, /^Approve/).waitFor();
    const decide = `UPDATE agentic_hmi.agent_recommendations
      SET status = 'rejected', operator_id = 'Anna', rejection_reason = 'planned' WHERE`;
    await site.sql.rows(`${decide} recommendation_id = $1`, [id]);
    await page
      .locator('#detail')
      .getByText(/rejected by Anna at/)
      .first()
      .waitFor();
    for (let number = 0; number < 21; number += 1) await insertRecommendation(site.sql, `NEWER-${number}`);
    await site.sql.rows(`${decide} equipment_id LIKE 'NEWER-%'`);
    await card(page, 'PUSHED-1').waitFor({ state: 'detached' });
    expect(await page.locator('#detail h2').innerText()).toContain('PUSHED-1');
    expect(await page.locator('#detail').innerText()).toContain('rejected by Anna at');
  });

  it('an alert of a detector that the console does not know says why in the detector’s own words', async () => {
    const id = await insertRecommendation(site.sql, 'REASON-1');
    await site.sql.rows(
      `WITH equipment AS (
         INSERT INTO andon.equipment (equipment_id) VALUES ('REASON-1') ON CONFLICT DO NOTHING
       ), sensor AS (
         INSERT INTO andon.sensor (equipment_id, sensor_type, unit) VALUES ('REASON-1', 'vibration', 'mm/s') RETURNING sensor_id
       ), anomaly AS (
         INSERT INTO andon.anomaly (sensor_id, detector, severity_rank, window_start, event_time, value, score, evidence, excess)
         SELECT sensor_id, 'rate_of_change', 3, now(), now(), 5, 0.8, $2, 5 FROM sensor RETURNING anomaly_id
       )
       UPDATE agentic_hmi.agent_recommendations SET anomaly_id = (SELECT anomaly_id FROM anomaly) WHERE recommendation_id = $1`,
      [
        id,
        { clause: 'rising 3.1 mm/s a minute since half an hour, while the other sensors of the machine stand still' },
      ],
    );
    const { page } = await openScreen();
    await card(page, 'REASON-1').click();
    await page
      .locator('#detail')
      .getByText(/^vibration was 5 mm\/s at .*, rising 3\.1 mm\/s a minute since .* stand still\.$/)
      .waitFor();
  });

  it('an alert of several sensors lists their findings in their order and says which joined', async () => {
    const { page } = await openScreen();
    const measured = (sensorType: string, value: number) =>
      site.http.request(IngestReadings, { readings: [reading('TOGETHER-1', sensorType, value)] });
    await measured('temperature', 86);
    await card(page, 'TOGETHER-1').click();
    await measured('vibration', 4.5);
    const findings = page.locator('#detail .findings li');
    await expect.poll(() => findings.count()).toBe(2);
    const [first = '', second = ''] = await findings.allInnerTexts();
    expect(first).toMatch(
      /HIGH\s+temperature of TOGETHER-1 is 86 \(assumed °C\), above the critical limit of 85 °C\.$/,
    );
    expect(second).toMatch(
      /HIGH, joined later\s+vibration of TOGETHER-1 is 4\.5 \(assumed mm\/s\), above the critical limit/,
    );
    expect(await card(page, 'TOGETHER-1').count()).toBe(1);
    expect(await card(page, 'TOGETHER-1').innerText()).toContain('Also: vibration of TOGETHER-1');
  });

  it('what is half written survives the dialog, a reload, and somebody else’s decision, who is named', async () => {
    const id = await insertRecommendation(site.sql, 'DRAFT-1');
    const { page } = await openScreen({ operator: 'Ben' });
    await card(page, 'DRAFT-1').click();
    await button(page, /^Reject/).click();
    await dialog(page).getByLabel('Reason').fill('the sensor was');
    await page.keyboard.press('Escape');
    await page.reload();
    await line(page).getByText('Live', { exact: true }).waitFor();
    await card(page, 'DRAFT-1').click();
    await button(page, /^Reject/).click();
    expect(await dialog(page).getByLabel('Reason').inputValue()).toBe('the sensor was');
    await dialog(page).getByLabel('Reason').press('End');
    await page.keyboard.type(' washed');
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'Anna' WHERE recommendation_id = $1`,
      [id],
    );
    await dialog(page)
      .getByText(/^Meanwhile: approved by Anna at .* What you write is kept\.$/)
      .waitFor();
    expect(await dialog(page).getByLabel('Reason').inputValue()).toBe('the sensor was washed');
    await dialog(page).getByRole('button', { name: 'Reject', exact: true }).click();
    await report(page)
      .getByText(/^Not recorded\. Anna was first/)
      .waitFor();
    await report(page).getByText('the sensor was washed').waitFor();
  });
});
