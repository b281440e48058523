/** How well a confidence tells what operators then decided: Brier score, and reliability by decile. */

export interface Told {
  /** 0…1. */
  readonly confidence: number;
  readonly approved: boolean;
}

export interface ReliabilityBin {
  /** The decile's lower edge: 0, 0.1, … 0.9. */
  readonly from: number;
  readonly count: number;
  /** Mean of what was told. */
  readonly confidence: number;
  /** Share that was approved. */
  readonly approved: number;
}

/** Mean square of the difference between confidence and decision, 0 (perfect) to 1; null without any. */
export function brierScore(told: readonly Told[]): number | null {
  if (told.length === 0) return null;
  return told.reduce((sum, { confidence, approved }) => sum + (confidence - Number(approved)) ** 2, 0) / told.length;
}

/** Deciles in which something was told, lowest first. */
export function reliability(told: readonly Told[]): ReliabilityBin[] {
  const bins = new Map<number, Told[]>();
  for (const one of told) {
    const decile = Math.min(9, Math.floor(one.confidence * 10));
    const bin = bins.get(decile);
    if (bin === undefined) bins.set(decile, [one]);
    else bin.push(one);
  }
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([decile, ones]) => ({
      from: decile / 10,
      count: ones.length,
      confidence: ones.reduce((sum, { confidence }) => sum + confidence, 0) / ones.length,
      approved: ones.filter(({ approved }) => approved).length / ones.length,
    }));
}
