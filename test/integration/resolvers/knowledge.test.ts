import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Identity } from '../../../src/auth/identity.ts';
import { registerKnowledge } from '../../../src/cli/commands/knowledge.ts';
import { atNorth, atTwoSites, maria, useDetectionByApi } from '../../support/fixtures/detection-by-api.ts';
import { received, runCore, untilProcessed } from '../../support/server/core.ts';

const api = useDetectionByApi();
const { ask } = api;

const kiln = {
  issue: 'high',
  equipmentType: 'kiln',
  sensorRole: 'temperature',
  causes: ['lost lining', 'a burner that is set too high'],
  checks: ['Scan the shell', 'Look at the flame'],
  action: 'Scan the shell.',
  urgentAction: 'Turn the kiln and stop the burner.',
  outcome: 'The shell is whole.',
  urgency: 'THIS_WEEK',
  source: 'our kiln team',
};

const set = (identity: Identity, input: object) =>
  ask(
    identity,
    `mutation ($input: KnowledgeInput!) { setKnowledge(input: $input) { entryId siteId issue causes checks action urgency changedBy isReplaced } }`,
    { input },
  );
const remove = (identity: Identity, entryId: string) =>
  ask(identity, 'mutation ($entryId: ID!) { removeKnowledge(entryId: $entryId) { action } }', { entryId });
const list = async (identity: Identity, filter: object, first = 50) => {
  const { knowledge } = await ask(
    identity,
    `query ($filter: KnowledgeFilter, $first: Int) { knowledge(filter: $filter, first: $first) {
      edges { node { entryId siteId equipmentType action isReplaced } } pageInfo { hasNextPage endCursor } } }`,
    { filter, first },
  );
  return knowledge.edges.map(({ node }: { node: unknown }) => node);
};
const history = async (identity: Identity) => {
  const { knowledgeHistory } = await ask(
    identity,
    '{ knowledgeHistory { edges { node { entryId changedBy changedThrough before { action } after { action siteId } } } } }',
  );
  return knowledgeHistory.edges.map(({ node }: { node: unknown }) => node);
};

