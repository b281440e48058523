/** Draws the screen at most once a frame. */

/** A hidden page gets no frames; it is drawn after this time, because its title and its sound still matter. */
const unshownMs = 250;
/** A window behind others may get no frames without being hidden; it is drawn after this time. */
const longestMs = 1_000;

/**
 * However often it is asked for between two frames, the screen is drawn once.
 *
 * @param {() => void} draw
 * @returns {{ ask: () => void; now: () => void }} `now` for what a person does: the next key they press is meant for what they see then
 */
export function onceAFrame(draw) {
  let waits = false;
  let frame = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function run() {
    waits = false;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    draw();
  }

  return {
    ask() {
      if (waits) return;
      waits = true;
      if (!document.hidden) frame = requestAnimationFrame(run);
      timer = setTimeout(run, document.hidden ? unshownMs : longestMs);
    },
    now: run,
  };
}
