import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDetectionService, type DetectionInput } from '../../../../src/services/detection-service.ts';
import { SilentWorld, startMs } from '../../../support/fixtures/silent-world.ts';
import { received } from '../../../support/server/core.ts';

let world: SilentWorld;
beforeAll(async () => {
  world = await SilentWorld.open();
});
afterAll(() => world.close());

const since = 'since 2026-06-01 07:09:00 UTC, for 15 minutes';
const blind = 'limits and detectors see nothing of it meanwhile.';

const alarmsOf = async (...sites: string[]) =>
  (
    await world.database.pool.query<{ alarm: string }>(
      `SELECT concat_ws(' ', site_id, equipment_id, problem, CASE WHEN active THEN 'active' ELSE 'returned' END, activations) AS alarm
       FROM andon.alarm WHERE site_id = ANY ($1) ORDER BY 1`,
      [sites],
    )
  ).rows.map(({ alarm }) => alarm);

// One story: each test goes on where the one before left off.
describe('sensors that fall silent', () => {
  it('are not told before they have been silent for longer than they ever paused', async () => {
    const silent = [
      'lone/MILL/flow',
      'whole/MILL',
      'part/MILL/flow',
      'part/MILL/heat',
      'gone/A',
      'gone/B',
      'gone/C',
      'away/MILL',
    ];
    for (const one of [
      ...silent,
      'work/MILL',
      'later/MILL',
      'unset/MILL',
      'removed/MILL/flow',
      'odd/MILL/count',
      'text/MILL/mode',
      'killed/MILL/flow',
    ])
      world.silent.add(one);
    await world.database.pool.query(
      `INSERT INTO andon.suppression (site_id, equipment_id, reason, ends_at) VALUES ('work', 'MILL', 'liners', now() + interval '1 day')`,
    );
    await world.live(12);
    expect(await world.statuses()).toEqual([]);
    await world.live(3);
    expect((await world.statuses()).length).toBeGreaterThan(0);
  });

  it('are told one by one while their machine goes on, with their rhythm and why it matters', async () => {
    expect(await world.told('lone')).toEqual([
      {
        equipment_id: 'MILL',
        issue_type: 'flow_silent_high',
        status: 'pending',
        text: `flow of MILL silent ${since}; it usually reports every 3 minutes, and 2 other sensors of the machine still report. Its value is unknown; ${blind}`,
        note: null,
        value: 52,
      },
    ]);
  });

  it('are told as one when they are a machine’s, all of them or some', async () => {
    expect(await world.told('whole')).toMatchObject([
      {
        equipment_id: 'MILL',
        issue_type: 'silent_high',
        text: `MILL silent ${since}: none of its 3 sensors sends anything; they usually report every 3 minutes. The machine, its gateway or the line between is off; ${blind}`,
      },
    ]);
    expect(await world.told('part')).toMatchObject([
      {
        equipment_id: 'MILL',
        issue_type: 'silent_high',
        text: `2 of 3 sensors of MILL silent ${since}: flow and heat; they usually report every 3 minutes, and the others still report. They fell silent together, which points to what they are wired to; ${blind}`,
      },
    ]);
  });

  it('are told as one when many machines fall silent together, under the machine that has most of them', async () => {
    expect(await world.told('gone')).toMatchObject([
      {
        equipment_id: 'B',
        issue_type: 'silent_high',
        text: `3 machines silent ${since}, which are A, B and C: none of their 6 sensors sends anything; they usually report every 3 minutes. They fell silent together, which points to their gateway, the network or what sends for them; ${blind}`,
      },
    ]);
  });

  it('are not told when their machine is out of service or in maintenance, nor when they are counters that tell changes only', async () => {
    expect(await world.statuses('away', 'work', 'odd')).toEqual([]);
  });

  it('are told without a value, and recorded as no anomaly, when their value is a text', async () => {
    expect(await world.told('text')).toMatchObject([{ issue_type: 'mode_silent_high', value: null }]);
    const { rows } = await world.database.pool.query<{ site_id: string; value: number }>(
      `SELECT site_id, value FROM andon.anomaly JOIN andon.sensor USING (sensor_id) WHERE detector = 'silent' ORDER BY site_id`,
    );
    expect(rows.map(({ site_id }) => site_id)).toEqual([
      'gone',
      'killed',
      'later',
      'lone',
      'part',
      'removed',
      'unset',
      'whole',
    ]);
    expect(rows.every(({ value }) => value === 52)).toBe(true);
  });

  it('are told once, however long they are silent', async () => {
    const before = await world.statuses();
    await world.live(30);
    expect(await world.statuses()).toEqual(before);
  });

  it('are alarms while they are silent, each under the machine that its entry stands under', async () => {
    expect(await alarmsOf('lone', 'whole', 'gone')).toEqual([
      'gone B silent active 1',
      'lone MILL flow_silent active 1',
      'whole MILL silent active 1',
    ]);
  });

  it('are over when they report again or are removed, their machine goes out of service, or they are not to be watched', async () => {
    world.silent.delete('lone/MILL/flow');
    await world.database.pool.query(
      `UPDATE andon.equipment SET is_active = false WHERE site_id = 'later' AND equipment_id = 'MILL';
       UPDATE andon.sensor SET removed_at = now() WHERE site_id = 'removed' AND equipment_id = 'MILL' AND sensor_type = 'flow';
       INSERT INTO andon.detection_setting (detector, site_id, enabled) VALUES ('silent', 'unset', false);
       UPDATE andon.suppression SET ended_at = now()`,
    );
    await world.live(6);
    expect(await world.told('lone')).toMatchObject([
      { status: 'expired', note: 'Expired: it reports again since 2026-06-01 07:57:00 UTC.' },
    ]);
    // What is silent still when maintenance is over is told then.
    expect(await world.statuses('work')).toEqual(['MILL silent_high pending']);
    expect(await world.told('later')).toMatchObject([
      { status: 'expired', note: 'Expired: its machine is out of service.' },
    ]);
    expect(await world.told('removed')).toMatchObject([
      { status: 'expired', note: 'Expired: its sensor was removed.' },
    ]);
    expect(await world.told('unset')).toMatchObject([
      { status: 'expired', note: 'Expired: its silence is not watched any more.' },
    ]);
  });

  it('that return one after the other leave what is still silent before the operators, in true words', async () => {
    world.silent.delete('gone/A');
    await world.live(6);
    const [told, ...others] = await world.told('gone');
    expect(others).toEqual([]);
    expect(told?.status).toBe('pending');
    expect(await alarmsOf('lone', 'gone')).toEqual(['gone B silent active 1', 'lone MILL flow_silent returned 1']);
    expect(told?.text).toMatch(
      /^2 machines silent since 2026-06-01 07:09:00 UTC, .*, which are B and C: none of their 4 sensors/,
    );
  });

  it('are told again when they fall silent again, also when others of their entry still are', async () => {
    world.silent.add('lone/MILL/flow').add('gone/B');
    world.silent.delete('gone/B');
    await world.live(3);
    world.silent.add('gone/B');
    await world.live(18);
    expect(await world.statuses('lone')).toEqual(['MILL flow_silent_high expired', 'MILL flow_silent_high pending']);
    const told = await world.told('gone');
    expect(told.map(({ status }) => status)).toEqual(['expired', 'pending']);
    expect((await alarmsOf('lone', 'gone')).filter((one) => one.includes(' active '))).toContain(
      'lone MILL flow_silent active 2',
    );
    expect(told[0]?.note).toBe('Expired: it is told anew, together with what fell silent since.');
    expect(told[1]?.text).toMatch(/^2 machines silent since 2026-06-01 08:\d\d:00 UTC, .*, which are B and C/);
  });

  it('are found by a dry run as they were told, and at other settings', async () => {
    const tried = async (input: Partial<DetectionInput>) => {
      const { pool } = world.database;
      const proposal = await createDetectionService(pool).propose({ detector: 'silent', ...input });
      const [server] = world.servers;
      return server?.core.detectionTrial.run({ proposal, from: new Date(startMs), to: new Date(world.nowMs) });
    };
    const told = await world.told('lone');
    const off = await tried({ siteId: 'lone', enabled: false });
    expect(off).toMatchObject({ present: { recorded: 2, queued: 2 }, proposed: { recorded: 0, queued: 0 } });
    expect(off?.examples.map(({ sentence }) => sentence)).toEqual(told.map(({ text }) => text));
    const later = await tried({ siteId: 'lone', parameters: [{ name: 'least_silence_s', value: 3_600 }] });
    expect(later).toMatchObject({ present: { queued: 2 }, proposed: { queued: 0 } });
    const gone = await tried({ siteId: 'gone', enabled: false });
    expect(gone?.examples[0]?.sentence).toMatch(
      /^3 machines silent since .*, which are A, B and C: none of their 6 sensors/,
    );
  });

  it('that report changes only are told, once, to stay in a state for too long, until they show another', async () => {
    const { pool } = world.database;
    const place = { siteId: 'doors', equipmentId: 'GATE', sensorType: 'mode' };
    const says = async (value: string) => {
      await world.servers[0]?.core.ingest.submit(received([{ ...place, value, timestamp: world.nowMs }]));
      await world.quiet();
    };
    const told = async () =>
      (
        await pool.query<{ text: string; status: string; note: string | null }>(
          `SELECT issue_description AS text, status, operator_notes AS note FROM agentic_hmi.agent_recommendations WHERE site_id = 'doors'`,
        )
      ).rows;
    await pool.query(
      `INSERT INTO andon.equipment (site_id, equipment_id) VALUES ('doors', 'GATE');
       INSERT INTO andon.sensor (site_id, equipment_id, sensor_type, kind) VALUES ('doors', 'GATE', 'mode', 'state');
       INSERT INTO andon.detection_setting (detector, site_id, parameters) VALUES ('state', 'doors', '{"least_minutes": 24}')`,
    );
    await says('OPEN');
    // As if it had been known for ten days, in which it was open for ten minutes at most.
    await pool.query(
      `UPDATE andon.detector_memory SET states = states || '{"longestMs": [600000], "stays": [9]}' ||
         jsonb_build_object('firstMs', (states -> 'firstMs')::float8 - 10 * 86400000)
       WHERE sensor_id = (SELECT sensor_id FROM andon.sensor WHERE site_id = 'doors')`,
    );
    await world.live(27);
    expect(await told()).toEqual([]);
    await world.live(9);
    expect(await told()).toEqual([
      {
        text: expect.stringMatching(
          /^mode of GATE is “OPEN”, for 3\d minutes, since [-\d :]+ UTC; it lasted 10 minutes at most in 10 days, 9 times, so the machine may hang in it\.$/,
        ),
        status: 'pending',
        note: null,
      },
    ]);
    expect(await alarmsOf('doors')).toEqual(['doors GATE mode_state_lasting active 1']);
    await says('SHUT');
    await world.live(6);
    expect(await alarmsOf('doors')).toEqual(['doors GATE mode_state_lasting returned 1']);
    expect(await told()).toMatchObject([{ status: 'expired', note: 'Expired: it shows another state.' }]);
  });
});