describe('knowledge', () => {
  it('is told, changed by place, and removed in the operator’s name, with what it said before', async () => {
    const { setKnowledge: made } = await set(maria, kiln);
    expect(made).toMatchObject({ siteId: null, urgency: 'THIS_WEEK', changedBy: 'maria', isReplaced: false });
    const { setKnowledge: changed } = await set(maria, { ...kiln, sensorRole: 'Temp', action: 'Scan it twice.' });
    expect(changed.entryId).toBe(made.entryId);
    expect(await list(maria, { equipmentType: 'Rotary kiln', isOwn: true })).toMatchObject([
      { action: 'Scan it twice.' },
    ]);
    expect(await remove(maria, made.entryId)).toEqual({ removeKnowledge: { action: 'Scan it twice.' } });
    expect(await list(maria, { isOwn: true })).toEqual([]);
    expect(await history(maria)).toEqual([
      {
        entryId: made.entryId,
        changedBy: 'maria',
        changedThrough: 'API',
        before: { action: 'Scan it twice.' },
        after: null,
      },
      {
        entryId: made.entryId,
        changedBy: 'maria',
        changedThrough: 'API',
        before: { action: 'Scan the shell.' },
        after: { action: 'Scan it twice.', siteId: null },
      },
      {
        entryId: made.entryId,
        changedBy: 'maria',
        changedThrough: 'API',
        before: null,
        after: { action: 'Scan the shell.', siteId: null },
      },
    ]);
    await expect(
      api.database.pool.query('UPDATE andon.knowledge_history SET changed_by = $1', ['me']),
    ).rejects.toThrow();
  });

  it('of a site stands before what is shipped, which is told to be replaced where the place is the same', async () => {
    const crusher = { ...kiln, equipmentType: 'Crusher', sensorRole: 'vibration' };
    const { setKnowledge: made } = await set(maria, crusher);
    const own = await list(maria, { equipmentType: 'crusher', sensorType: 'vibration', issue: 'high' });
    expect(own[0]).toMatchObject({ entryId: made.entryId });
    expect(own.filter(({ isReplaced }: { isReplaced: boolean }) => isReplaced)).toMatchObject([
      { entryId: null, equipmentType: 'crusher' },
    ]);
    await remove(maria, made.entryId);
  });

  it('of sites beyond the caller’s is neither seen nor changed', async () => {
    const { setKnowledge: south } = await set(maria, { ...kiln, siteId: 'south' });
    const { setKnowledge: every } = await set(maria, kiln);
    const { setKnowledge: own } = await set(atNorth, kiln);
    expect(own.siteId).toBe('north');
    const seen = await list(atNorth, { isOwn: true });
    expect(seen.map(({ siteId }: { siteId: string | null }) => siteId)).toEqual([null, 'north']);
    expect(JSON.stringify(await history(atNorth))).not.toContain('south');
    expect(await remove(atNorth, south.entryId)).toMatch(/^NOT_FOUND/);
    expect(await remove(atNorth, every.entryId)).toMatch(/^FORBIDDEN/);
    expect(await set(atNorth, { ...kiln, siteId: 'south' })).toMatch(/^FORBIDDEN/);
    expect(await set(atTwoSites, kiln)).toMatch(/^FORBIDDEN/);
    for (const { entryId } of [south, every, own]) await remove(maria, entryId);
  });

  it.each([
    [{ ...kiln, causes: [] }, /^BAD_USER_INPUT: .*causes/],
    [{ ...kiln, issue: 'Too hot' }, /^BAD_USER_INPUT: .*issue: must be small letters/],
    [{ ...kiln, action: 'a\u0000b' }, /^BAD_USER_INPUT: .*action: must not hold control characters/],
  ])('is refused with its fault named: %j', async (input, message) => {
    expect(await set(maria, input)).toMatch(message);
  });

  it('that is changed while servers run holds for the next recommendation on each of them, not for those that stand', async () => {
    const servers = [await runCore(api.database.url), await runCore(api.database.url)];
    onTestFinished(async () => {
      for (const server of servers) await server.close();
    });
    // Machines of many shards, so that both servers have some.
    const tell = async (round: string) => {
      const readings = Array.from({ length: 12 }, (_, i) => ({
        equipmentId: `KILN-${round}-${i}`,
        sensorType: 'temperature',
        value: 86,
        timestamp: Date.now(),
        units: '°C',
      }));
      await servers[0]?.core.ingest.submit(received(readings));
      await untilProcessed(api.database.pool);
    };
    const actions = async (round: string) => {
      const { rows } = await api.database.pool.query<{ action: string; source: string }>(
        `SELECT DISTINCT recommended_action AS action, evidence #>> '{knowledge,source}' AS source
         FROM agentic_hmi.agent_recommendations WHERE equipment_id LIKE $1`,
        [`KILN-${round}-%`],
      );
      return rows;
    };
    await tell('a');
    const shipped = await actions('a');
    expect(shipped).toHaveLength(1);
    const { setKnowledge } = await set(maria, { ...kiln, equipmentType: null });
    await tell('b');
    expect(await actions('b')).toEqual([{ action: 'Scan the shell.', source: 'our kiln team' }]);
    expect(await actions('a')).toEqual(shipped);
    await remove(maria, setKnowledge.entryId);
    await tell('c');
    expect(await actions('c')).toEqual(shipped);
  });

  it('is exported, compared and imported by the command, all of a file or nothing', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'andon-knowledge-'));
    vi.stubEnv('DATABASE_URL', api.database.url);
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    onTestFinished(async () => {
      printed.mockRestore();
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    });
    const run = async (...args: string[]) => {
      printed.mockClear();
      const program = new Command().exitOverride();
      registerKnowledge(program);
      await program.parseAsync(['knowledge', ...args], { from: 'user' });
      return printed.mock.calls.map(([line]) => String(line));
    };
    const file = path.join(folder, 'knowledge.json');
    await run('export', '--all', file);
    const all = JSON.parse(await readFile(file, 'utf8'));
    expect(await run('diff', file)).toEqual(['Nothing differs.']);
    const entries = [{ ...all.entries[0], action: 'Look at it.' }, ...all.entries.slice(1), { ...kiln, urgency: null }];
    await writeFile(file, JSON.stringify({ ...all, entries }));
    const different = await run('diff', file);
    expect(different).toHaveLength(3);
    expect(different[1]).toMatch(/^ {4}action: .* → Look at it\.$/);
    expect(different[2]).toBe('+ high: temperature of kiln');
    const broken = path.join(folder, 'broken.json');
    await writeFile(broken, JSON.stringify({ ...all, entries: [...entries, { ...kiln, causes: 'wear' }] }));
    await expect(run('import', broken)).rejects.toThrow(new RegExp(`broken.json: entries.${entries.length}.*causes`));
    expect(await list(maria, { isOwn: true })).toEqual([]);
    expect(await run('import', file)).toEqual([`2 added, 0 changed, ${entries.length - 2} as they were`]);
    expect(await run('import', file)).toEqual([`0 added, 0 changed, ${entries.length} as they were`]);
    expect((await run('list', '--own', '--equipment-type', 'kiln')).join('\n')).toContain(
      'causes: lost lining; a burner',
    );
    expect((await run('history', '--last', '1'))[0]).toMatch(/\(command\), entry \d+: added /);
    const ids = (await list(maria, { isOwn: true })).map(({ entryId }: { entryId: string }) => entryId);
    for (const id of ids) expect((await run('remove', id))[0]).toBe('removed:');
    expect(await list(maria, { isOwn: true })).toEqual([]);
  });
});
