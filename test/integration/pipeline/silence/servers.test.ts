import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plant, SilentWorld } from '../../../support/fixtures/silent-world.ts';
import { connect, untilProcessed } from '../../../support/server/core.ts';
import { until } from '../../../support/until.ts';

let world: SilentWorld;
beforeAll(async () => {
  world = await SilentWorld.open();
});
afterAll(() => world.close());

describe('sensors that fall silent', () => {
  it('are told again when the server was killed before it could say that they had reported', async () => {
    world.silent.add('killed/MILL/flow').add('whole/MILL').add('gone/A').add('gone/B').add('gone/C');
    await world.live(18);
    expect(await world.statuses('killed')).toEqual(['MILL flow_silent_high pending']);
    const blocker = await connect(world.database.url);
    await blocker.query(`SELECT pg_advisory_lock(1634624625, hashtext('killed'))`);
    world.silent.delete('killed/MILL/flow');
    await world.report();
    await untilProcessed(world.database.pool);
    await until('the end of the silence waits', async () => {
      const { rows } = await blocker.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`);
      return rows.length > 0;
    });
    const reportedMs = world.nowMs;
    await world.kill();
    await blocker.end();
    world.silent.add('killed/MILL/flow');
    await world.start();
    await world.live(21);
    const told = await world.told('killed');
    expect(told.map(({ status }) => status)).toEqual(['expired', 'pending']);
    expect(told[0]?.note).toMatch(/^Expired: it reports again since /);
    expect(told[1]?.text).toContain(`since ${new Date(reportedMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`);
  });

  it('are not told of what was while the server did not run, nor a second time', async () => {
    const before = await world.statuses();
    await world.stop();
    world.nowMs += 5 * 3_600_000;
    await world.start();
    await world.live(30);
    expect(await world.statuses()).toEqual(before);
    world.silent.clear();
    await world.live(6);
    expect((await world.statuses()).filter((status) => status.includes('pending'))).toEqual([]);
  });

  it('are told as one by two servers that watch some of the machines each', async () => {
    await world.start();
    const [first, second] = world.servers;
    await until('the servers share the work', async () => {
      await world.live(3);
      return second?.core.pipelineState().ownedShards === 8;
    });
    await world.live(6);
    for (const machine of Object.keys(plant['wide'] ?? {})) if (machine !== 'BELT') world.silent.add(`wide/${machine}`);
    await world.live(36);
    const told = await world.told('wide');
    expect(told).toMatchObject([{ status: 'pending' }]);
    expect(told[0]?.text).toMatch(
      /^16 machines silent since .*, among them M001, (M\d+, ){3}M\d+ and 11 more: none of their 16 sensors sends anything/,
    );
    expect([first, second].map((server) => server?.core.pipelineState().silence.silentSensors)).toEqual([8, 8]);
    world.silent.clear();
    await world.live(6);
    expect(await world.told('wide')).toMatchObject([
      { status: 'expired', note: expect.stringMatching(/^Expired: (it reports|they report) again since/) },
    ]);
  });

  it('count anew, also where the work of another server comes to the one that watched them already', async () => {
    const before = await world.statuses('wide');
    for (const machine of Object.keys(plant['wide'] ?? {})) if (machine !== 'BELT') world.silent.add(`wide/${machine}`);
    await world.live(9);
    await world.stopFirst();
    const [left] = world.servers;
    await until('one server has all the work', async () => {
      await world.live(3);
      return left?.core.pipelineState().ownedShards === 16;
    });
    await world.live(9);
    expect(await world.statuses('wide')).toEqual(before);
    await world.live(9);
    expect(await world.statuses('wide')).toHaveLength(before.length + 1);
    expect(left?.core.pipelineState().silence.silentSensors).toBe(16);
    world.silent.clear();
    await world.live(6);
  });
});

describe('a server that cannot hear sensors', () => {
  it('knows that readings wait for its pipeline, or were refused by its sources', async () => {
    const hearing = () => world.servers.map(({ core }) => core.pipelineState().silence.hearing);
    await world.stop();
    await world.start();
    await world.live(3);
    expect(hearing()).toEqual(['all']);
    const blocker = await connect(world.database.url);
    await blocker.query('BEGIN; LOCK TABLE andon.pipeline_partition');
    await world.report();
    expect(hearing()).toEqual(['behind']);
    await blocker.query('ROLLBACK');
    await blocker.end();
    await world.quiet();
    const [server] = world.servers;
    server?.refuse('andon ingest');
    await server?.connection('andon ingest').end();
    await expect(world.report()).rejects.toThrow();
    expect(hearing()).toEqual(['broken']);
  });
});
