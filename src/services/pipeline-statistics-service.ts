import type pg from 'pg';
import { type PipelineStatistics, readPipelineStatistics } from '../db/pipeline-statistics.ts';

export type { PipelineStatistics } from '../db/pipeline-statistics.ts';

export interface PipelineStatisticsService {
  read(): Promise<PipelineStatistics>;
}

export function createPipelineStatisticsService(pool: pg.Pool): PipelineStatisticsService {
  return { read: () => readPipelineStatistics(pool) };
}
