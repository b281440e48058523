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
/** SQLSTATE classes and codes: connection exceptions, shutdowns, starting up, too many connections, read-only after a failover. */
const lostStates = /^(?:08\w{3}|57P0[1235]|53300|25006)$/;
/** node-postgres gives these no code; the texts are its own and exact. */
const driverMessages = new Set([
  'Connection terminated',
  'Query read timeout',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'timeout exceeded when trying to connect',
  'Client was closed and is not queryable',
  'Client has encountered a connection error and is not queryable',
  'Cannot use a pool after calling end on the pool',
]);

/** Whether the operation failed because the database was not there, so that the same one may succeed later. */
export function isDatabaseLost(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if (driverMessages.has(cause.message)) return true;
    const code = 'code' in cause ? cause.code : undefined;
    if (typeof code === 'string' && (networkCodes.has(code) || lostStates.test(code))) return true;
  }
  return false;
}
