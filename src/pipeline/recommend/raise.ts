/** Decides which candidates become recommendations, and writes them. */
import type pg from 'pg';
import { sentTogether } from '../../db/query/sent-together.ts';
import {
  carryFindings,
  insertFirstRecommendation,
  insertRecommendation,
  lockMachines,
  type RecommendationContext,
  type RecommendationDraft,
  readDue,
  supersedeRecommendations,
} from '../../db/recommendations/recommendation-write.ts';
import { withholdRecommendation } from '../../db/recommendations/withheld-write.ts';
import { severityRank } from '../../domain/recommendations/severity.ts';
import { windowDetectors } from '../detect/detectors.ts';
import { draftRecommendation } from './alarm-wording.ts';
import type { Candidate } from './candidate.ts';
import { type LastHour, noLastHour } from './course.ts';
import { type LearntVerdict, nobodyDecided, type Withholding } from './withholding.ts';

const judgeWindows: ReadonlySet<string> = new Set(windowDetectors.map(({ name }) => name));

/** A candidate that an operator has to be told of, with what speaks for it. */
export interface DueCandidate {
  readonly candidate: Candidate;
  readonly context: RecommendationContext;
  readonly hasStanding: boolean;
  readonly replacesMilder: boolean;
}

export interface DraftedCandidate extends DueCandidate {
  readonly draft: RecommendationDraft;
  /** What decisions on its kind say of it; null: nothing is learnt here. */
  readonly verdict: LearntVerdict | null;
}

/**
 * What an operator has before them, or has just decided, is not said again; the database's own rule stands behind that for every
 * writer. Sorted by machine, so that two transactions take what they need in the same order; of one machine the worst comes first, since
 * what is not worse may join it.
 */
export async function findDue(
  client: pg.Client,
  candidates: readonly Candidate[],
  withholding: Withholding = nobodyDecided,
): Promise<DueCandidate[]> {
  if (candidates.length === 0) return [];
  const toAsk = withholding.toAsk(candidates);
  const [, answers] = await sentTogether([
    lockMachines(
      client,
      candidates.map(({ reading }) => reading.definition),
    ),
    toAsk.length === 0
      ? []
      : readDue(
          client,
          toAsk.map(({ reading, finding, ...candidate }) => ({
            siteId: reading.definition.siteId,
            equipmentId: reading.definition.equipmentId,
            sensorId: reading.sensorId,
            eventTimeMs: reading.eventTimeMs,
            severity: finding.severity,
            ...candidate,
          })),
        ),
  ]);
  return answers
    .flatMap(({ ordinal, ...answer }) => {
      const candidate = toAsk[ordinal];
      return candidate === undefined ? [] : [{ candidate, ...answer }];
    })
    .sort((a, b) => compare(a.candidate, b.candidate));
}

/** What is due, worded; pure. */
export function draftDue(
  due: readonly DueCandidate[],
  lastHour: LastHour = noLastHour,
  withholding: Withholding = nobodyDecided,
): DraftedCandidate[] {
  return due.flatMap((one) => {
    const verdict = withholding.verdictOn(one.candidate);
    const draft = draftRecommendation(one.candidate, one.context, lastHour, verdict);
    return draft === null ? [] : [{ ...one, draft, verdict }];
  });
}

/**
 * Candidates → the operators' queue, inside the batch's transaction. The statements are sent when this returns: the caller may send
 * its COMMIT behind them.
 */
export async function raiseRecommendations(
  client: pg.Client,
  drafted: readonly DraftedCandidate[],
  joinWindowMs: number,
): Promise<void> {
  const told = new Set<string>();
  const statements = drafted.flatMap(({ candidate, draft, verdict, hasStanding, replacesMilder }) => {
    if (verdict?.isWithheld === true) {
      return [withholdRecommendation(client, draft, verdict.place, candidate.finding.score)];
    }
    const machine = machineOf(candidate);
    const isTold = told.has(machine);
    told.add(machine);
    if (!hasStanding && !isTold) return [insertFirstRecommendation(client, draft)];
    const { milderIssueTypes } = candidate;
    // Two that are critical are two alerts, of which the later one goes on, with what both have found.
    const replaces = replacesMilder || (isTold && draft.severity === 'critical');
    const joining = {
      windowMs: joinWindowMs,
      replacesMilder: replaces,
      milderIssueTypes,
      isOfWindows: judgeWindows.has(candidate.finding.detector),
    };
    const inserted = insertRecommendation(client, draft, joining);
    if (!replaces) return [inserted];
    const note = `Superseded: the problem is now ${draft.severity}.`;
    const superseded = supersedeRecommendations(client, draft, milderIssueTypes, note);
    return [inserted, superseded, carryFindings(client, draft)];
  });
  await sentTogether(statements);
}

function compare(a: Candidate, b: Candidate): number {
  const [machineA, machineB] = [machineOf(a), machineOf(b)];
  if (machineA !== machineB) return machineA < machineB ? -1 : 1;
  const bySeverity = severityRank(b.finding.severity) - severityRank(a.finding.severity);
  return bySeverity || a.reading.eventTimeMs - b.reading.eventTimeMs || (a.issueType < b.issueType ? -1 : 1);
}

function machineOf({ reading: { definition } }: Candidate): string {
  return JSON.stringify([definition.siteId, definition.equipmentId]);
}
