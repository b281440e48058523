/** Doctor: whether there are valid API keys, and which end soon. */
import { readApiKeys } from '../../db/access/api-keys.ts';
import { sqlState, sqlStateOf } from '../../db/query/sql-state.ts';
import type { ApiKey } from '../../domain/access.ts';
import { type Check, type Finding, ok, skipped, warn } from './finding.ts';

const soonMs = 14 * 86_400_000;

/** The check warns two weeks before a key expires, because a screen without a valid key shows nothing. */
export function judgeKeys(keys: readonly ApiKey[], nowMs: number): Finding {
  const good = keys.filter(({ expiresAtMs, revokedAtMs }) => revokedAtMs === null && (expiresAtMs ?? Infinity) > nowMs);
  if (good.length === 0) return warn('no key is good, so nobody is let in', 'andon keys create --help');
  const ending = good.filter(({ expiresAtMs }) => expiresAtMs !== null && expiresAtMs < nowMs + soonMs);
  const text = `${good.length} of ${keys.length} keys are good`;
  if (ending.length === 0) return ok(text);
  const named = ending.map(({ name, expiresAtMs }) => `${name} (${new Date(expiresAtMs ?? 0).toISOString()})`);
  return warn(
    `${text}; within two weeks end those of ${named.join(', ')}`,
    'hand out new ones: andon keys create --help',
  );
}

export const keysCheck: Check = {
  name: 'keys',
  run: async ({ pool }, { authentication }) => {
    if (!authentication.keys) return skipped('because ANDON_AUTH does not name them');
    try {
      return judgeKeys((await readApiKeys(pool)).keys, Date.now());
    } catch (error) {
      if (sqlStateOf(error) === sqlState.undefinedTable)
        return skipped('because the table of keys comes with the migrations');
      throw error;
    }
  },
};
