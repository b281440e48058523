import { describe, expect, it } from 'vitest';
import { subscribeBySse } from '../../support/clients/clients-sse.ts';
import { subscribe } from '../../support/clients/clients-websocket.ts';
import {
  ApproveRecommendation,
  CallerQuery,
  IngestReadings,
  IngestSeries,
  RecommendationsQuery,
  RegisterEquipment,
  SitesOfEvents,
  WhatIsSeen,
} from '../../support/clients/operations.ts';
import { useSiteWithKeys } from '../../support/fixtures/site-with-keys.ts';
import { reading } from '../../support/readings/readings.ts';
import { runAndon } from '../../support/server/server.ts';
import { until } from '../../support/until.ts';

const { site, as, known, raiseAt } = useSiteWithKeys();
const andon = async (...args: string[]) => {
  const command = runAndon(args, { DATABASE_URL: site.databaseUrl, LOG_LEVEL: 'warn' });
  const { code } = await command.ended();
  return { code, stdout: command.stdout().trim(), output: command.output() };
};

describe('With ANDON_AUTH=keys a key', () => {
  it('is made, told, listed and taken back by the command line, and holds at once', async () => {
    const created = await andon(
      'keys',
      'create',
      'Žofie',
      '--scopes',
      'read,decide',
      '--sites',
      'north,south',
      '--expires',
      '90d',
    );
    expect(created.stdout).toMatch(/^andon_[0-9a-f]{12}_[\w-]{43}$/);
    const [, id = ''] = created.stdout.split('_');
    const holder = as({ key: { token: created.stdout } });
    const { caller } = await until('the key is known', async () => (await holder.execute(CallerQuery, {})).data);
    expect(caller).toMatchObject({
      operatorId: 'Žofie',
      keyId: id,
      scopes: ['READ', 'DECIDE'],
      siteIds: ['north', 'south'],
    });
    const days = (Date.parse(String(caller.expiresAt)) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(89.9);
    expect(days).toBeLessThanOrEqual(90);
    expect((await andon('keys', 'list')).stdout).toMatch(
      new RegExp(`^${id} +Žofie +read,decide +north,south +\\S+ +\\S+ +- +- +good$`, 'm'),
    );
    expect(await andon('keys', 'revoke', id, 'ffffffffffff')).toMatchObject({
      code: 1,
      stdout: `revoked ${id} of Žofie`,
      output: expect.stringContaining('there is no key ffffffffffff'),
    });
    const { message } = await until(
      'the key is refused',
      async () => (await holder.execute(CallerQuery, {})).errors?.[0],
    );
    expect(message).toMatch(/^The key "Žofie" was revoked at /);
    // Nothing from which the key could be made again.
    const stored = JSON.stringify(await site.sql.rows('SELECT * FROM andon.api_key WHERE key_id = $1', [id]));
    expect(stored).not.toContain(created.stdout.slice(19));
  });

  it('opens only what its scopes say', async () => {
    const id = await raiseAt('default');
    const readings = [reading('SCOPE-1', 'flow', 1)];
    const [reader, decider, source, engineer] = await Promise.all([
      known({ scopes: ['read'] }),
      known({ scopes: ['decide'] }),
      known({ scopes: ['ingest'] }),
      known({ scopes: ['configure'] }),
    ]);
    const equipment = [{ id: 'SCOPE-2' }];
    const range = { from: new Date(0).toISOString(), to: new Date().toISOString() };
    for (const holder of [decider, source, engineer]) {
      expect(await as(holder).failure(RecommendationsQuery, {})).toMatchObject({ code: 'FORBIDDEN' });
      const figures = await fetch(`${site.server.url}/metrics`, {
        headers: { authorization: `Bearer ${holder.token}` },
      });
      expect(figures.status).toBe(403);
      const stream = await subscribeBySse(site.server.graphqlUrl, SitesOfEvents, {}, { key: holder });
      await until('the stream is refused', stream.ended);
      expect(stream.answers[0]?.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
      const screen = await subscribe(site.server.websocketUrl, SitesOfEvents, {}, { key: holder });
      await until('the screen is refused', () => screen.errors.length > 0);
      expect(screen.errors[0]?.extensions?.code).toBe('FORBIDDEN');
      await screen.close();
    }
    for (const holder of [reader, source, engineer]) {
      expect(await as(holder).failure(ApproveRecommendation, { id })).toMatchObject({
        code: 'FORBIDDEN',
        message: 'approveRecommendation needs the scope DECIDE, which you do not have.',
      });
    }
    for (const holder of [reader, decider, engineer]) {
      expect(await as(holder).failure(IngestReadings, { readings })).toMatchObject({ code: 'FORBIDDEN' });
      expect(await as(holder).failure(IngestSeries, { series: [] })).toMatchObject({ code: 'FORBIDDEN' });
    }
    for (const holder of [reader, decider, source]) {
      expect(await as(holder).failure(RegisterEquipment, { equipment })).toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await as(source).request(IngestReadings, { readings })).toMatchObject({
      ingestReadings: { accepted: 1 },
    });
    expect((await as(engineer).request(RegisterEquipment, { equipment })).registerEquipment).toHaveLength(1);
    expect((await as(reader).request(WhatIsSeen, range)).recommendations.edges.length).toBeGreaterThan(0);
    expect(await as(decider).request(ApproveRecommendation, { id })).toMatchObject({
      approveRecommendation: { status: 'APPROVED', operatorId: 'maria' },
    });
  });

  it('speaks for its own name only, unless it may act as others', async () => {
    const [own, gateway] = await Promise.all([
      known({ name: 'tom', scopes: ['read', 'decide'] }),
      known({ name: 'HMI gateway', scopes: ['read', 'decide', 'act_as'] }),
    ]);
    const [first, second] = [await raiseAt('default'), await raiseAt('default')];
    expect(await as({ key: own, operatorId: 'maria' }).failure(ApproveRecommendation, { id: first })).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('ACT_AS'),
    });
    expect(await as({ key: own, operatorId: 'tom' }).request(ApproveRecommendation, { id: first })).toMatchObject({
      approveRecommendation: { operatorId: 'tom' },
    });
    expect(
      await as({ key: gateway, operatorId: 'maria' }).request(ApproveRecommendation, { id: second }),
    ).toMatchObject({ approveRecommendation: { operatorId: 'maria' } });
    await expect(
      subscribe(site.server.websocketUrl, SitesOfEvents, {}, { key: own, operatorId: 'maria' }),
    ).rejects.toMatchObject({ code: 4403 });
  });
});
