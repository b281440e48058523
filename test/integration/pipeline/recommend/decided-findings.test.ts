import { describe, expect, it } from 'vitest';
import { insertRecommendation } from '../../../../src/db/recommendations/recommendation-write.ts';
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

/** Sensors by letters: `t 86` is a temperature of 86 °C, `t ok` a minute without trouble; anything else is a decision. */
type Step = `${'t' | 'v' | 'p'} ${number | 'ok'}` | 'approved' | 'executed';
const sensors = { t: 'temperature', v: 'vibration', p: 'pressure' } as const;
const usual = { t: 60, v: 1, p: 1 } as const;
const longerThanOffDelayMs = 61_000;

async function follow(steps: readonly Step[]): Promise<void> {
  let aheadMs = 0;
  for (const step of steps) {
    if (step === 'approved') await decide(step);
    else if (step === 'executed') {
      await site.sql.rows(
        `UPDATE agentic_hmi.agent_recommendations SET status = 'executed' WHERE equipment_id = $1 AND status = 'approved'`,
        [machine()],
      );
    } else {
      const sensor = step.startsWith('t') ? 't' : step.startsWith('v') ? 'v' : 'p';
      const tell = (value: number) =>
        site.send({ equipmentId: machine(), sensorType: sensors[sensor], value, timestamp: site.nextMs() + aheadMs });
      await tell(step.endsWith('ok') ? usual[sensor] : Number(step.slice(2)));
      if (!step.endsWith('ok')) continue;
      aheadMs += longerThanOffDelayMs;
      await tell(usual[sensor]);
    }
  }
}

/** How one machine's story goes on behind an approval: what stands, and the findings of each, by their sensors. */
const stories: readonly (readonly [string, readonly Step[], readonly string[]])[] = [
  [
    'another sensor is put to it while its alarm stands',
    ['t 86', 'v 4.5', 'approved', 'v 4.6', 'p 4.3'],
    ['approved: t v p'],
  ],
  [
    'another sensor is put to it, once, and repeats nothing',
    ['t 86', 'approved', 'v 4.5', 'v 4.6', 't 87'],
    ['approved: t v'],
  ],
  [
    'what is worse is another at once, and takes over what was found',
    ['t 86', 'approved', 'v 6'],
    ['approved: t', 'pending: t v'],
  ],
  [
    'the same that was normal in between is another at once',
    ['t 86', 'approved', 't ok', 't 87'],
    ['approved: t', 'pending: t'],
  ],
  [
    'the same that was normal in between is put to it while another alarm of it stands',
    ['t 86', 'v 4.5', 'approved', 't ok', 't 87', 't 88'],
    ['approved: t v t'],
  ],
  [
    'what is critical is another at once each time that it was normal in between',
    ['t 92', 'v 4.5', 'approved', 't ok', 't 93'],
    ['approved: t v', 'pending: t v t'],
  ],
  [
    'another sensor is another when the machine was normal in between',
    ['t 86', 'approved', 't ok', 'v 4.5'],
    ['approved: t', 'pending: v'],
  ],
  [
    'another sensor is another when it was executed',
    ['t 86', 'approved', 'executed', 'v 4.5'],
    ['executed: t', 'pending: v'],
  ],
];

describe('behind an approval', () => {
  it.each(stories)('%s', async (_what, steps, expected) => {
    await follow(steps);
    const rows = await site.sql.rows<{ status: string; sensors: string }>(
      `SELECT status, (SELECT string_agg(left(one ->> 'sensor_type', 1), ' ' ORDER BY place)
         FROM jsonb_array_elements(findings) WITH ORDINALITY AS each(one, place)) AS sensors
       FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1 ORDER BY created_timestamp, issue_type`,
      [machine()],
    );
    expect(rows.map(({ status, sensors: of }) => `${status}: ${of}`)).toEqual(expected);
  });
});

it('behind an approval of what is normal again, what a detector of windows finds in the hour around it is put to it', async () => {
  await follow(['t 86', 'approved', 't ok']);
  const at = new Date(site.nextMs());
  const place = {
    siteId: 'default',
    equipmentId: machine(),
    issueType: 'vibration_noise_high',
    severity: 'high',
  } as const;
  const sentence = 'vibration scatters.';
  await insertRecommendation(
    site.server.database.pool,
    {
      ...place,
      issueDescription: sentence,
      recommendedAction: 'Look.',
      confidenceScore: 0.8,
      rootCauseAnalysis: 'Wear.',
      expectedOutcome: 'None.',
      urgency: 'soon',
      timeToThresholdSeconds: null,
      evidence: {},
      anomaly: { sensorId: 0, detector: 'variance', windowMs: at.getTime() },
      finding: {
        ...{ at, sensorType: 'vibration', detector: 'variance', subject: 'sensor', severity: 'high', sentence },
        ...{ issueType: place.issueType, value: 1, unit: null, limit: null },
      },
    },
    { windowMs: 3_600_000, replacesMilder: false, milderIssueTypes: [], isOfWindows: true },
  );
  expect(await raised()).toEqual(['temperature_high_high approved']);
});

describe('a decision', () => {
  it('leaves the words that were decided on, and what is put to it behind is told as CHANGED', async () => {
    await measure('temperature', 86);
    await decide('approved');
    const words = () =>
      site.sql.rows(
        'SELECT severity, issue_description, confidence_score FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1',
        [machine()],
      );
    const before = await words();
    await measure('vibration', 4.5);
    expect(await words()).toEqual(before);
    const events = await site.sql.rows(
      `SELECT kind, new_status, recommendation #>> '{findings,1,version}' AS joined_with, recommendation ->> 'version' AS version
       FROM andon.recommendation_event WHERE recommendation ->> 'equipment_id' = $1 ORDER BY number DESC LIMIT 1`,
      [machine()],
    );
    expect(events).toEqual([{ kind: 'changed', new_status: 'approved', joined_with: '3', version: '3' }]);
    for (const change of ['findings - 0', `jsonb_set(findings, '{0,value}', '1')`, `'{}'`]) {
      const taken = site.sql.rows(
        `UPDATE agentic_hmi.agent_recommendations SET findings = ${change} WHERE equipment_id = $1`,
        [machine()],
      );
      await expect(taken, change).rejects.toMatchObject({ code: 'AN009' });
    }
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
