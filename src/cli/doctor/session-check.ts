/** Doctor: settings of the database that the server overrides for its own connections. */
import { type OverriddenSetting, readOverridden } from '../../db/connection/session-settings.ts';
import { type Check, type Finding, ok } from './finding.ts';

export function judgeSession(overridden: readonly OverriddenSetting[]): Finding {
  if (overridden.length === 0) return ok('no setting of role, database or cluster has to be overridden');
  const each = overridden.map(
    ({ name, configured, source, used }) =>
      `${name} is "${configured}" (${source}), Andon uses ${used === '' ? '""' : used}`,
  );
  return ok(`overridden on Andon's own connections: ${each.join('; ')}`);
}

/** Nothing has to be done about these; the check explains why a setting of the database has no effect on Andon. */
export const sessionCheck: Check = {
  name: 'session',
  async run(database) {
    const client = await database.connect({ applicationName: 'andon doctor', asConfigured: true });
    try {
      return judgeSession(await readOverridden(client));
    } finally {
      await client.end();
    }
  },
};
