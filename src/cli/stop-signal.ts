import { isRunByNpm } from './client-environment.ts';

const parentCheckMs = 500;

/**
 * Aborts when the process should end in order: at the first SIGINT or SIGTERM, when what it prints goes nowhere any more, or when the
 * npm that runs it has gone. A second signal ends the process as usual. `release` takes the handlers away again.
 */
export function stopSignal(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const stop = (reason: string): void => {
    release();
    controller.abort(new Error(`stopped by ${reason}`));
  };
  // `… | head` closes our output; unheard, that error would end the process and leave the database behind.
  const outputFailed = (error: Error): void => stop(`its output: ${error.message}`);
  // npm passes SIGTERM to a shell that does not pass it on: all that arrives here is a new parent.
  const parent = process.ppid;
  const watch = isRunByNpm()
    ? setInterval(() => {
        if (process.ppid !== parent) stop('the end of npm');
      }, parentCheckMs)
    : null;
  watch?.unref();
  const release = (): void => {
    process.removeListener('SIGINT', stop);
    process.removeListener('SIGTERM', stop);
    if (watch !== null) clearInterval(watch);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.stdout.on('error', outputFailed);
  return { signal: controller.signal, release };
}
