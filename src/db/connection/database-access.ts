/** The form in which the kinds of database (embedded, by address, Lakebase) are opened. */
import type pg from 'pg';

/** How one kind of database is reached, and what has to happen when it is let go. */
export interface DatabaseAccess {
  readonly options: pg.ClientConfig;
  /** The class of its clients, where one host and one way are not all there is to choose from. */
  readonly Client?: typeof pg.Client;
  /** How long a connection may take to come about, over all hosts that are tried. */
  readonly connectionTimeoutMillis?: number;
  /** The name by which connections are known to the server, unless it is `andon`. */
  readonly name?: string;
  readonly description: string;
  release(): Promise<void>;
}
