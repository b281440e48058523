import type pg from 'pg';

/** Runs `work` in a transaction of its own; whatever it throws rolls everything back. */
export async function inTransaction<Result>(
  pool: Pick<pg.Pool, 'connect'>,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let healthy = false;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    healthy = true;
    return result;
  } finally {
    // Closing the connection is a rollback that needs no answer from a server which may be gone.
    client.release(!healthy);
  }
}

/** The same on a connection that its owner keeps. */
export async function inTransactionOn<T>(client: Pick<pg.Client, 'query'>, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: unknown) => {
      // The connection is gone, so the server has rolled back by itself; the first error tells the cause.
      if (error instanceof Error && error.cause === undefined) error.cause = rollbackError;
    });
    throw error;
  }
}
