import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EquipmentQuery, IngestReadings } from '../../support/clients/operations.ts';
import { minuteAgoMs, reading } from '../../support/readings/readings.ts';
import { expectGoldFromSilver } from '../../support/server/ledger-proof.ts';
import { runAndon } from '../../support/server/server.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

// The commands take as long as they are told to run or as fast as they are told to send: two sites wait for them at the same time.
describe('Commands drive a server through its public mutation', () => {
  describe.concurrent('readings that are made up', () => {
    const site = useSite();

    it.sequential('andon simulate runs the mine: 107 tags, registered equipment, nothing rejected', async () => {
      const simulation = runAndon(['simulate', '--url', site.server.graphqlUrl, '--duration', '4', '--seed', '7']);
      const exit = await simulation.ended();
      expect(exit.code, simulation.output()).toBe(0);
      expect(await site.sql.number('SELECT count(*) FROM andon.current_status')).toBeGreaterThanOrEqual(100);
      const { equipment } = await site.http.request(EquipmentQuery, { id: 'CR_002' });
      expect(equipment).toMatchObject({ equipmentType: 'crusher' });
      expect(await site.sql.number('SELECT count(*) FROM andon.quarantine')).toBe(0);
    }, 60_000);

    it.sequential('andon simulate with --equipment sends the rate it was asked for, and SIGINT ends it in order', async () => {
      const simulation = runAndon(['simulate', '--url', site.server.graphqlUrl, '--equipment', '50', '--rate', '2000']);
      const before = await site.sql.number('SELECT count(*) FROM andon.telemetry_bronze');
      await until(
        'some thousand readings are stored',
        async () => (await site.sql.number('SELECT count(*) FROM andon.telemetry_bronze')) > before + 5_000,
        { withinMs: 30_000, state: simulation.output },
      );
      const exit = await simulation.stop('SIGINT');
      expect(exit.code, simulation.output()).toBe(0);
      expect(exit.tookMs).toBeLessThan(10_000);
    }, 60_000);
  });

  describe.concurrent('readings that are there', () => {
    const site = useSite();
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'andon-replay-'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    const stored = (equipmentPattern: string) =>
      site.sql.number(
        'SELECT count(*) FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE equipment_id LIKE $1',
        [equipmentPattern],
      );

    const writeCsv = async (equipmentId: string, rows: number) => {
      const file = join(folder, `${equipmentId}.csv`);
      const startMs = minuteAgoMs(600);
      const lines = Array.from(
        { length: rows },
        (_, row) =>
          `${new Date(startMs + row * 1_000).toISOString()},${(50 + Math.sin(row / 50)).toFixed(4)},${equipmentId},flow`,
      );
      await writeFile(file, `timestamp,value,equipment,sensor\n${lines.join('\n')}\n`);
      return file;
    };

    it.sequential('andon replay sends every row of a file once', async () => {
      const file = await writeCsv('REPLAY-1', 5_000);
      const replay = runAndon(['replay', file, '--url', site.server.graphqlUrl, '--keep-timestamps']);
      const exit = await replay.ended();
      expect(exit.code, replay.output()).toBe(0);
      expect(await stored('REPLAY-1')).toBe(5_000);
    }, 60_000);

    it.sequential('andon replay that is killed half-way and started again stores every row once', async () => {
      const rows = 30_000;
      const file = await writeCsv('REPLAY-2', rows);
      const args = ['replay', file, '--url', site.server.graphqlUrl, '--keep-timestamps', '--speed', '4000'];
      for (const part of [0.1, 0.4]) {
        const replay = runAndon(args);
        await until('a part is stored', async () => (await stored('REPLAY-2')) > rows * part, {
          withinMs: 60_000,
          state: replay.output,
        });
        await replay.stop('SIGKILL');
        expect(await stored('REPLAY-2')).toBeLessThan(rows);
      }
      const last = runAndon(args);
      const exit = await last.ended();
      expect(exit.code, last.output()).toBe(0);
      expect(await stored('REPLAY-2')).toBe(rows);
      await until('gold has them all', async () => {
        const counted = await site.sql.number(
          `SELECT coalesce(sum(reading_count), 0) FROM andon.performance_1min JOIN andon.sensor USING (sensor_id)
           WHERE equipment_id = 'REPLAY-2'`,
        );
        return counted === rows;
      });
      await expectGoldFromSilver(site.sql);
    }, 120_000);

    it.sequential('andon replay --quarantine shows, mends and sends what was not taken, each reading once', async () => {
      const startMs = minuteAgoMs(20);
      const readings = [0, 1, 2].map((i) =>
        reading('MEND-1', 'temperature', 60 + i, startMs + i * 1_000, { units: 'mm/s' }),
      );
      await site.http.request(IngestReadings, {
        readings: [...readings, reading('MEND-2', 'temperature', 'x'.repeat(5_000), startMs)],
      });
      const open = (equipmentId: string) =>
        site.sql.number('SELECT count(*) FROM andon.quarantine WHERE equipment_id = $1 AND replayed_at IS NULL', [
          equipmentId,
        ]);
      await until('the pipeline has dropped them', async () => (await open('MEND-1')) === 3);
      const run = async (...args: string[]) => {
        const command = runAndon(['replay', '--quarantine', '--url', site.server.graphqlUrl, ...args]);
        const exit = await command.ended();
        return { code: exit.code, output: command.output() };
      };
      const mending = ['--code', 'UNIT_MISMATCH', '--equipment', 'MEND-1', '--set-units', '°C'];

      const dry = await run(...mending, '--dry-run');
      expect(dry).toMatchObject({ code: 0, output: expect.stringContaining('would send 3') });
      expect(dry.output.match(/UNIT_MISMATCH → .*"value":6[012].*"units":"°C"/g)).toHaveLength(3);
      expect(await open('MEND-1')).toBe(3);

      expect(await run(...mending)).toMatchObject({ code: 0, output: expect.stringContaining('accepted 3') });
      expect(await open('MEND-1')).toBe(0);
      await until('gold has them', async () => {
        const mean = await site.sql.rows<{ mean: number; reading_count: number }>(
          `SELECT mean, reading_count FROM andon.performance_1min JOIN andon.sensor USING (sensor_id) WHERE equipment_id = 'MEND-1'`,
        );
        return mean[0]?.mean === 61 && mean[0].reading_count === 3;
      });
      expect(await run(...mending)).toMatchObject({ code: 0, output: expect.stringContaining('found 0') });
      expect(await stored('MEND-1')).toBe(3);

      const refused = await run('--equipment', 'MEND-2');
      expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('rejected again, INVALID_VALUE: 1') });
      expect(await open('MEND-2'), 'no second entry of the same reading').toBe(1);
    }, 120_000);
  });

  describe.concurrent('without a server', () => {
    it('andon replay wants either a file or quarantine, and a duration that is one', async () => {
      for (const args of [
        ['replay'],
        ['replay', 'x.csv', '--quarantine'],
        ['replay', '--quarantine', '--shift-time', '1h'],
      ]) {
        const command = runAndon(args);
        expect((await command.ended()).code).not.toBe(0);
        expect(command.output()).toMatch(/either a file or --quarantine|such as -1h/);
      }
    }, 60_000);

    it('a server that is not there is named, with exit code 1', async () => {
      const simulation = runAndon(['simulate', '--url', 'http://127.0.0.1:9/graphql', '--duration', '1']);
      await until('the trouble is said', () => /127\.0\.0\.1:9|ECONNREFUSED|reach/i.test(simulation.output()), {
        withinMs: 30_000,
      });
      const exit = await simulation.stop('SIGINT');
      expect(exit.signal).toBeNull();
    }, 60_000);
  });
});
