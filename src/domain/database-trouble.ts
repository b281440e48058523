/** The troubles of a database: a sentence for operators (`what`) and the remedy (`mend`). */
export const troubles = {
  away: { what: 'the database does not answer', mend: 'see whether it runs and can be reached' },
  slow: { what: 'the database did not finish in time', mend: 'look at its load and at what is locked' },
  standby: {
    what: 'the database takes no writes: it is a standby, the copy of another server',
    mend: 'let DATABASE_URL lead to the primary server, or promote this one',
  },
  readOnly: {
    what: 'the database takes no writes: it is read-only',
    mend: 'switch default_transaction_read_only off where it was switched on (ALTER SYSTEM, ALTER DATABASE, the service’s console)',
  },
  diskFull: { what: 'the database takes no writes: its disk is full', mend: 'make room on the disk of the database' },
  unconfirmed: {
    what: 'the database takes no writes: commits wait for a synchronous standby that does not answer',
    mend: 'bring the standby back, or take it out of synchronous_standby_names (ALTER SYSTEM, then pg_reload_conf())',
  },
  ownPool: {
    what: 'all connections of this server to its database are busy',
    mend: 'look for slow statements in pg_stat_activity',
  },
  databaseFull: {
    what: 'the database takes no more connections: its limit is reached (max_connections, or that of the role or the database)',
    mend: 'end connections that nobody needs, or raise the limit',
  },
  poolerFull: {
    what: 'the pooler before the database has no connection free (max_client_conn, default_pool_size, query_wait_timeout)',
    mend: 'raise its limits, or let DATABASE_URL lead to the database server itself',
  },
  pooled: {
    what: 'a pooler in transaction or statement mode (such as PgBouncer) stands before the database, where neither notifications nor settings reach their session',
    mend: 'let DATABASE_URL lead to the database server itself, or to a pooler in session mode',
  },
} as const satisfies Record<string, { readonly what: string; readonly mend: string }>;

export type Trouble = keyof typeof troubles;

/** The troubles in which the database answers queries but accepts no writes. */
export const writeTroubles: ReadonlySet<Trouble> = new Set(['standby', 'readOnly', 'diskFull', 'unconfirmed']);

/** `what; mend` as a sentence of its own. */
export function troubleSentence(trouble: Trouble): string {
  const { what, mend } = troubles[trouble];
  return `${capital(what)}; ${mend}.`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
