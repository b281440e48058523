/**
 * The stations of a reading on its way to a screen, in order; each latency is the time since the station before, or since its
 * own beginning where the pipeline works while bronze is still on its way to the disk.
 */
export const stages = [
  'bronze',
  'queued',
  'silver',
  'gold',
  'detect',
  'recommend',
  'commit',
  'notify',
  'read',
  'send',
  'reading_to_screen',
] as const;
export type Stage = (typeof stages)[number];

/** Told of each latency in milliseconds; `count` readings or events had it together. */
export type ObserveStage = (stage: Stage, latencyMs: number, count?: number) => void;
