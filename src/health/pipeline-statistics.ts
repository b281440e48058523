/** Gathers the figures of pipeline health from the database, and keeps them for a moment. */
import type pg from 'pg';
import type { DatabaseCondition } from '../db/connection/database-condition.ts';
import { type PipelineStatistics, readPipelineStatistics } from '../db/pipeline/pipeline-statistics.ts';
import type { Trouble } from '../domain/database-trouble.ts';

export type { PipelineStatistics } from '../db/pipeline/pipeline-statistics.ts';

/** Who looks more often is told of the disk what the last look found. */
const diskTrialMs = 2_000;

/** What the database says, and why it does not do its part. */
export interface PipelineReport {
  /** Null when it could not be asked. */
  readonly statistics: PipelineStatistics | null;
  readonly trouble: Trouble | null;
}

export interface PipelineStatisticsService {
  read(): Promise<PipelineReport>;
  /** Why nothing is heard of it. */
  silence(isListening: boolean): Trouble;
}

export function createPipelineStatisticsService(
  pool: pg.Pool,
  condition: DatabaseCondition,
  elapsedMs: () => number,
  writeLags: () => Promise<void>,
): PipelineStatisticsService {
  let triedMs = Number.NEGATIVE_INFINITY;
  let isDiskFull = false;
  const read = async (): Promise<PipelineStatistics> => {
    if (elapsedMs() - triedMs < diskTrialMs) return readPipelineStatistics(pool);
    try {
      const statistics = await readPipelineStatistics(pool, true);
      isDiskFull = false;
      triedMs = elapsedMs();
      return statistics;
    } catch (error) {
      if (condition.troubleIn(error) !== 'diskFull') throw error;
      isDiskFull = true;
      triedMs = elapsedMs();
      return readPipelineStatistics(pool);
    }
  };
  return {
    read: async () => {
      try {
        await writeLags();
        const statistics = await read();
        condition.learn(statistics);
        return { statistics, trouble: stateOf(statistics) ?? (isDiskFull ? 'diskFull' : condition.known) };
      } catch (error) {
        const trouble = condition.troubleIn(error);
        if (trouble === null) throw error;
        return { statistics: null, trouble };
      }
    },
    silence: (isListening) => condition.known ?? condition.silence(isListening),
  };
}

function stateOf({ isStandby, isReadOnly, isUnconfirmed }: PipelineStatistics): Trouble | null {
  if (isStandby) return 'standby';
  if (isReadOnly) return 'readOnly';
  return isUnconfirmed ? 'unconfirmed' : null;
}
