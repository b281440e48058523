/** A page that is not shown gets no frames, and still has a title to tell and a horn to sound. */
const unshownMs = 250;
/** A window that lies behind others may get no frames either, and does not say so. */
const longestMs = 1_000;

/**
 * However often it is asked for between two frames, the screen is drawn once.
 *
 * @param {() => void} draw
 * @returns {() => void} asks for it
 */
export function onceAFrame(draw) {
  let waits = false;
  let frame = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function run() {
    if (!waits) return;
    waits = false;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    draw();
  }

  return () => {
    if (waits) return;
    waits = true;
    if (!document.hidden) frame = requestAnimationFrame(run);
    timer = setTimeout(run, document.hidden ? unshownMs : longestMs);
  };
}
