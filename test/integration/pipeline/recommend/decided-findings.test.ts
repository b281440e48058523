import { describe, expect, it } from 'vitest';
import { useJudgedReadings } from '../../../support/fixtures/judged-readings.ts';

const site = useJudgedReadings();
const { machine, measure, raised, decide, untilWindowPassed } = site;

/** The issues of the findings of each recommendation, oldest first. */
const issues = async () => {
  const rows = await site.sql.rows<{ findings: readonly { readonly issue_type: string }[] }>(
    'SELECT findings FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1 ORDER BY created_timestamp, issue_type',
    [machine()],
  );
  return rows.map(({ findings }) => findings.map(({ issue_type }) => issue_type));
};
const slots = () =>
  site.sql.rows('SELECT pending FROM andon.recommendation_slot WHERE equipment_id = $1 ORDER BY issue_type', [
    machine(),
  ]);

describe('a decision', () => {
  it('is one on every finding: approved, they are quiet, and another sensor is a recommendation of its own', async () => {
    await measure('temperature', 86);
    await measure('vibration', 4.5);
    await decide('approved');
    await measure('vibration', 4.6);
    await measure('temperature', 87);
    expect(await raised()).toEqual(['temperature_high_high approved']);
    await measure('pressure', 4.3);
    expect(await raised()).toEqual(['temperature_high_high approved', 'pressure_high_high pending']);
    expect(await issues()).toEqual([['temperature_high_high', 'vibration_high_high'], ['pressure_high_high']]);
  });

  it('to reject lets every finding be told again after the dedupe window, as one recommendation', async () => {
    await measure('temperature', 86);
    await measure('vibration', 4.5);
    await decide('rejected');
    await measure('vibration', 4.6);
    expect(await raised()).toEqual(['temperature_high_high rejected']);
    await untilWindowPassed();
    await measure('vibration', 4.7);
    await measure('temperature', 87);
    expect((await issues())[1]).toEqual(['vibration_high_high', 'temperature_high_high']);
    expect(await raised()).toEqual(['temperature_high_high rejected', 'vibration_high_high pending']);
  });

  it('to defer leaves what joined quiet, and puts nothing more to it, until it returns', async () => {
    await measure('temperature', 86);
    await measure('vibration', 4.5);
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'deferred', defer_until = now() + interval '1 hour' WHERE equipment_id = $1`,
      [machine()],
    );
    await measure('vibration', 4.6);
    await measure('pressure', 4.3);
    expect(await raised()).toEqual(['temperature_high_high deferred', 'pressure_high_high pending']);
    await site.sql.rows(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'pending' WHERE equipment_id = $1 AND status = 'deferred'`,
      [machine()],
    );
    expect((await slots()).map(({ pending }) => pending)).toEqual([true, true, false]);
  });

  it('to delete the recommendation frees the slots of all its findings', async () => {
    await measure('temperature', 86);
    await measure('vibration', 4.5);
    await site.sql.rows('DELETE FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1', [machine()]);
    expect(await slots()).toEqual([]);
    await measure('vibration', 4.6);
    expect(await raised()).toEqual(['vibration_high_high pending']);
  });
});

it('another program may insert an issue that has joined a recommendation, since no pending one has it', async () => {
  await measure('temperature', 86);
  await measure('vibration', 4.5);
  const inserted = await site.sql.rows(
    `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ($1, 'vibration_high_high', 'high')
     RETURNING recommendation_id`,
    [machine()],
  );
  expect(inserted).toHaveLength(1);
});

it('the server logs no warning while everything works', () => {
  expect(site.server.logged).toEqual([]);
});
