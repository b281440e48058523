/** Tells operators of candidates, inside the transaction of what has found them: alarms and recommendations. */
import type pg from 'pg';
import { foundConditions, raiseFound } from '../alarms/conditions.ts';
import type { Floods } from '../alarms/floods.ts';
import type { Candidate } from './candidate.ts';
import { noLastHour } from './course.ts';
import { draftDue, findDue, raiseRecommendations } from './raise.ts';
import type { Withholding } from './withholding.ts';

export interface Telling {
  /** What is found about one machine within this time may be one recommendation; ms, 0 for never. */
  readonly joinWindowMs: number;
  /** What operators' decisions keep out of the queue. */
  readonly withholding: Withholding;
  /** Which alarms of a flood are told under one line. */
  readonly floods: Floods;
  readonly now: () => number;
}

export async function tellCandidates(
  client: pg.Client,
  candidates: readonly Candidate[],
  { joinWindowMs, withholding, floods, now }: Telling,
): Promise<void> {
  const { conditions, unfolded } = foundConditions(candidates, floods, now());
  const due = await findDue(client, unfolded, withholding);
  await raiseFound(client, conditions);
  if (due.length > 0) {
    await raiseRecommendations(client, draftDue(due, noLastHour, withholding), joinWindowMs);
  }
}
