import { once } from 'node:events';
import net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { delaysOn, startAlertWriter } from '../support/clients/alert-writer.ts';
import { logPosition } from '../support/clients/clients-events.ts';
import { expectEveryEvent, followThroughFailures, type ResumingScreen } from '../support/clients/resuming-screen.ts';
import { byForm, count, delays, noteFault, quantile } from '../support/fault-form.ts';
import { megabytes, watchMemory } from '../support/server/process-memory.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { serverLiveBytes, withInspector } from '../support/server/server-memory.ts';
import { until } from '../support/until.ts';

const timeoutMs = byForm({ short: 60_000, long: 600_000 });
const megabyte = 1_048_576;
/** Ids so long that what a screen does not read is more than the system's own buffers take, which is some 5 MB. */
const bulkyIdLength = 2_500;

describe('Screens that fail harm nobody but themselves', () => {
  const site = useSite(withInspector);
  const position = async () => {
    const from = await site.sql.number('SELECT number FROM andon.event_head');
    return { from, after: await logPosition(site, false) };
  };
  const open = (howMany: number, after: string, websocketUrl = () => site.server.websocketUrl) => {
    const screens = Array.from({ length: howMany }, () => followThroughFailures({ websocketUrl, after }));
    onTestFinished(async () => void (await Promise.all(screens.map((screen) => screen.close()))));
    return screens;
  };
  const insertMany = (name: string, howMany: number, idLength = 0) =>
    site.sql.rows(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
       SELECT rpad($1 || n, greatest($3, length($1 || n)), '-'), 'inspection', 'high' FROM generate_series(1, $2::int) AS n`,
      [name, howMany, idLength],
    );

  it(
    'one that stops reading during many events costs the server no memory and the others no time, and goes on without a gap',
    async (context) => {
      const events = byForm({ short: 4_000, long: 10_000 });
      const alerts = byForm({ short: 40, long: 300 });
      const turns = byForm({ short: 1, long: 5 });
      const { from, after } = await position();
      const good = open(3, after);
      const [stuck] = open(1, after);
      const [watcher] = good;
      if (stuck === undefined || watcher === undefined) throw new Error('no screens');
      await until('all are live', () => [...good, stuck].every((screen) => screen.live()));
      const writer = startAlertWriter(site.sql, { name: 'PAUSED', pauseMs: 20 });
      const untilTheyHaveAll = (screens: readonly ResumingScreen[]) =>
        until(
          'they have all there is',
          async () => {
            const head = await site.sql.number('SELECT number FROM andon.event_head');
            return screens.every((screen) => screen.received.length >= head - from - 5);
          },
          { withinMs: 120_000 },
        );
      let bulk = 0;
      const flood = async (howMany: number) => {
        for (let n = 0; n < howMany; n += 200) {
          bulk += 1;
          await insertMany(`BULK-${bulk}-`, 200, bulkyIdLength);
        }
        await untilTheyHaveAll(good);
      };
      /** Single events, whose way is measured. */
      const alertDelays = async () => {
        const fromMs = performance.now();
        const before = writer.sentAtMs.size;
        await until('alerts are written', () => writer.sentAtMs.size >= before + alerts, { withinMs: 60_000 });
        const span = { fromMs, toMs: performance.now() };
        await untilTheyHaveAll(good);
        return good.flatMap((screen) => delaysOn(screen, writer, span));
      };
      const memoryOf = async (work: Promise<void>) => {
        const memory = watchMemory(site.server.pid);
        await work;
        memory.stop();
        return { highestBytes: memory.highestBytes, keptBytes: await serverLiveBytes(site.server) };
      };
      // The same once with everybody reading, so that memory has something to be compared with.
      const usual = await memoryOf(flood(events));
      stuck.pause();
      const paused = await memoryOf(flood(events));
      expect(stuck.received.length).toBeLessThan(watcher.received.length);
      // Turn by turn, each after as many events, so that whatever else the machine does falls on both alike.
      const beside: number[] = [];
      const without: number[] = [];
      for (let turn = 0; turn < turns; turn += 1) {
        await flood(2_500);
        beside.push(...(await alertDelays()));
        stuck.resume();
        await untilTheyHaveAll([stuck]);
        await flood(2_500);
        without.push(...(await alertDelays()));
        if (turn + 1 < turns) stuck.pause();
      }
      await writer.finish();
      const total = await expectEveryEvent(site.sql, from, [...good, stuck], 120_000);
      const keptBytes = paused.keptBytes - usual.keptBytes;
      const p99 = (delaysMs: readonly number[]) => quantile(delaysMs, 0.99).toFixed(1);
      noteFault(context, {
        done: `one of 4 screens stopped reading its socket during ${count(events)} events`,
        seen:
          `the server holds ${(keptBytes / megabyte).toFixed(2)} MB more after a collection; its resident memory at its highest ${megabytes(paused.highestBytes)}, ` +
          `${megabytes(usual.highestBytes)} during as many events that all read; the others' alerts p99 ${p99(beside)} ms beside it ` +
          `and ${p99(without)} ms without, turn by turn (${delays(beside)}; ${delays(without)}); afterwards it had all ${count(total)} events, ` +
          `0 gaps, in ${stuck.attaches} attaches`,
      });
      expect(keptBytes).toBeLessThan(2 * megabyte);
    },
    timeoutMs,
  );

  it(
    'all of them cut and back at once: everybody is live within ten seconds, without a gap',
    async (context) => {
      const howMany = byForm({ short: 100, long: 1_000 });
      const rounds = byForm({ short: 1, long: 5 });
      const line = await startLine(Number(new URL(site.server.url).port));
      onTestFinished(() => line.close());
      const { from, after } = await position();
      const screens = open(howMany, after, () => `ws://127.0.0.1:${line.port}/graphql`);
      const writer = startAlertWriter(site.sql, { name: 'CUT-SCREENS', pauseMs: 200 });
      await until('all are live', () => screens.every(({ received }) => received.length > 0), { withinMs: 60_000 });
      const backMs: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        line.cut();
        const cutMs = performance.now();
        await insertMany(`GAP-${round}-`, 20);
        await until('the cut is felt', () => screens.every((screen) => screen.attaches > round));
        const wanted = await site.sql.number('SELECT number FROM andon.event_head');
        await until(
          'all have what they missed',
          () => screens.every(({ received }) => received.length >= wanted - from),
          {
            withinMs: 60_000,
            state: () => screens.filter(({ received }) => received.length < wanted - from).length,
          },
        );
        backMs.push(performance.now() - cutMs);
      }
      await writer.finish();
      const events = await expectEveryEvent(site.sql, from, screens, 60_000);
      expect(
        screens.every(({ attaches }) => attaches === rounds + 1),
        'each came back once a round',
      ).toBe(true);
      expect(Math.max(...backMs)).toBeLessThan(byForm({ short: 60_000, long: 10_000 }));
      noteFault(context, {
        done: `the connections of ${count(howMany)} screens reset in one instant, all back within 0.2 s, × ${rounds}`,
        seen: `${count(events)} events to each, 0 gaps; the last one had everything after ${delays(backMs)}`,
      });
    },
    timeoutMs,
  );
});

/** A line between screens and server that can be cut. */
async function startLine(targetPort: number): Promise<{ port: number; cut: () => void; close: () => Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const line = net.createServer((client) => {
    const server = net.connect(targetPort, '127.0.0.1');
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  line.listen(0, '127.0.0.1', 2_000);
  await once(line, 'listening');
  const address = line.address();
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut,
    close: async () => {
      cut();
      line.close();
      await once(line, 'close');
    },
  };
}
