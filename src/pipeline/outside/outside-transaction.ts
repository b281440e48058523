/** Commits what a model from outside found: anomalies, and recommendations for what it said in time. */
import type pg from 'pg';
import { mergeAnomalies } from '../../db/pipeline/pipeline-write.ts';
import { inTransactionOn } from '../../db/query/transaction.ts';
import { despiteFullQueue } from '../../db/signals/despite-full-queue.ts';
import { rounded } from '../../domain/quantity-text.ts';
import { severityRank } from '../../domain/recommendations/severity.ts';
import type { Score } from '../../models/scoring/scorer.ts';
import { toAnomalies } from '../detect/anomalies.ts';
import type { Finding } from '../detect/detector.ts';
import { toCandidates } from '../recommend/candidate.ts';
import { noLastHour } from '../recommend/course.ts';
import { draftDue, findDue, raiseRecommendations } from '../recommend/raise.ts';
import type { Withholding } from '../recommend/withholding.ts';
import type { SilverReading } from '../silver.ts';
import { anomalyColumns } from '../write-batch.ts';
import type { MachineRow, RowValue } from './machine-rows.ts';

const severity = 'high';

export interface ScoredRow {
  readonly row: MachineRow;
  readonly score: Score;
}

export interface OutsideTelling {
  readonly minSeverityRank: number;
  readonly joinWindowMs: number;
  /** What operators' decisions keep out of the queue. */
  readonly withholding: Withholding;
  readonly isInTime: (row: MachineRow) => boolean;
}

interface Found {
  readonly reading: SilverReading;
  readonly finding: Finding;
}

/** Nothing is stored, and nobody told, when it throws. */
export async function commitScores(
  client: pg.Client,
  scored: readonly ScoredRow[],
  { minSeverityRank, joinWindowMs, withholding, isInTime }: OutsideTelling,
): Promise<void> {
  const found = scored.flatMap((one) => {
    const finding = findingOf(one);
    return finding === null ? [] : [{ ...finding, row: one.row }];
  });
  if (found.length === 0) return;
  const isWorthTelling = ({ row, reading, finding }: Found & { readonly row: MachineRow }) =>
    finding.confirmed &&
    row.isPresent &&
    reading.definition.isActive &&
    severityRank(severity) >= minSeverityRank &&
    isInTime(row);
  await despiteFullQueue(() =>
    inTransactionOn(client, async () => {
      await mergeAnomalies(client, toAnomalies(found).map(anomalyColumns));
      const due = await findDue(client, toCandidates(found.filter(isWorthTelling)), withholding);
      if (due.length > 0) {
        await raiseRecommendations(client, draftDue(due, noLastHour, withholding), joinWindowMs);
      }
    }),
  );
}

/** Of the sensor that the model names, else of the one that is furthest from its usual. Null for what is ordinary. */
function findingOf({ row, score: { score, column, columns } }: ScoredRow): Found | null {
  const named = column === null ? undefined : row.values.get(column);
  const told = named ?? furthestOf(row);
  if (told === undefined) return null;
  const { definition, mean, deviation } = told;
  const { record_score: recordFrom, queue_score: queueFrom } = definition.detection.outside_model.parameters;
  if (!(score >= Math.min(recordFrom, queueFrom))) return null;
  const furthest = named === undefined ? '' : `; ${definition.sensorType} contributes most`;
  return {
    reading: {
      sensorId: definition.sensorId,
      // A finding of a machine belongs to no batch.
      shardNo: 0,
      eventTimeMs: row.windowMs,
      receivedAtMs: row.completedMs,
      value: mean,
      quality: 0,
      flags: 0,
      isBehind: false,
      unitIsAssumed: definition.unitIsAssumed,
      definition,
    },
    finding: {
      detector: 'outside_model',
      subject: 'equipment',
      severity,
      // How sure a model from outside is, nobody knows: between doubt and confidence, by how far it is beyond.
      score: Math.min(0.9, 0.55 + 0.1 * (score / queueFrom - 1)),
      direction: deviation < 0 ? 'low' : 'high',
      confirmed: score >= queueFrom,
      limit: null,
      baseline: null,
      issue: 'outside_model',
      excess: score,
      reason: {
        clause: `and the outside model scores the ${columns} sensors of ${definition.equipmentId} at ${rounded(score)}, from ${rounded(queueFrom)} on it is told${furthest}`,
        evidence: { model_score: score, queue_score: queueFrom, sensors: columns, furthest_sensor: column },
      },
    },
  };
}

function furthestOf({ values }: MachineRow): RowValue | undefined {
  return [...values.values()].reduce<RowValue | undefined>(
    (furthest, one) =>
      furthest === undefined || Math.abs(one.deviation) > Math.abs(furthest.deviation) ? one : furthest,
    undefined,
  );
}
