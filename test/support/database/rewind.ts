/** Takes the event log back in time, as a restored dump does. */
import type pg from 'pg';

/**
 * Takes the event log back to how it was after the given event, as a restored dump or a standby without the last events has it: those
 * that follow are gone, and the next one is given a number that another had before.
 */
export async function rewindEvents(pool: Pick<pg.Pool, 'query'>, number: number): Promise<void> {
  await pool.query(`
    WITH lost AS (
      DELETE FROM andon.recommendation_event WHERE number > ${number} RETURNING number, previous_token
    )
    UPDATE andon.event_head AS head SET number = lost.number - 1, token = lost.previous_token
    FROM lost WHERE lost.number = ${number + 1}`);
}

/** Token of the event with this number, as its row, the row after it, or the head knows it. */
export async function tokenAt(pool: Pick<pg.Pool, 'query'>, number: number): Promise<string | null> {
  const { rows } = await pool.query<{ token: string | null }>(
    `SELECT coalesce(
       (SELECT token FROM andon.recommendation_event WHERE number = $1),
       (SELECT previous_token FROM andon.recommendation_event WHERE number = $1 + 1),
       (SELECT token FROM andon.event_head WHERE number = $1)) AS token`,
    [number],
  );
  return rows[0]?.token ?? null;
}
