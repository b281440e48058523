import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { delaysOn, startAlertWriter } from '../support/clients/alert-writer.ts';
import { logPosition } from '../support/clients/clients-events.ts';
import { expectEveryEvent, followThroughFailures, type ResumingScreen } from '../support/clients/resuming-screen.ts';
import { byForm, count, delays, noteFault, quantile, seededRandom } from '../support/fault-form.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

const writers = 32;
const timeoutMs = byForm({ short: 60_000, long: 600_000 });

describe('Other programs write as they like', () => {
  const site = useSite();
  const openScreens = async (): Promise<{ from: number; screens: ResumingScreen[] }> => {
    const from = await site.sql.number('SELECT number FROM andon.event_head');
    const after = await logPosition(site, false);
    const screens = Array.from({ length: 3 }, () =>
      followThroughFailures({ websocketUrl: () => site.server.websocketUrl, after }),
    );
    onTestFinished(async () => void (await Promise.all(screens.map((screen) => screen.close()))));
    await until('the screens are live', () => screens.every((screen) => screen.live()));
    return { from, screens };
  };

  it(
    '32 writers with transactions of 0 to 50 ms, some rolled back: every committed event once, in commit order, nothing of the others',
    async (context) => {
      const { from, screens } = await openScreens();
      const transactions = byForm({ short: 10, long: 400 });
      const committed: string[] = [];
      const undone: string[] = [];
      const write = async (writer: number) => {
        const random = seededRandom(writer);
        const client = new pg.Client({ connectionString: site.databaseUrl });
        await client.connect();
        for (let n = 0; n < transactions; n += 1) {
          const ids = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) => `W-${writer}-${n}-${index}`);
          await client.query('BEGIN');
          for (const id of ids) {
            await client.query(
              `INSERT INTO agentic_hmi.agent_recommendations (recommendation_id, equipment_id, issue_type, severity) VALUES ($1, $1, 'inspection', 'high')`,
              [id],
            );
            if (random() < 0.3) {
              await client.query(
                `UPDATE agentic_hmi.agent_recommendations SET status = 'approved' WHERE recommendation_id = $1`,
                [id],
              );
            }
            await client.query('SELECT pg_sleep($1)', [(random() * 0.05) / ids.length]);
          }
          const rollBack = random() < 0.25;
          await client.query(rollBack ? 'ROLLBACK' : 'COMMIT');
          (rollBack ? undone : committed).push(...ids);
        }
        await client.end();
      };
      const beganMs = performance.now();
      await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
      const perSecond = Math.round((committed.length * 1_000) / (performance.now() - beganMs));
      const events = await expectEveryEvent(site.sql, from, screens);
      const created = screens.map(
        ({ received }) =>
          new Set(
            received.filter((event) => event.includes('|CREATED|')).map((event) => event.slice(0, event.indexOf('|'))),
          ),
      );
      for (const ids of created) {
        expect(ids.size).toBe(committed.length);
        expect(committed.filter((id) => !ids.has(id))).toEqual([]);
        expect(undone.filter((id) => ids.has(id))).toEqual([]);
      }
      noteFault(context, {
        done: `${writers} SQL connections × ${transactions} transactions of 0–50 ms, a quarter rolled back`,
        seen: `${count(committed.length)} alerts committed (${perSecond} a second), ${count(undone.length)} rolled back; ${count(events)} events to each of 3 screens in commit order, 0 lost, 0 gaps`,
      });
    },
    timeoutMs,
  );

  it(
    'a write transaction that stays open holds nobody up',
    async (context) => {
      const alerts = byForm({ short: 60, long: 2_000 });
      const { from, screens } = await openScreens();
      const [screen] = screens;
      if (screen === undefined) throw new Error('no screen');
      const spans: { fromMs: number; toMs: number }[] = [];
      const writer = startAlertWriter(site.sql, { name: 'OPEN', pauseMs: 30 });
      const measure = async () => {
        const fromMs = performance.now();
        const before = writer.sentAtMs.size;
        await until('alerts are written', () => writer.sentAtMs.size >= before + alerts, { withinMs: 120_000 });
        spans.push({ fromMs, toMs: performance.now() });
      };
      await measure();
      const open = new pg.Client({ connectionString: site.databaseUrl });
      await open.connect();
      await open.query('BEGIN');
      await open.query(
        `INSERT INTO agentic_hmi.agent_recommendations (recommendation_id, equipment_id, issue_type, severity) VALUES ('OPEN', 'OPEN-0', 'inspection', 'high')`,
      );
      await open.query(
        `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, timestamp) VALUES ('OPEN-0', 'flow', 1, now())`,
      );
      await measure();
      await open.query('COMMIT');
      await open.end();
      await writer.finish();
      const events = await expectEveryEvent(site.sql, from, screens);
      expect(
        screen.received.at(-1)?.startsWith('OPEN|') || screen.received.some((event) => event.startsWith('OPEN|')),
      ).toBe(true);
      const [without = [], during = []] = spans.map((span) => delaysOn(screen, writer, span));
      const added = quantile(during, 0.5) - quantile(without, 0.5);
      expect(added).toBeLessThan(10);
      noteFault(context, {
        done: `a transaction with an alert and a reading written open for ${Math.round(((spans[1]?.toMs ?? 0) - (spans[1]?.fromMs ?? 0)) / 1_000)} s while another program wrote ${count(alerts)} alerts`,
        seen: `an alert took ${delays(without)} before and ${delays(during)} meanwhile: ${added.toFixed(1)} ms more in the median; ${count(events)} events, 0 gaps, that of the open transaction after its commit`,
      });
    },
    timeoutMs,
  );
});
