/** A stream of pseudo-random numbers that is the same for the same seed, on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Standard normal. */
  normal(): number;
  /** An independent stream named by `label`, so that adding one signal leaves every other as it was. */
  fork(label: string): Random;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for a simulation. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return {
    next,
    // Box–Muller; 1 − next() keeps the logarithm away from zero.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    fork: (label) => seededRandom(labelHash(label, seed)),
  };
}

/** FNV-1a over the label, started from the seed. */
function labelHash(label: string, seed: number): number {
  let hash = (0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)) >>> 0;
  for (let position = 0; position < label.length; position += 1) {
    hash = Math.imul(hash ^ label.charCodeAt(position), 0x01000193) >>> 0;
  }
  return hash;
}
