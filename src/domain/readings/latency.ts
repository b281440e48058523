/**
 * The stages of a reading on its way to a screen, in order. Each latency is the time since the stage before, or since the stage began
 * where the pipeline works while bronze is still being written to disk.
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
