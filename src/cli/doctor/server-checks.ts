/** Doctor: the version of PostgreSQL, and how far its clock is from this machine’s. */
import { isUnconfirmed } from '../../db/connection/takes-writes.ts';
import { troubles } from '../../domain/database-trouble.ts';
import { type Check, type Finding, ok, warn, wrong } from './finding.ts';

const oldest = 15;
const newestTried = 18;
const clockWarnMs = 1_000;
const clockWrongMs = 60_000;

export function judgeVersion(number: number, version: string): Finding {
  const major = Math.floor(number / 10_000);
  if (major < oldest) return wrong(`PostgreSQL ${version} is too old`, `use PostgreSQL ${oldest} to ${newestTried}`);
  if (major > newestTried) {
    return warn(
      `PostgreSQL ${version} is newer than what this version was tried with`,
      'look for an update of this program',
    );
  }
  return ok(`PostgreSQL ${version}`);
}

export const versionCheck: Check = {
  name: 'server',
  async run({ pool }) {
    const { rows } = await pool.query<{
      number: number;
      version: string;
      standby: boolean;
      readOnly: boolean;
      unconfirmed: boolean;
    }>(
      `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
              pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS "readOnly", ${isUnconfirmed} AS unconfirmed`,
    );
    const server = rows[0];
    if (server === undefined)
      return wrong('the server does not tell its version', 'look at what DATABASE_URL leads to');
    const { standby, readOnly, unconfirmed } = troubles;
    if (server.standby) return wrong(standby.what, standby.mend);
    if (server.readOnly) return wrong(readOnly.what, readOnly.mend);
    if (server.unconfirmed) return wrong(unconfirmed.what, unconfirmed.mend);
    return judgeVersion(server.number, server.version);
  },
};

/** Positive: the database's clock is ahead of this machine's. */
export function judgeClock(differenceMs: number): Finding {
  const seconds = (Math.abs(differenceMs) / 1_000).toFixed(differenceMs > -10_000 && differenceMs < 10_000 ? 3 : 0);
  const text = `the database's clock is ${seconds} s ${differenceMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  const mend = 'synchronise both clocks (NTP); readings are judged by their time';
  // This also holds when there is no number at all (NaN).
  if (!(Math.abs(differenceMs) <= clockWrongMs)) return wrong(text, mend);
  return Math.abs(differenceMs) > clockWarnMs ? warn(text, mend) : ok(text);
}

export const clockCheck: Check = {
  name: 'clock',
  async run({ pool }) {
    const before = Date.now();
    const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const after = Date.now();
    // Half the round trip is the best guess for when the server read its clock.
    return judgeClock((rows[0]?.now.getTime() ?? Number.NaN) - (before + after) / 2);
  },
};
