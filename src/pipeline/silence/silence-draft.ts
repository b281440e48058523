/** Makes anomaly and recommendation of sensors that fell silent together. */
import type { FoundCondition } from '../../db/alarms/alarm-conditions.ts';
import type { AnomalyColumns } from '../../db/pipeline/pipeline-write.ts';
import type { LastWord } from '../../db/pipeline/silences.ts';
import type { SilenceDraft } from '../../db/recommendations/silence-recommendations.ts';
import { severityRank } from '../../domain/recommendations/severity.ts';
import { windowStartMs } from '../../domain/window.ts';
import { causesText, checksText, knowledgeEvidence, urgencyFor } from '../recommend/knowledge.ts';
import type { Definition } from '../sensor-definition.ts';
import { type NamedSilence, tellSilence } from './silence-wording.ts';

export const silenceSeverity = 'high';
export const detector = 'silent';
const score = 0.9;

/** What is to be told, with the sensor that stands for it: one with a number as its value, where there is one. */
export interface SilenceTelling {
  readonly issueType: string;
  readonly definition: Definition;
  readonly lastWord: LastWord | null;
  readonly sinceMs: number;
  readonly subject: 'sensor' | 'equipment';
  readonly sentence: string;
  readonly reason: object;
}

export function tellingOf(
  silent: readonly NamedSilence[],
  nowMs: number,
  definitionOf: (sensorId: number) => Definition | null,
  lastWords: ReadonlyMap<number, LastWord>,
): SilenceTelling {
  const { equipmentId, subject, sinceMs, sentence } = tellSilence(silent, nowMs);
  const own = silent.filter((sensor) => sensor.equipmentId === equipmentId && definitionOf(sensor.sensorId) !== null);
  const standing = own.find(({ sensorId }) => lastWords.get(sensorId)?.value != null) ?? own[0];
  const definition = standing === undefined ? null : definitionOf(standing.sensorId);
  if (definition === null) throw new Error(`no silent sensor of ${equipmentId} has a definition`);
  const issue = subject === 'sensor' ? `${definition.issueName}_silent` : 'silent';
  return {
    issueType: `${issue}_${silenceSeverity}`,
    definition,
    lastWord: lastWords.get(definition.sensorId) ?? null,
    sinceMs,
    subject,
    sentence,
    reason: reasonOf(silent, nowMs),
  };
}

/** What the sentence rests on. */
export function reasonOf(silent: readonly NamedSilence[], nowMs: number): object {
  const { machines, sinceMs } = tellSilence(silent, nowMs);
  return {
    silent_since: new Date(sinceMs).toISOString(),
    silent_seconds: Math.round((nowMs - sinceMs) / 1_000),
    silent_sensors: silent.length,
    usual_pause_seconds: Math.max(...silent.map(({ usualPauseMs }) => usualPauseMs)) / 1_000,
    machines,
  };
}

/** Null where no value that is a number was ever told: an anomaly is of one. */
export function anomalyOf(telling: SilenceTelling, nowMs: number): AnomalyColumns | null {
  const { definition, lastWord, subject, sentence, reason, sinceMs } = telling;
  if (lastWord === null || lastWord.value === null) return null;
  return {
    sensorId: definition.sensorId,
    windowMs: windowStartMs(nowMs),
    readingCount: 1,
    detector,
    eventTimeMs: nowMs,
    severityRank: severityRank(silenceSeverity),
    value: lastWord.value,
    score,
    subject,
    evidence: { ...reason, clause: sentence },
    excess: (nowMs - sinceMs) / 1_000,
  };
}

/** The alarm of an instrument that tells nothing, or of a machine none of whose sensors does. */
export function conditionOf({ definition, lastWord, sentence, sinceMs, issueType }: SilenceTelling): FoundCondition {
  return {
    siteId: definition.siteId,
    equipmentId: definition.equipmentId,
    problem: issueType.slice(0, -1 - silenceSeverity.length),
    severity: silenceSeverity,
    sensorId: definition.sensorId,
    detector,
    sentence,
    value: lastWord?.value ?? null,
    unit: definition.unit,
    limit: null,
    sinceMs,
  };
}

export function draftOf(telling: SilenceTelling, nowMs: number): SilenceDraft {
  const { definition, lastWord, subject, sentence, reason, sinceMs, issueType } = telling;
  const advice = definition.knowledge.adviceFor({
    siteId: definition.siteId,
    equipmentType: definition.equipmentType,
    sensorType: definition.sensorType,
    named: subject === 'sensor' ? 'silent' : 'machine_silent',
    sides: [],
  });
  return {
    siteId: definition.siteId,
    equipmentId: definition.equipmentId,
    issueType,
    severity: silenceSeverity,
    issueDescription: sentence,
    recommendedAction: advice.entry.action,
    confidenceScore: score,
    rootCauseAnalysis: [causesText(advice), ...checksText(advice)].join(' '),
    expectedOutcome: advice.entry.outcome,
    urgency: urgencyFor(advice, silenceSeverity),
    evidence: {
      sensor_type: definition.sensorType,
      value: lastWord?.value ?? null,
      unit: definition.unit,
      event_time: new Date(lastWord?.eventTimeMs ?? sinceMs).toISOString(),
      received_at: new Date(sinceMs).toISOString(),
      detector,
      subject,
      limit: null,
      since: new Date(sinceMs).toISOString(),
      baseline: null,
      reason,
      knowledge: knowledgeEvidence(advice),
    },
    anomaly: { sensorId: definition.sensorId, detector, windowMs: windowStartMs(nowMs) },
    sinceMs,
  };
}
