/** Many events through the bridge of the Ignition pack under faults of every kind, against the feed in the database. */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { byForm, count } from '../support/fault-form.ts';
import type { Gateway } from '../support/ignition/gateway.ts';
import { tell, useGateway } from '../support/ignition/use-gateway.ts';
import { type Site, useSite } from '../support/server/server-fixture.ts';
import { startTcpProxy } from '../support/server/tcp-proxy.ts';
import { until } from '../support/until.ts';

const events = byForm({ short: 2_500, long: 100_000 });
const faults = byForm({ short: 5, long: 20 });
/** Recommendations that one statement raises; all but some of them are approved by the next. */
const raisedAtOnce = 250;
const leftOpen = 3;
const statement = 2 * raisedAtOnce - leftOpen;
const latest = '[default]ML_Recommendations/Latest/RecommendationId';
const cursor = '[default]Andon/Bridge/Cursor';

describe('The bridge of the Ignition pack under faults', () => {
  const site = useSite();

  it(
    `${count(events)} events through ${faults} faults: messages and tags are the feed, in order, and nothing comes twice`,
    async () => {
      const proxy = await startTcpProxy(Number(new URL(site.server.url).port));
      onTestFinished(() => proxy.close());
      const gateway = await useGateway(
        { URL: `http://127.0.0.1:${proxy.port}/graphql`, ANSWER_WITHIN_MS: 3_000, PONG_WITHIN_MS: 1_500 },
        { java: ['-XX:+UseSerialGC', '-Xmx1500m'] },
      );
      await gateway.ask('compact', [latest, cursor]);
      await gateway.start();
      await gateway.untilTag('Bridge/State', 'live');

      const doing = everyFault(site, gateway, proxy);
      const beganMs = Date.now();
      for (let done = 0, fault = 0; done < events; ) {
        const due = Math.min(events, Math.ceil(((fault + 1) * events) / (faults + 1)));
        while (done < due) done += await raise(site, done);
        if (fault >= faults) continue;
        await doing[fault % doing.length]?.();
        fault += 1;
      }
      const feed = await site.sql.rows<{ number: string; kind: string; recommendation_id: string }>(
        'SELECT number, kind, recommendation_id FROM andon.recommendation_event ORDER BY number',
      );
      expect(feed.length).toBeGreaterThanOrEqual(events);
      await gateway.untilTag('Bridge/LastEvent', Number(feed.at(-1)?.number), 300_000);
      await gateway.untilTag('Bridge/Backlog', 0);

      const sent = (await gateway.sent()).filter(({ handler }) => told.has(handler));
      const heard = sent.map(
        ({ handler, payload: { data } }) => `${data['eventNumber']} ${told.get(handler)} ${data['recommendationId']}`,
      );
      expect(heard.length, 'nothing twice, nothing missing').toBe(feed.length);
      expect(
        firstDifference(
          heard,
          feed.map(({ number, kind, recommendation_id: id }) => `${number} ${kind} ${id}`),
        ),
      ).toBeNull();

      const created = feed.filter(({ kind }) => kind === 'created').map(({ recommendation_id: id }) => id);
      expect(firstDifference(eachOnce(await gateway.ask<string[]>('writes', latest)), created)).toBeNull();
      const places = eachOnce(await gateway.ask<string[]>('writes', cursor)).map(numberIn);
      expect(places, 'the stored place never goes back').toEqual([...places].sort((a, b) => a - b));
      const pending = await site.sql.number(
        `SELECT count(*) FROM agentic_hmi.agent_recommendations WHERE status = 'pending'`,
      );
      await gateway.untilTag('Recommendations/Open', pending);
      expect(await gateway.ask('violations')).toEqual([]);
      expect((await gateway.ask<string[]>('threads')).filter((name) => name.startsWith('andon-'))).toHaveLength(2);
      tell(
        `${count(feed.length)} events, ${faults} faults, ${Math.round((Date.now() - beganMs) / 1_000)} s; ` +
          `${await gateway.tag('Bridge/Duplicates')} came again since the last save and were dropped`,
      );
    },
    byForm({ short: 120_000, long: 1_800_000 }),
  );
});

