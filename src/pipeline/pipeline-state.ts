/** What the pipeline says of itself for health and metrics. */
import type { SilenceState } from './silence/silence-watch.ts';
import type { WindowJudgeState } from './windows/window-judge.ts';

/** How far the pipeline of this server is. */
export interface PipelineState {
  readonly enabled: boolean;
  readonly ownedShards: number;
  /** Batches of the log that the slowest owned shard has before it. */
  readonly backlogBatches: number;
  readonly queuedReadings: number;
  readonly processedReadings: number;
  /** Sensors of which detection has its state in memory: those that spoke within the last quarter of an hour. */
  readonly sensorsInMemory: number;
  /** Age of the oldest batch that is not through yet; 0 when there is none. */
  readonly lagMs: number;
  readonly lastError: string | null;
  /** Why settings of detectors are ignored, as far as they are: a sentence each. */
  readonly ignoredSettings: readonly string[];
}

/** The same with how far detection in completed windows is, which follows behind the pipeline. */
export interface ProcessingState extends PipelineState {
  readonly windows: WindowJudgeState;
  readonly silence: SilenceState;
}
