// Preloaded into a measured server: at SIGUSR2 its clocks leap by six minutes, and what nobody holds any more is collected, so that
// what is let go in time can be measured without waiting for it. Needs --expose-gc.
const leapMs = 360_000;
let offsetMs = 0;
const RealDate = Date;
const elapsed = performance.now.bind(performance);
performance.now = () => elapsed() + offsetMs;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + offsetMs);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + offsetMs;
  }
};
process.on('SIGUSR2', () => {
  offsetMs += leapMs;
  setTimeout(() => globalThis.gc?.(), 1_000).unref();
});
