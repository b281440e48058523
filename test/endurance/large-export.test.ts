import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { beforeAll, describe, expect, it } from 'vitest';
import { storeMonths } from '../support/database/stored-rows.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

describe('An export larger than anybody’s memory', () => {
  const site = useSite();
  const sensors = 10;
  const minutes = 28 * 1_440;
  const url = () => `${site.server.url}/export/performance.csv?from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z`;
  const residentBytes = async () => {
    const status = await readFile(`/proc/${site.server.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1_024;
  };
  const busy = () =>
    site.sql.number(
      `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'andon' AND state <> 'idle'`,
    );
  /** Connections of clients, as the system counts them: the server's own to its database come and go. */
  const openSockets = async () => {
    const port = Number(new URL(site.server.url).port).toString(16).toUpperCase().padStart(4, '0');
    const established = new RegExp(`^ *\\d+: [0-9A-F]{8}:${port} \\S+ 01 `, 'gm');
    return (await readFile('/proc/net/tcp', 'utf8')).match(established)?.length ?? 0;
  };
  /** Asks, takes the first bytes and then nothing more. */
  const paused = () =>
    new Promise<http.IncomingMessage>((resolve, reject) => {
      http
        .get(url(), { agent: false }, (response) => {
          response.once('readable', () => resolve(response));
        })
        .on('error', reject);
    });

  beforeAll(async () => {
    await storeMonths({ query: (text) => site.sql.rows(text) }, ['2026-02']);
    await site.sql.rows(
      `WITH machine AS (
         INSERT INTO andon.equipment (equipment_id) SELECT 'BIG-' || g FROM generate_series(1, ${sensors}) AS g RETURNING equipment_id
       ), sensor AS (
         INSERT INTO andon.sensor (equipment_id, sensor_type) SELECT equipment_id, 'flow' FROM machine RETURNING sensor_id
       )
       INSERT INTO andon.performance_1min (sensor_id, reading_count, window_start, mean, m2, min_value, max_value)
       SELECT sensor_id, 60, timestamptz '2026-02-01T00:00Z' + g * interval '1 minute', g / 7.0, 3, g / 9.0, g / 5.0
       FROM sensor, generate_series(0, ${minutes - 1}) AS g`,
    );
  }, 60_000);

  it.runIf(process.platform === 'linux')(
    'costs a reader that pauses a bounded memory and no connection of the database, and a reader that leaves nothing',
    async () => {
      const whole = await (await fetch(url())).text();
      expect(whole.split('\r\n')).toHaveLength(sensors * minutes + 2);
      const before = await residentBytes();
      const readers = await Promise.all(Array.from({ length: 20 }, paused));
      let quiet = 0;
      await until(
        'the server reads no further ahead',
        async () => {
          quiet = (await busy()) === 0 ? quiet + 1 : 0;
          return quiet >= 20;
        },
        { withinMs: 30_000 },
      );
      // All of it for all of them would be twenty times as much as this text.
      expect(whole.length).toBeGreaterThan(30_000_000);
      expect((await residentBytes()) - before).toBeLessThan(100_000_000);

      const [one, ...others] = readers;
      const socketsWithAll = await openSockets();
      expect(socketsWithAll).toBeGreaterThanOrEqual(readers.length);
      for (const reader of others) reader.destroy();
      await until('the others are forgotten', async () => (await openSockets()) <= socketsWithAll - others.length);
      let text = '';
      for await (const chunk of one?.setEncoding('utf8') ?? []) text += chunk;
      expect(text).toBe(whole);
    },
    90_000,
  );

  it('that fails half-way is a broken transfer and no short file', async () => {
    await site.sql.rows(
      `UPDATE andon.performance_1min SET mean = 'NaN' WHERE window_start = '2026-02-20T12:00Z'
         AND sensor_id = (SELECT sensor_id FROM andon.sensor WHERE equipment_id = 'BIG-5')`,
    );
    const response = await fetch(url());
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow(/terminated/);
    await until('the log says so', () => site.server.output().includes('an export could not be finished'));
    expect((await fetch(`${site.server.url}/healthz`)).status).toBe(200);
  });
});
