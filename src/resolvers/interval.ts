/** Ticks at once and then after each pause, until it is left. A slow reader gets fewer ticks, never a queue of them. */
export function every(pauseMs: number): AsyncIterator<void, undefined> {
  let first = true;
  let timer: NodeJS.Timeout | undefined;
  return {
    next: () => {
      if (first) {
        first = false;
        return Promise.resolve({ done: false, value: undefined });
      }
      return new Promise((resolve) => {
        timer = setTimeout(resolve, pauseMs, { done: false, value: undefined });
      });
    },
    return: async () => {
      clearTimeout(timer);
      return { done: true, value: undefined };
    },
  };
}
