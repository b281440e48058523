/** Writes even if PostgreSQL's queue of notifications is full. */
import { sqlState, sqlStateOf } from '../query/sql-state.ts';

/**
 * Writes, and once more if the queue of notifications was found full. The signals of the database fall silent by themselves before
 * that, but others may fill the queue between their look and the commit, which then fails although only a signal was at stake. It is
 * full now, so that the second time they are silent.
 */
export async function despiteFullQueue<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (sqlStateOf(error) === sqlState.notifyQueueFull) return write();
    throw error;
  }
}
