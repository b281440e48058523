/** The log: one line of JSON for each event, with a key of src/log-events.ts. */
import pino from 'pino';
import type { LogEventAt, LogLevel } from './log-events.ts';

/** The fields of a line: which event it is, the error behind it if there is one, and whatever helps to find the cause. */
export interface LogFields<Level extends LogLevel> {
  readonly event: LogEventAt<Level>;
  readonly err?: unknown;
  readonly [field: string]: unknown;
}

/** What writes the server's log. Programs read the `event`, people the sentence, which may change. A pino logger is one. */
export type Logger = {
  readonly [Level in LogLevel]: (fields: LogFields<Level>, sentence: string) => void;
};

/** Writes one line of JSON for each event to stderr, so that stdout stays free for what a command prints. */
export function createLogger(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: false }),
  );
}
