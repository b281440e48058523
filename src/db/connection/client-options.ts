/** The options of every client of PostgreSQL, and the words for a failed connection. */
import pg from 'pg';

const int8 = 20;
// @types/pg does not name the array's type.
const int8Array: number = 1016;

/** Counters and epoch times stay exact as numbers; a value past 2^53 must fail loudly rather than be rounded. */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit a number without loss`);
  return value;
}

/** The driver takes the array apart; each of its texts becomes a number. */
function parseInt8Array(text: string): (number | null)[] {
  const entries: (string | null)[] = pg.types.getTypeParser(int8Array, 'text')(text);
  return entries.map((entry) => (entry === null ? null : parseInt8(entry)));
}

const getTypeParser: typeof pg.types.getTypeParser = (oid, format) => {
  if (format !== 'binary') {
    if (oid === int8) return parseInt8;
    if (oid === int8Array) return parseInt8Array;
  }
  return pg.types.getTypeParser(oid, format);
};

/** What every connection of this program has in common, whatever database it goes to. */
export const commonClientOptions = {
  // Without keepalive a vanished server leaves the connection half open, with no error ever.
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  connectionTimeoutMillis: 10_000,
  types: { getTypeParser },
} as const satisfies pg.ClientConfig;

/** node-postgres gives a refused connection to a name with several addresses as an AggregateError with an empty message. */
export function connectionFailure(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(connectionFailure).join('; ');
  if (error instanceof Error) return error.message !== '' ? error.message : error.name;
  return String(error);
}
