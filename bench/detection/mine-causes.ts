/** What is really wrong in each kind of fault of the simulated mine, as words that one of the first two causes told has to have. */

const families: Readonly<Record<string, RegExp>> = {
  bearing: /bearing/,
  'slow-leak': /puncture|leak/,
  drift: /calibration|thermometer that drifts|sensor that drifts/,
  'stuck-sensor': /frozen|repeats it/,
  'load-cycle': /haul|route|load or operation/,
  'gateway-gone': /gateway|network|power/,
  'cooling-lost': /cool|lubrication pump/,
  'belt-slip': /slip/,
  'sensor-replaced': /sensor that was (changed|replaced)/,
};
const firstCauses = 2;

/** Null where nothing is known of such a fault. */
export function namesCause(kind: string, causes: readonly string[]): boolean | null {
  const family = families[kind];
  return family === undefined ? null : causes.slice(0, firstCauses).some((cause) => family.test(cause));
}
