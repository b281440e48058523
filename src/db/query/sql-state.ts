/** SQLSTATEs by the names PostgreSQL's manual gives them; errors are told apart by these, never by their message. */
export const sqlState = {
  notifyQueueFull: '54000',
  checkViolation: '23514',
  uniqueViolation: '23505',
  foreignKeyViolation: '23503',
  deadlockDetected: '40P01',
  serializationFailure: '40001',
  lockNotAvailable: '55P03',
  numericValueOutOfRange: '22003',
  undefinedTable: '42P01',
  queryCanceled: '57014',
  insufficientPrivilege: '42501',
  readOnlyTransaction: '25006',
  diskFull: '53100',
  tooManyConnections: '53300',
} as const;

export function sqlStateOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  const { code } = error;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}

/** The data itself was refused (classes 22 and 23): trying again does not help, trying without that row does. */
export function isDataError(error: unknown): boolean {
  return /^2[23]/.test(sqlStateOf(error) ?? '');
}

/**
 * The reading was refused. A key that is there already is not the reading's fault: bronze passes over readings that it has, so what is
 * in conflict is a table of ours, such as the log's table of contents after somebody wrote to it by hand.
 */
export function isReadingsFault(error: unknown): boolean {
  return isDataError(error) && sqlStateOf(error) !== sqlState.uniqueViolation;
}

/** The work was right and only came at the wrong moment: the same statement may be sent again. */
export function isTransient(error: unknown): boolean {
  const state = sqlStateOf(error);
  return (
    state === sqlState.deadlockDetected ||
    state === sqlState.serializationFailure ||
    state === sqlState.lockNotAvailable
  );
}
