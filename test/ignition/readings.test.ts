/** How readings leave Ignition, also after an hour without a server. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/ignition/gateway.ts';
import { useSite } from '../support/server/server-fixture.ts';

const hourMs = 3_600_000;

describe('Readings out of Ignition', () => {
  const site = useSite();
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway({ URL: site.server.graphqlUrl, READINGS_AT_ONCE: 50 });
    await gateway.start();
    await gateway.untilTag('Bridge/State', 'live');
    return () => gateway.close();
  });

  const event = (tagPath: string, value: unknown, timestamp: unknown, quality: unknown = 'Good') => ({
    tagPath,
    data: { value, quality, timestamp },
  });
  const stored = (equipment: string) =>
    site.sql.rows<{ ms: string }>(
      `SELECT extract(epoch FROM event_time) * 1000 AS ms FROM andon_analytics.ot_telemetry_bronze
       WHERE equipment_id = $1 ORDER BY event_time`,
      [equipment],
    );

  it('tag events become readings, and what the server rejects is told in a tag', async () => {
    const now = Date.now();
    await gateway.ask('stream', [
      event('[default]Mine/HAUL-001/temperature', 71.5, now - 2_000),
      event('[default]Mine/HAUL-001/temperature', 72, new Date(now - 1_000).toISOString(), 'Uncertain_LastKnownValue'),
      event('[default]Mine/HAUL-001/temperature', null, now, 'Bad_NotConnected'),
      event('[default]Mine/Förderband/state', 'läuft', now),
      event('nothing', 1, now),
    ]);
    expect(await gateway.tag('Readings/Accepted')).toBe(4);
    expect(await gateway.tag('Readings/Rejected')).toBe(1);
    expect(JSON.parse(String(await gateway.tag('Readings/LastRejected')))).toEqual([
      expect.objectContaining({ code: 'INVALID_TAG_PATH', reading: expect.objectContaining({ tagPath: 'nothing' }) }),
    ]);
  });

  it('an hour without the server: everything waits in the folder, also over a restart of the gateway, and arrives with its own times', async () => {
    await site.server.stop();
    const began = Date.now() - hourMs;
    for (let minute = 0; minute < 60; minute += 1) {
      await gateway.ask('clock', minute * 60_000 - hourMs);
      await gateway.ask('stream', [
        event('[default]Mine/LATER/temperature', 60 + minute / 10, began + minute * 60_000),
        event('[default]Mine/LATER/pressure', minute, began + minute * 60_000),
      ]);
    }
    await gateway.ask('clock', 0);
    expect(Number(await gateway.tag('Readings/WaitingBytes'))).toBeGreaterThan(60 * 100);
    expect(String(await gateway.tag('Readings/LastError'))).toMatch(/^the server does not answer/);
    await gateway.ask('run', 'forward');
    expect(Number(await gateway.tag('Readings/WaitingBytes'))).toBeGreaterThan(60 * 100);
    await gateway.start();
    await site.restart({ PORT: new URL(site.server.url).port });
    const accepted = Number(await gateway.tag('Readings/Accepted'));
    await gateway.ask('run', 'forward');
    expect(await gateway.tag('Readings/WaitingBytes')).toBe(0);
    expect(await gateway.tag('Readings/Accepted')).toBe(accepted + 120);
    expect(await gateway.tag('Readings/LastError')).toBe('');
    expect(await minutesOf('LATER')).toEqual(Array.from({ length: 60 }, (_, minute) => began + minute * 60_000));
    expect(await gateway.ask('violations')).toEqual([]);
  }, 120_000);

  it('new readings queue behind those that wait, and what is sent twice is stored once', async () => {
    await gateway.ask('clock', 0);
    const now = Date.now();
    const readings = [event('[default]Mine/TWICE/temperature', 1, now)];
    await gateway.ask('stream', readings);
    await gateway.ask('stream', readings);
    expect(await gateway.tag('Readings/Duplicates')).toBe(1);
    expect(await minutesOf('TWICE')).toEqual([now]);
  });

  it('texts without measure are rejected one by one, and hold up nothing that comes after them', async () => {
    await gateway.start({ READINGS_AT_ONCE: 2_000 });
    const [rejected, lost] = [Number(await gateway.tag('Readings/Rejected')), await gateway.tag('Readings/Lost')];
    const now = Date.now();
    // 28 MB in one batch, more than the server takes in a request.
    const long = Array.from({ length: 40 }, (_, n) => event('[default]Mine/LONG/note', 'x'.repeat(700_000), now + n));
    await gateway.ask('stream', [...long, event('[default]Mine/AFTER/temperature', 1, now)]);
    expect(await gateway.tag('Readings/LastError')).toBe('');
    expect(await gateway.tag('Readings/Rejected')).toBe(rejected + 40);
    expect(await gateway.tag('Readings/Lost')).toBe(lost);
    expect(await minutesOf('AFTER')).toEqual([now]);
  });

  it('beyond the bound the oldest are dropped and counted', async () => {
    await gateway.start({ WAITING_BYTES: 1_000, URL: 'http://127.0.0.1:9/graphql' });
    for (let n = 0; n < 10; n += 1)
      await gateway.ask('stream', [event('[default]Mine/MANY/temperature', n, Date.now() + n)]);
    const lost = Number(await gateway.tag('Readings/Lost'));
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(10);
    await gateway.start();
    await gateway.ask('run', 'forward');
    expect(await minutesOf('MANY')).toHaveLength(10 - lost);
    expect(await gateway.ask('violations')).toEqual([]);
  });

  /** Times of what is stored of a machine, each once, epoch ms. */
  async function minutesOf(equipmentId: string): Promise<number[]> {
    const rows = await stored(equipmentId);
    return [...new Set(rows.map(({ ms }) => Number(ms)))];
  }
});
