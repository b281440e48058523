import { expect, it } from 'vitest';
import { judgeKeys } from '../../../../src/cli/doctor/keys-check.ts';
import type { ApiKey } from '../../../../src/domain/access.ts';

const nowMs = Date.parse('2026-11-28T06:00:00Z');
const dayMs = 86_400_000;
const key: ApiKey = {
  id: '0123456789ab',
  name: 'screen 2',
  secretHash: '',
  scopes: ['read'],
  siteIds: null,
  createdAtMs: 0,
  expiresAtMs: null,
  revokedAtMs: null,
  limits: { readingsPerSecond: null, operationsPerSecond: null },
};

it('doctor warns when there is no valid key', () => {
  for (const keys of [[], [{ ...key, revokedAtMs: 1 }], [{ ...key, expiresAtMs: nowMs }]]) {
    expect(judgeKeys(keys, nowMs)).toMatchObject({ state: 'warn', text: 'no key is good, so nobody is let in' });
  }
});

it('doctor names the keys that expire within two weeks', () => {
  expect(judgeKeys([key, { ...key, expiresAtMs: nowMs + 15 * dayMs }], nowMs)).toMatchObject({ state: 'ok' });
  expect(judgeKeys([key, { ...key, expiresAtMs: nowMs + 13 * dayMs }], nowMs)).toMatchObject({
    state: 'warn',
    text: '2 of 2 keys are good; within two weeks end those of screen 2 (2026-12-11T06:00:00.000Z)',
  });
});
