// Preloaded into a server under test: at SIGUSR2 its clock goes back by an hour, as a wrong time server or an administrator sets it.
const hourMs = 3_600_000;
let offsetMs = 0;
process.on('SIGUSR2', () => {
  offsetMs -= hourMs;
});

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + offsetMs);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + offsetMs;
  }
};
