/** Where a command reports while it runs: one line that is rewritten on a terminal, whole lines now and then elsewhere. */
export interface StatusLine {
  /** Shows the present state; without a terminal at most once in `plainEveryMs`. */
  show(status: string): void;
  /** A line that stays. */
  say(line: string): void;
}

export function createStatusLine(
  out: NodeJS.WriteStream,
  options: { readonly plainEveryMs: number; readonly nowMs: () => number },
): StatusLine {
  let shown = false;
  let lastPlainMs = Number.NEGATIVE_INFINITY;
  return {
    show(status) {
      if (out.isTTY) {
        // Cut to the terminal's width: a line that wraps cannot be rewritten.
        out.write(`\r\u001B[K${status.slice(0, Math.max(20, out.columns - 1))}`);
        shown = true;
        return;
      }
      if (options.nowMs() - lastPlainMs < options.plainEveryMs) return;
      lastPlainMs = options.nowMs();
      out.write(`${status}\n`);
    },
    say(line) {
      out.write(shown ? `\r\u001B[K${line}\n` : `${line}\n`);
      shown = false;
    },
  };
}
