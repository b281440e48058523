/** Stops the server and ends the process in time, whatever hangs. */
import type { Logger } from '../log.ts';
import type { RunningSite } from '../runtime/site.ts';

/** How long anything may keep the process alive after everything has stopped. */
const leaveWithinMs = 500;

/**
 * Stops the server, after which the process ends by itself: service managers send SIGKILL ten seconds after SIGTERM. If a component had to
 * be left behind, or a connection to a database that does not answer is still open, the process is ended: everything that was acknowledged
 * is in the database, and unfinished work begins again at the next start.
 */
export async function stopAndLeave(site: Pick<RunningSite, 'close'>, log: Logger): Promise<void> {
  const left = await site.close();
  const leave = (): void => {
    log.error(
      { event: 'server.stop_timed_out', left },
      'ended although not everything has stopped; what was acknowledged is safe in the database',
    );
    process.exit(1);
  };
  if (left.length > 0) leave();
  setTimeout(leave, leaveWithinMs).unref();
}
