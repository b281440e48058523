/** Recognises by SQLSTATE and error code why a database cannot be used. */
import { type Trouble, troubles } from '../../domain/database-trouble.ts';
import { sqlState, sqlStateOf } from '../query/sql-state.ts';

/** Behind a pooler that gives one session's statements to several others. */
export class PoolerError extends Error {
  override readonly name = 'PoolerError';
  constructor(options?: ErrorOptions) {
    super(`${troubles.pooled.what}; ${troubles.pooled.mend}`, options);
  }
}

/** What Node says when a database cannot be reached or leaves in mid-sentence. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // the socket file of a local database
]);
/** SQLSTATE classes and codes: connection exceptions, shutdowns, starting up. */
const lostStates = /^(?:08\w{3}|57P0[1235])$/;
/** node-postgres gives these no code; the texts are its own and exact. */
const driverMessages: ReadonlyMap<string, Trouble> = new Map([
  ['Connection terminated', 'away'],
  ['Query read timeout', 'away'],
  ['Connection terminated unexpectedly', 'away'],
  ['Connection terminated due to connection timeout', 'away'],
  ['timeout expired', 'away'],
  // The queue before the pool, in which nobody asks the database anything yet.
  ['timeout exceeded when trying to connect', 'ownPool'],
  ['Client was closed and is not queryable', 'away'],
  ['Client has encountered a connection error and is not queryable', 'away'],
  ['Cannot use a pool after calling end on the pool', 'away'],
]);
/** PgBouncer has one SQLSTATE, 08P01, for whatever it says itself. */
const poolerFull = /no more connections allowed|query_wait_timeout|too many connections/;
const poolerState = '08P01';
const statementMode = /statement pooling mode/;

/**
 * What the database's state has to do with a failure, so that the same operation may succeed later; null when nothing. A standby and a
 * read-only database fail with one SQLSTATE: whoever asks knows which it is.
 */
export function troubleIn(error: unknown, isStandby = false): Trouble | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    const trouble = troubleOfOne(cause, isStandby) ?? troubleOfSeveral(cause, isStandby);
    if (trouble !== null) return trouble;
  }
  return null;
}

/** Several hosts were tried, or several addresses of one name. */
function troubleOfSeveral(error: Error, isStandby: boolean): Trouble | null {
  if (!(error instanceof AggregateError)) return null;
  for (const one of error.errors) {
    const trouble = troubleIn(one, isStandby);
    if (trouble !== null) return trouble;
  }
  return null;
}

function troubleOfOne(error: Error, isStandby: boolean): Trouble | null {
  if (error instanceof PoolerError) return 'pooled';
  const said = driverMessages.get(error.message);
  if (said !== undefined) return said;
  const state = sqlStateOf(error);
  switch (state) {
    case null:
      return 'code' in error && typeof error.code === 'string' && networkCodes.has(error.code) ? 'away' : null;
    case sqlState.readOnlyTransaction:
      return isStandby || error.message.includes('during recovery') ? 'standby' : 'readOnly';
    case sqlState.diskFull:
      return 'diskFull';
    case sqlState.tooManyConnections:
      return 'databaseFull';
    case sqlState.queryCanceled:
      return 'slow';
    case poolerState:
      if (statementMode.test(error.message)) return 'pooled';
      return poolerFull.test(error.message) ? 'poolerFull' : 'away';
    default:
      return lostStates.test(state) ? 'away' : null;
  }
}
