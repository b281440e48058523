import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { dialog, useConsole } from '../support/clients/console-screen.ts';

const prepare = async (page: Page) => page.setDefaultTimeout(30_000);

describe('the operator console below the queue', () => {
  const { site, openScreen } = useConsole();

  it('lists what decisions have silenced, by whom and since when, and undoes it by one press', async () => {
    await site.sql.rows(
      `INSERT INTO andon.equipment (site_id, equipment_id, equipment_type) SELECT 'default', 'LEARNT-' || n, 'pump' FROM generate_series(1, 18) AS n`,
    );
    await site.sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, severity, confidence_score, evidence)
       SELECT site_id, equipment_id, 'vibration_high_medium', 'medium', 0.9, '{"detector": "baseline", "learning": {"score": 0.8}}'
       FROM andon.equipment WHERE equipment_id LIKE 'LEARNT-%'`,
    );
    await site.sql.rows(`UPDATE agentic_hmi.agent_recommendations SET status = 'rejected', operator_id = 'tom'`);
    const { page, faults } = await openScreen({ prepare, operator: 'Ada' });
    const learnt = page.getByRole('region', { name: 'Learnt silences' });
    await learnt.getByText('vibration high medium (baseline), default, pump').waitFor();
    await learnt.getByText(/learnt: 18 of the last 18 rejected by tom \(18\), since .*0 times kept quiet/).waitFor();
    await learnt.getByRole('button', { name: 'Let it interrupt again …' }).click();
    await dialog(page).getByLabel('Reason').fill('the sensor was moved');
    await dialog(page).getByRole('button', { name: 'Let it interrupt again' }).click();
    await learnt.waitFor({ state: 'hidden' });
    expect(await site.sql.rows('SELECT reset_by, reason FROM andon.learning_reset')).toEqual([
      { reset_by: 'Ada', reason: 'the sensor was moved' },
    ]);
    expect(faults).toEqual([]);
  });
});
