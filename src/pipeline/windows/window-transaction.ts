/** Commits what detectors found in completed windows: anomalies, recommendations and the checkpoint, in one transaction. */
import type pg from 'pg';
import { advanceWindowCheckpoint } from '../../db/pipeline/completed-windows.ts';
import { mergeAnomalies } from '../../db/pipeline/pipeline-write.ts';
import { inTransactionOn } from '../../db/query/transaction.ts';
import { endRemainingTimes, restateRemainingTimes } from '../../db/recommendations/remaining-time-write.ts';
import { despiteFullQueue } from '../../db/signals/despite-full-queue.ts';
import { severityRank } from '../../domain/recommendations/severity.ts';
import { endFound } from '../alarms/conditions.ts';
import { toAnomalies } from '../detect/anomalies.ts';
import type { Finding } from '../detect/detector.ts';
import { toCandidates } from '../recommend/candidate.ts';
import { type Telling, tellCandidates } from '../recommend/tell.ts';
import type { Definition } from '../sensor-definition.ts';
import type { SilverReading } from '../silver.ts';
import { anomalyColumns } from '../write-batch.ts';
import type { JudgedWindow, Judgement } from './judgement.ts';
import { endedTrends, restatedTimes } from './restated-times.ts';

/** Another server has moved the shard's checkpoint: what this one remembers is out of date. */
export class WindowsOvertakenError extends Error {
  override readonly name = 'WindowsOvertakenError';
}

export interface WindowStep extends Judgement {
  readonly shardNo: number;
  readonly from: number;
  readonly to: number;
}

export interface Judged {
  readonly reading: SilverReading;
  readonly finding: Finding;
}

export interface TellingRules extends Telling {
  readonly minSeverityRank: number;
}

/** Nothing is stored, and nobody told, when it throws. Definitions of the sensors that findings name are loaded. */
export async function commitFindings(
  client: pg.Client,
  { shardNo, from, to, judged, ended, restated }: WindowStep,
  definitionOf: (sensorId: number) => Definition,
  { minSeverityRank, ...telling }: TellingRules,
): Promise<void> {
  const findings: Judged[] = [];
  const alarming: Judged[] = [];
  for (const one of judged) {
    const finding = asFinding(one, definitionOf);
    findings.push(finding);
    if (isWorthTelling(one, minSeverityRank)) alarming.push(finding);
  }
  await despiteFullQueue(() =>
    inTransactionOn(client, async () => {
      if (!(await advanceWindowCheckpoint(client, shardNo, from, to))) {
        throw new WindowsOvertakenError(`another server has judged windows of shard ${shardNo}`);
      }
      await mergeAnomalies(client, toAnomalies(findings).map(anomalyColumns));
      await tellCandidates(client, toCandidates(alarming), telling);
      await restateRemainingTimes(client, restatedTimes(alarming, restated, definitionOf));
      // Behind what was found: what came and went within these windows has ended.
      await endFound(client, ended, definitionOf);
      await endRemainingTimes(client, endedTrends(ended, definitionOf));
    }),
  );
}

/** A window that was completed by a reading of the past, or of equipment that is out of service now, is recorded and not told. */
export function isWorthTelling({ window, found: { finding } }: JudgedWindow, minSeverityRank: number): boolean {
  return window.isPresent && finding.confirmed && severityRank(finding.severity) >= minSeverityRank;
}

/** The window as one reading of its minute, which is how anomalies and recommendations name a value. */
export function asFinding({ window, found }: JudgedWindow, definitionOf: (sensorId: number) => Definition): Judged {
  const definition = definitionOf(found.sensorId);
  const reading: SilverReading = {
    sensorId: found.sensorId,
    shardNo: window.shardNo,
    eventTimeMs: window.windowMs,
    receivedAtMs: window.completedMs,
    value: found.value,
    quality: 0,
    flags: 0,
    isBehind: false,
    unitIsAssumed: definition.unitIsAssumed,
    definition,
  };
  return { reading, finding: found.finding };
}
