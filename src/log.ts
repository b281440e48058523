import pino, { type Logger } from 'pino';

export type { Logger };

/** One JSON line an event on stderr, so that stdout stays free for what a command prints. */
export function createLogger(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: false }),
  );
}
