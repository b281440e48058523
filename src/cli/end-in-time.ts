import type { Logger } from '../log.ts';

const withinMs = 9_000;

/**
 * Service managers send SIGKILL ten seconds after SIGTERM. A database that does not answer any more must not hold the process that
 * long:
 * everything that was acknowledged is in it, and unfinished work begins again at the next start.
 */
export function endInTime(log: Logger): void {
  const timer = setTimeout(() => {
    log.error(
      { event: 'server.stop_timed_out', withinMs },
      'ended without the database, which does not answer; what was acknowledged is safe in it',
    );
    process.exit(1);
  }, withinMs);
  timer.unref();
}
