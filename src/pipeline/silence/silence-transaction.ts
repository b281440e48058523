/** Commits what operators are told of silent sensors, with the note that they were told; and the end of it. */
import type pg from 'pg';
import { endConditionOf, raiseConditions } from '../../db/alarms/alarm-conditions.ts';
import { mergeAnomalies } from '../../db/pipeline/pipeline-write.ts';
import {
  deleteSilences,
  type LastWord,
  lockSilencesOf,
  readOpenSilences,
  readSilencesOf,
  readToldSince,
  type SilenceRow,
  writeSilences,
} from '../../db/pipeline/silences.ts';
import { inTransactionOn } from '../../db/query/transaction.ts';
import type { IssueKey } from '../../db/recommendations/recommendation-write.ts';
import {
  expireSilence,
  insertSilenceRecommendation,
  readPendingSilence,
  rewordSilence,
} from '../../db/recommendations/silence-recommendations.ts';
import { despiteFullQueue } from '../../db/signals/despite-full-queue.ts';
import { severityRank } from '../../domain/recommendations/severity.ts';
import type { Definition } from '../sensor-definition.ts';
import { fellSilentTogether, type Silence, type SilentSensor } from './due-silences.ts';
import {
  anomalyOf,
  conditionOf,
  detector,
  draftOf,
  reasonOf,
  type SilenceTelling,
  silenceSeverity,
  tellingOf,
} from './silence-draft.ts';
import { type NamedSilence, tellSilence } from './silence-wording.ts';

/** Server times of one reading are the same wherever they come from, but for what a database rounds. */
const sameMs = 1_000;

export interface SilenceStep {
  readonly siteId: string;
  /** All of the site. */
  readonly silences: readonly Silence[];
  readonly nowMs: number;
  readonly minSeverityRank: number;
  readonly definitionOf: (sensorId: number) => Definition | null;
  readonly lastWords: ReadonlyMap<number, LastWord>;
}

/**
 * Sensors that fell silent with some that stand before the operators already are told with those: another server watches the other
 * machines, or a slow sensor is due later. Nothing is stored, and nobody told, when it throws.
 */
export async function commitSilences(client: pg.Client, step: SilenceStep): Promise<void> {
  const { siteId, silences, nowMs } = step;
  await despiteFullQueue(() =>
    inTransactionOn(client, async () => {
      await lockSilencesOf(client, siteId);
      const fresh = await withoutTold(client, silences, nowMs);
      for (const silence of fresh) {
        const [first] = silence;
        if (first === undefined) continue;
        const open = await readOpenSilences(client, siteId);
        const entry = open.find((row) => silence.some((sensor) => fellSilentTogether(sensor, row)));
        if (entry === undefined || entry.recommendationId === null) await tell(client, silence, step);
        else {
          await writeSilences(client, entry.recommendationId, silence);
          await reword(client, entry.recommendationId, nowMs);
        }
      }
    }),
  );
}

/** These sensors of a site are silent no more. What told of them alone, and is not decided, is expired with the note. */
export async function endSilences(
  client: pg.Client,
  { siteId, sensorIds, note, nowMs }: { siteId: string; sensorIds: readonly number[]; note: string; nowMs: number },
): Promise<void> {
  await despiteFullQueue(() =>
    inTransactionOn(client, async () => {
      await lockSilencesOf(client, siteId);
      await end(client, sensorIds, note, nowMs);
    }),
  );
}

/** A server that died may have told of one, or have heard it since without saying so: what is said of an earlier silence is ended. */
async function withoutTold(client: pg.Client, silences: readonly Silence[], nowMs: number): Promise<Silence[]> {
  const told = await readToldSince(
    client,
    silences.flatMap((silence) => silence.map(({ sensorId }) => sensorId)),
  );
  const isTold = ({ sensorId, sinceMs }: SilentSensor): boolean => {
    const toldMs = told.get(sensorId);
    return toldMs !== undefined && toldMs >= sinceMs - sameMs;
  };
  const fresh = silences.map((silence) => silence.filter((sensor) => !isTold(sensor)));
  const earlier = fresh.flatMap((silence) => silence.flatMap(({ sensorId }) => (told.has(sensorId) ? [sensorId] : [])));
  if (earlier.length > 0) await end(client, earlier, 'Expired: it has reported since, and is silent again.', nowMs);
  return fresh.filter((silence) => silence.length > 0);
}

async function tell(client: pg.Client, silence: Silence, step: SilenceStep): Promise<void> {
  const { siteId, nowMs, definitionOf, lastWords, minSeverityRank } = step;
  const named = silence.map((sensor) => withLabel(sensor, definitionOf));
  let all: readonly NamedSilence[] = named;
  let telling = tellingOf(all, nowMs, definitionOf, lastWords);
  const { issueType, definition } = telling;
  const key: IssueKey = { siteId, equipmentId: definition.equipmentId, issueType };
  // The same machine may be silent again while others of its entry still are: one entry tells of all of them anew.
  const replaced = await readPendingSilence(client, key);
  if (replaced !== null) {
    all = [...named, ...(await readSilencesOf(client, replaced))];
    telling = { ...telling, ...retold(all, nowMs) };
    await expireSilence(client, replaced, 'Expired: it is told anew, together with what fell silent since.');
  }
  const anomaly = anomalyOf(telling, nowMs);
  if (anomaly !== null) await mergeAnomalies(client, [anomaly]);
  const isWorthTelling = severityRank(silenceSeverity) >= minSeverityRank;
  const recommendationId = isWorthTelling ? await insertSilenceRecommendation(client, draftOf(telling, nowMs)) : null;
  if (recommendationId !== null) await raiseConditions(client, [conditionOf(telling)]);
  await writeSilences(client, recommendationId, all);
}

function retold(all: readonly NamedSilence[], nowMs: number): Pick<SilenceTelling, 'sentence' | 'sinceMs' | 'reason'> {
  const { sentence, sinceMs } = tellSilence(all, nowMs);
  return { sentence, sinceMs, reason: reasonOf(all, nowMs) };
}

async function end(client: pg.Client, sensorIds: readonly number[], note: string, nowMs: number): Promise<void> {
  for (const recommendationId of await deleteSilences(client, sensorIds)) {
    await reword(client, recommendationId, nowMs, note);
  }
}

/** What it tells of is what is silent now; when that is nothing, it is over. */
async function reword(client: pg.Client, recommendationId: string, nowMs: number, note = 'Expired.'): Promise<void> {
  const left: readonly SilenceRow[] = await readSilencesOf(client, recommendationId);
  if (left.length === 0) {
    await endConditionOf(client, recommendationId, detector);
    await expireSilence(client, recommendationId, note);
  } else await rewordSilence(client, recommendationId, tellSilence(left, nowMs).sentence, reasonOf(left, nowMs));
}

function withLabel(sensor: SilentSensor, definitionOf: (sensorId: number) => Definition | null): NamedSilence {
  const definition = definitionOf(sensor.sensorId);
  return { ...sensor, label: definition?.name ?? definition?.sensorType ?? `sensor ${sensor.sensorId}` };
}
