/** Shows the progress of a long command. */
import { SingleBar } from 'cli-progress';
import { createStatusLine, type StatusLine } from './status-line.ts';

const plainEveryMs = 10_000;

/** How far a long command has come. */
export interface ProgressView {
  readonly progress: (done: number, total: number, text: string) => void;
  /** A line that stays. */
  readonly say: (line: string) => void;
  readonly end: () => void;
}

/** A bar on a terminal; plain lines, one each ten seconds, elsewhere. */
export function createProgressView(): ProgressView {
  const line = createStatusLine(process.stdout, { plainEveryMs, nowMs: () => Date.now() });
  if (!process.stdout.isTTY) {
    return {
      progress: (done, total, text) => line.show(`${total === 0 ? 100 : Math.floor((done / total) * 100)} % · ${text}`),
      say: line.say,
      end: () => undefined,
    };
  }
  return createBar(line);
}

function createBar(line: StatusLine): ProgressView {
  const bar = new SingleBar({ format: '{bar} {percentage} % · {text}', hideCursor: true, stream: process.stdout });
  let running = false;
  return {
    progress(done, total, text) {
      if (running) bar.update(done, { text });
      else bar.start(total, done, { text });
      running = true;
    },
    say(text) {
      // The bar draws itself again below the line.
      if (running) process.stdout.write('\r\u001B[K');
      line.say(text);
    },
    end() {
      if (running) bar.stop();
      running = false;
    },
  };
}