const told: ReadonlyMap<string, string> = new Map([
  ['ML_RECOMMENDATION_UPDATE', 'created'],
  ['ML_RECOMMENDATION_STATUS', 'status_changed'],
]);

/** What is done in turn, each while events flow or wait. */
function everyFault(
  site: Site,
  gateway: Gateway,
  proxy: Awaited<ReturnType<typeof startTcpProxy>>,
): readonly (() => Promise<void>)[] {
  const started = async () => proxy.leadTo(Number(new URL(site.server.url).port));
  return [
    async () => {
      await site.server.kill();
      await site.restart();
      await started();
    },
    async () => gateway.start(),
    async () => {
      process.kill(site.server.pid, 'SIGSTOP');
      await until('it is noticed', async () => (await gateway.tag('Bridge/State')) !== 'live', { withinMs: 30_000 });
      process.kill(site.server.pid, 'SIGCONT');
    },
    async () => {
      await gateway.ask('refuse', latest);
      await raise(site, Date.now());
      await until('tags fail', async () => Number(await gateway.tag('Bridge/HandOverRetries')) > 0, {
        withinMs: 30_000,
      });
      await gateway.ask('refuse', null);
    },
    async () => {
      await gateway.ask('refuse', cursor);
      await raise(site, Date.now());
      await until('places are not stored', async () => Number(await gateway.tag('Bridge/HandOverRetries')) > 0, {
        withinMs: 30_000,
      });
      await gateway.start();
      await gateway.ask('refuse', null);
    },
    async () => proxy.cut(),
    async () => {
      await gateway.ask('fail', 3);
      await gateway.ask('slow', 20);
      await raise(site, Date.now());
      await gateway.start();
      await gateway.ask('slow', 0);
    },
    async () => {
      proxy.swallow(true);
      await until('it is noticed', async () => (await gateway.tag('Bridge/State')) !== 'live', { withinMs: 30_000 });
      proxy.swallow(false);
      proxy.cut();
    },
    async () => {
      await site.server.stop();
      await site.restart();
      await started();
    },
    async () => {
      await gateway.ask('run', 'shutdown');
      await raise(site, Date.now());
      await gateway.ask('run', 'watchdog');
    },
  ];
}

/** Raises recommendations and approves most of them; answers how many events that makes. */
async function raise({ sql }: Site, name: number): Promise<number> {
  await sql.rows(
    `WITH raised AS (
       INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score)
       SELECT 'SOAK-' || $1::text || '-' || n, 'inspection', (ARRAY['low','medium','high','critical'])[1 + n % 4], 'found by another program', 'look at it', 0.8
       FROM generate_series(1, ${raisedAtOnce}) AS n RETURNING recommendation_id)
     SELECT count(*) FROM raised`,
    [name],
  );
  await sql.rows(
    `UPDATE agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'maria'
     WHERE recommendation_id IN (SELECT recommendation_id FROM agentic_hmi.agent_recommendations
       WHERE status = 'pending' AND equipment_id LIKE 'SOAK-' || $1::text || '-%' ORDER BY created_timestamp, recommendation_id OFFSET ${leftOpen})`,
    [name],
  );
  // Events are to flow through the bridge while faults happen, not all to wait for its start.
  await pause(byForm({ short: 100, long: 250 }));
  return statement;
}

/** Without repetitions of the same value in a row, as a tag that was written again has. */
function eachOnce(values: readonly string[]): string[] {
  return values.filter((value, index) => value !== values[index - 1]);
}

function firstDifference(seen: readonly string[], wanted: readonly string[]): object | null {
  const length = Math.max(seen.length, wanted.length);
  for (let index = 0; index < length; index += 1) {
    if (seen[index] !== wanted[index]) return { index, seen: seen[index], wanted: wanted[index] };
  }
  return null;
}

/** A cursor is opaque to clients; that its number grows is looked at here only. */
function numberIn(text: string): number {
  return Number(Buffer.from(text, 'base64url').toString('utf8').split(':')[1]);
}
