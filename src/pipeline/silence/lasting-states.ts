/**
 * Tells of states that last too long where no reading says so: a sensor that reports changes only says nothing while it stays in one, so the
 * clock has to. What is told is remembered with the sensor's states, so that readings and clock tell it once.
 */
import type pg from 'pg';
import { mergeAnomalies } from '../../db/pipeline/pipeline-write.ts';
import {
  noteLasting,
  type QuietStates,
  readLastingConditions,
  readQuietStates,
} from '../../db/pipeline/quiet-states.ts';
import { inTransactionOn } from '../../db/query/transaction.ts';
import { despiteFullQueue } from '../../db/signals/despite-full-queue.ts';
import { runsIn } from '../../domain/detection/catalogue.ts';
import { shardOf } from '../../domain/equipment/shard.ts';
import { severityRank } from '../../domain/recommendations/severity.ts';
import { stayOf } from '../../domain/recommendations/state-memory.ts';
import { endFound } from '../alarms/conditions.ts';
import { toAnomalies } from '../detect/anomalies.ts';
import type { Finding } from '../detect/detector.ts';
import { lastingFinding, stateDetector } from '../detect/state/state-detector.ts';
import { toCandidates } from '../recommend/candidate.ts';
import { type Telling, tellCandidates } from '../recommend/tell.ts';
import type { Definitions } from '../sensor-definitions.ts';
import type { SilverReading } from '../silver.ts';
import { anomalyColumns } from '../write-batch.ts';

/**
 * A sensor that reports oftener says by its readings that its state lasts. By then the pipeline has let go of what it remembers of it, and reads
 * anew what is noted here.
 */
export const quietMs = 1_200_000;

export interface LastingStatesOptions extends Telling {
  readonly definitions: Definitions;
  readonly minSeverityRank: number;
}

interface Lasting {
  readonly quiet: QuietStates;
  readonly reading: SilverReading;
  readonly finding: Finding;
}

/** Tells what lasts too long at machines of these shards, and ends what was told and is over. */
export async function tellLastingStates(
  client: pg.Client,
  owned: ReadonlySet<number>,
  options: LastingStatesOptions,
): Promise<void> {
  const { definitions, now } = options;
  const isOwned = (machine: { siteId: string; equipmentId: string }): boolean => owned.has(shardOf(machine));
  const nowMs = now();
  const quiet = (await readQuietStates(client, new Date(nowMs - quietMs))).filter(isOwned);
  const told = (await readLastingConditions(client)).filter(isOwned);
  await definitions.load(new Set([...quiet, ...told].map(({ sensorId }) => sensorId)));
  const isJudged = (sensorId: number): boolean => {
    const { kind, isActive, detection } = definitions.of(sensorId);
    return kind === 'state' && isActive && runsIn(detection, stateDetector.name);
  };
  const over = told.filter(({ sensorId, isOver }) => isOver || !isJudged(sensorId));
  const lasting = quiet
    .filter(({ sensorId }) => isJudged(sensorId))
    .flatMap((one) => lastingOf(one, nowMs, definitions));
  if (over.length === 0 && lasting.length === 0) return;
  await despiteFullQueue(() =>
    inTransactionOn(client, async () => {
      await tell(client, lasting, options);
      const note = 'Expired: it shows another state.';
      await endFound(
        client,
        over.map(({ sensorId, problem }) => ({ sensorId, issue: problem, note, isMoot: true })),
        (sensorId) => definitions.of(sensorId),
        [stateDetector.name],
      );
    }),
  );
}

function lastingOf(quiet: QuietStates, nowMs: number, definitions: Definitions): Lasting[] {
  const { sensorId, siteId, equipmentId, states, value } = quiet;
  const name = states.states[states.current];
  const definition = definitions.of(sensorId);
  if (states.lasting >= 2 || name === undefined) return [];
  const finding = lastingFinding(name, stayOf(states, nowMs), definition);
  if (finding === null) return [];
  const reading: SilverReading = {
    sensorId,
    shardNo: shardOf({ siteId, equipmentId }),
    eventTimeMs: nowMs,
    receivedAtMs: nowMs,
    value: value ?? states.current,
    quality: 0,
    flags: 0,
    isBehind: false,
    unitIsAssumed: false,
    definition,
    state: { name, isNumber: value !== null },
  };
  return [{ quiet, reading, finding }];
}

async function tell(
  client: pg.Client,
  lasting: readonly Lasting[],
  { minSeverityRank, ...telling }: LastingStatesOptions,
): Promise<void> {
  const noted: Lasting[] = [];
  for (const one of lasting) if (await noteLasting(client, one.quiet)) noted.push(one);
  if (noted.length === 0) return;
  await mergeAnomalies(client, toAnomalies(noted).map(anomalyColumns));
  const candidates = toCandidates(noted.filter(({ finding }) => severityRank(finding.severity) >= minSeverityRank));
  await tellCandidates(client, candidates, telling);
}
