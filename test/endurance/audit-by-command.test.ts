import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { ApproveRecommendation } from '../support/clients/operations.ts';
import { useSiteWithKeys } from '../support/fixtures/site-with-keys.ts';
import type { Key } from '../support/server/keys.ts';
import { runAndon } from '../support/server/server.ts';
import { until } from '../support/until.ts';

// Slow by its nature: commands are processes, and refusals are written every five seconds.
const { site, as, known } = useSiteWithKeys();
let refusedReader: Key;
beforeAll(async () => {
  refusedReader = await known({ name: 'refused', scopes: ['read'] });
});

/** What the audit has of an object, oldest first. */
const entries = (kind: string, object: unknown) =>
  site.sql.rows('SELECT * FROM andon_analytics.audit WHERE object_kind = $1 AND object @> $2 ORDER BY audit_id', [
    kind,
    JSON.stringify(object),
  ]);

describe('The audit keeps of keys', () => {
  it('who made, revoked and deleted them, by command or by SQL, and nothing to guess their secret by', async () => {
    const created = runAndon(['keys', 'create', 'tom', '--scopes', 'read'], { DATABASE_URL: site.databaseUrl });
    await created.ended();
    const [, keyId = ''] = created.stdout().trim().split('_');
    await runAndon(['keys', 'revoke', keyId], { DATABASE_URL: site.databaseUrl }).ended();
    await site.sql.rows('DELETE FROM andon.api_key WHERE key_id = $1', [keyId]);
    const history = await entries('api_key', { key_id: keyId });
    const user = { operator_id: userInfo().username, changed_through: 'command' };
    expect(history).toMatchObject([
      { action: 'added', new_value: { name: 'tom', scopes: ['read'] }, ...user },
      { action: 'changed', old_value: { revoked_timestamp: null }, ...user },
      { action: 'removed', old_value: { name: 'tom' }, changed_through: 'sql', operator_id: null },
    ]);
    const hash = createHash('sha256').update(created.stdout().trim()).digest('hex');
    expect(JSON.stringify(history)).not.toContain(hash);
    expect(history[0]).toMatchObject({ new_value: { secret_hash: `${hash.slice(0, 8)}…` } });
  });
});

describe('andon audit', () => {
  const andon = async (...args: string[]) => {
    const command = runAndon(['audit', ...args], { DATABASE_URL: site.databaseUrl, LOG_LEVEL: 'warn' });
    return { ...(await command.ended()), stdout: command.stdout() };
  };

  it('verify finds the chain whole that the server makes by itself, and export writes what anybody can check', async () => {
    for (let i = 0; i < 3; i += 1) await as(refusedReader).failure(ApproveRecommendation, { id: 'any' });
    const refusals = await until('refusals are in the audit, counted', async () => {
      const found = await entries('access', { operation: 'approveRecommendation' });
      return found.length > 0 ? found : null;
    });
    expect(refusals).toMatchObject([
      {
        action: 'refused',
        new_value: { code: 'FORBIDDEN', times: 3 },
        operator_id: 'refused',
        key_id: refusedReader.id,
      },
    ]);
    await until('the server has chained everything', async () => {
      const waiting = await site.sql.rows(
        'SELECT FROM andon.audit WHERE chain_no IS NULL UNION ALL SELECT FROM andon.recommendation_audit WHERE chain_no IS NULL UNION ALL SELECT FROM andon.alarm_journal WHERE chain_no IS NULL',
      );
      return waiting.length === 0;
    });
    const [verified, exported] = await Promise.all([andon('verify'), andon('export')]);
    expect(verified.code).toBe(0);
    const [, count, head] = /whole: (\d+) entries\. Its newest place: (\d+:[0-9a-f]{64})/.exec(verified.stdout) ?? [];
    const lines = exported.stdout.trim().split('\n');
    expect(lines.length).toBe(Number(count));
    let hash = '0'.repeat(64);
    for (const line of lines) {
      const [, given = '', entry = ''] = /^\{"hash":"([0-9a-f]{64})","entry":(.*)\}$/.exec(line) ?? [];
      hash = createHash('sha256').update(Buffer.from(hash, 'hex')).update(entry).digest('hex');
      expect(given).toBe(hash);
    }
    expect(head).toBe(`${count}:${hash}`);
    const other = head?.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) ?? '';
    expect(await andon('verify', '--head', other)).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`entry ${count} has another hash`),
    });
  });
});
