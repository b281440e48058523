/** Opens the database for `andon detection`, and tells refusals as a sentence. */
import { loadConfig } from '../../config.ts';
import { createPostgresLog } from '../../db/bronze/postgres-log.ts';
import type { Database } from '../../db/connection/database.ts';
import { DayPartitions } from '../../db/upkeep/day-partitions.ts';
import { severityRank } from '../../domain/recommendations/severity.ts';
import { AndonError, StartupError } from '../../errors.ts';
import { DetectionTrial } from '../../pipeline/trial/detection-trial.ts';
import { createDetectionService, type DetectionService } from '../../services/detection-service.ts';
import { openExisting } from '../existing-database.ts';

/** Prints the lines that the work returns. */
export async function withDetection(
  writes: boolean,
  work: (service: DetectionService, tools: { readonly trial: DetectionTrial }) => Promise<readonly string[]>,
): Promise<void> {
  const config = loadConfig();
  let database: Database | undefined;
  try {
    database = await openExisting(config, { writes });
    const { pool } = database;
    const trial = new DetectionTrial({
      db: pool,
      bronze: createPostgresLog(new DayPartitions(pool)),
      minSeverityRank: severityRank(config.pipeline.recommendFromSeverity),
      dedupeWindowMs: config.pipeline.dedupeWindowMs,
      elapsedMs: () => performance.now(),
    });
    for (const line of await work(createDetectionService(pool), { trial })) console.log(line);
  } catch (error) {
    if (error instanceof AndonError) throw new StartupError(error.message, { cause: error });
    throw error;
  } finally {
    await database?.close();
  }
}
