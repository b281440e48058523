import type pg from 'pg';

/** How one kind of database is reached, and what has to happen when it is let go. */
export interface DatabaseAccess {
  readonly options: pg.ClientConfig;
  readonly description: string;
  release(): Promise<void>;
}
