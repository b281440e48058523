import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sqlClient } from '../support/clients/clients-sql.ts';
import { IngestReadings, PipelineHealthQuery } from '../support/clients/operations.ts';
import { dataFolder } from '../support/database/embedded.ts';
import { type OwnCluster, startOwnCluster } from '../support/database/own-cluster.ts';
import { reading } from '../support/readings/readings.ts';
import { type OwnSite, startOwnSite } from '../support/server/own-site.ts';
import { runAndon } from '../support/server/server.ts';
import { until } from '../support/until.ts';

const toldWithinMs = 10_000;

const sending = ({ http }: OwnSite, name: string) =>
  http.execute(IngestReadings, { readings: [reading(name, 'flow', 1)] });

/** Told everywhere: to who balances load, to screens, to senders. */
async function isTold(site: OwnSite, words: RegExp): Promise<void> {
  let ready = '';
  await until(
    '/readyz says why',
    async () => {
      const answer = await fetch(`${site.server.url}/readyz`);
      ready = await answer.text();
      return answer.status === 503 && words.test(ready);
    },
    { withinMs: toldWithinMs, state: () => ready },
  );
  const { pipelineHealth } = await site.http.request(PipelineHealthQuery, {});
  expect(pipelineHealth.status).toBe('DOWN');
  expect(pipelineHealth.reasons.join('\n')).toMatch(words);
  const { errors } = await sending(site, 'REFUSED');
  expect(errors).toMatchObject([
    { message: expect.stringMatching(words), extensions: { code: 'UNAVAILABLE', retryAfterMs: 1_000 } },
  ]);
}

async function recovers(site: OwnSite, name: string): Promise<void> {
  let ready = '';
  await until(
    'it is ready again by itself',
    async () => {
      const answer = await fetch(`${site.server.url}/readyz`);
      ready = await answer.text();
      return answer.ok && (await sending(site, name)).errors === undefined;
    },
    { withinMs: toldWithinMs, state: () => ready },
  );
}

async function switchReadOnly(cluster: OwnCluster, value: 'on' | 'off'): Promise<void> {
  const admin = sqlClient(cluster.adminUrl, 1);
  await admin.rows(`ALTER SYSTEM SET default_transaction_read_only TO ${value}`);
  await admin.rows('SELECT pg_reload_conf()');
  await admin.close();
}

/** The command ends by itself, in one or two lines without a stack. */
async function isRefused(args: readonly string[], url: string, words: RegExp): Promise<void> {
  const command = runAndon(args, { DATABASE_URL: url, PORT: '0', LOG_LEVEL: 'fatal' });
  const { code } = await command.ended();
  expect(code, command.output()).toBe(1);
  expect(command.output()).toMatch(words);
  expect(command.output()).not.toMatch(/^\s+at /m);
}

describe('A database that takes no writes', () => {
  it('is named by its kind to everybody who asks, refused by commands in a sentence, and taken again by itself', async () => {
    const folder = await dataFolder('andon-no-writes-');
    const cluster = await startOwnCluster({ folder });
    onTestFinished(() => cluster.close());
    const site = await startOwnSite({ databaseUrl: cluster.url, sqlUrl: () => cluster.adminUrl });
    expect((await sending(site, 'BEFORE')).errors).toBeUndefined();

    await switchReadOnly(cluster, 'on');
    const readOnly = /takes no writes: it is read-only/;
    await isTold(site, readOnly);
    await isRefused(['migrate'], cluster.url, readOnly);
    await isRefused(['rebuild', '--from', '2026-01-01', '--to', '2026-01-02'], cluster.url, readOnly);
    await switchReadOnly(cluster, 'off');
    await recovers(site, 'WRITABLE');

    await cluster.stopImmediately();
    await writeFile(path.join(folder, 'postgres', 'data', 'standby.signal'), '');
    await cluster.start();
    const standby = /takes no writes: it is a standby/;
    await isTold(site, standby);
    await isRefused(['start'], cluster.url, standby);
    await isRefused(['keys', 'create', 'maria', '--scopes', 'read'], cluster.url, standby);
    const admin = sqlClient(cluster.adminUrl, 1);
    await admin.rows('SELECT pg_promote()');
    await admin.close();
    await recovers(site, 'PROMOTED');
    expect(
      await site.sql.number(
        "SELECT count(*) FROM andon.sensor WHERE equipment_id IN ('BEFORE', 'WRITABLE', 'PROMOTED')",
      ),
    ).toBe(3);
  }, 120_000);
});
