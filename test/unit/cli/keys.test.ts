import { Command } from 'commander';
import { expect, it } from 'vitest';
import { expiry, keyTable, registerKeys } from '../../../src/cli/commands/keys.ts';
import type { ApiKey } from '../../../src/domain/access.ts';

const nowMs = Date.parse('2026-11-28T06:00:00Z');

/** What the command says to words that it does not take; it must not come to the database. */
async function refusalOf(...words: string[]): Promise<string> {
  let said = '';
  const program = new Command('andon').exitOverride();
  registerKeys(program);
  const silent = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: (text) => (said += text), writeOut: (text) => (said += text) });
    command.commands.forEach(silent);
  };
  silent(program);
  await expect(program.parseAsync(['keys', ...words], { from: 'user' })).rejects.toMatchObject({
    name: 'CommanderError',
  });
  return said;
}

it.each([
  ['a scope that there is not', ['create', 'x', '--scopes', 'read,rule'], 'there is no scope rule'],
  ['no scope', ['create', 'x'], '--scopes'],
  ['an empty list of scopes', ['create', 'x', '--scopes', ''], 'commas'],
  ['an end that is past', ['create', 'x', '--scopes', 'read', '--expires', '2020-01-01T00:00Z'], 'past already'],
  ['an end without a zone', ['create', 'x', '--scopes', 'read', '--expires', '2999-01-01T00:00'], 'want a time'],
  ['an empty site', ['create', 'x', '--scopes', 'read', '--sites', 'north,,south'], 'commas'],
  ['a name of blanks', ['create', '  ', '--scopes', 'read'], 'want a name'],
  ['a name that cannot be printed', ['create', 'a\nb', '--scopes', 'read'], 'want a name'],
  ['no id to revoke', ['revoke'], 'ids'],
  ['a limit that is none', ['create', 'x', '--scopes', 'read', '--readings-per-second', '0'], 'or default'],
  ['a limit of words', ['limit', 'x', '--operations-per-second', 'many'], 'or default'],
])('an expiry of %s is refused with the accepted forms', async (_, words, answer) => {
  expect(await refusalOf(...words)).toContain(answer);
});

it('an expiry is a time from now, a moment, or never', () => {
  const before = Date.now();
  expect(expiry('never')).toBeNull();
  expect(expiry('2999-01-31T06:00+01:00')).toBe(Date.parse('2999-01-31T05:00Z'));
  const ninetyDays = (expiry('90d') ?? 0) - before;
  expect(ninetyDays).toBeGreaterThanOrEqual(90 * 86_400_000);
  expect(ninetyDays).toBeLessThan(90 * 86_400_000 + 60_000);
});

it('andon keys list shows each key with its scopes, sites and validity', () => {
  const key: ApiKey = {
    id: '0123456789ab',
    name: 'maria',
    secretHash: 'never shown',
    scopes: ['read', 'decide'],
    siteIds: ['north'],
    createdAtMs: nowMs - 86_400_000,
    expiresAtMs: nowMs + 1,
    revokedAtMs: null,
    limits: { readingsPerSecond: null, operationsPerSecond: null },
  };
  const table = keyTable(
    [
      key,
      {
        ...key,
        id: 'b'.repeat(12),
        name: 'HMI gateway',
        siteIds: null,
        expiresAtMs: null,
        limits: { readingsPerSecond: 2_000, operationsPerSecond: null },
      },
      { ...key, id: 'c'.repeat(12), expiresAtMs: nowMs },
      { ...key, id: 'd'.repeat(12), revokedAtMs: nowMs },
    ],
    nowMs,
  );
  expect(table).toEqual([
    'ID            NAME         SCOPES       SITES  CREATED     EXPIRES            READINGS/S  OPERATIONS/S  STATE',
    '0123456789ab  maria        read,decide  north  2026-11-27  2026-11-28T06:00Z  -           -             good',
    'bbbbbbbbbbbb  HMI gateway  read,decide  all    2026-11-27  never              2000        -             good',
    'cccccccccccc  maria        read,decide  north  2026-11-27  2026-11-28T06:00Z  -           -             expired',
    'dddddddddddd  maria        read,decide  north  2026-11-27  2026-11-28T06:00Z  -           -             revoked 2026-11-28',
  ]);
});
