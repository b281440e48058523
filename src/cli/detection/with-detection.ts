/** Makes what `andon detection` works with: the service of settings, and dry runs. */
import { createPostgresLog } from '../../db/bronze/postgres-log.ts';
import { DayPartitions } from '../../db/upkeep/day-partitions.ts';
import { severityRank } from '../../domain/recommendations/severity.ts';
import { DetectionTrial } from '../../pipeline/trial/detection-trial.ts';
import { createDetectionService, type DetectionService } from '../../services/detection-service.ts';
import { withDatabase } from '../with-database.ts';

/** Prints the lines that the work returns. */
export async function withDetection(
  writes: boolean,
  work: (service: DetectionService, tools: { readonly trial: DetectionTrial }) => Promise<readonly string[]>,
): Promise<void> {
  await withDatabase(writes, (pool, config) => {
    const trial = new DetectionTrial({
      db: pool,
      bronze: createPostgresLog(new DayPartitions(pool)),
      minSeverityRank: severityRank(config.pipeline.recommendFromSeverity),
      dedupeWindowMs: config.pipeline.dedupeWindowMs,
      elapsedMs: () => performance.now(),
    });
    return work(createDetectionService(pool), { trial });
  });
}
