/** Tells operators of candidates, inside the transaction of what has found them: alarms and recommendations. */
import type pg from 'pg';
import { raiseAlarms } from '../alarms/conditions.ts';
import type { Candidate } from './candidate.ts';
import { noLastHour } from './course.ts';
import { draftDue, findDue, raiseRecommendations } from './raise.ts';
import type { Withholding } from './withholding.ts';

export async function tellCandidates(
  client: pg.Client,
  candidates: readonly Candidate[],
  { joinWindowMs, withholding }: { readonly joinWindowMs: number; readonly withholding: Withholding },
): Promise<void> {
  const due = await findDue(client, candidates, withholding);
  await raiseAlarms(client, candidates);
  if (due.length > 0) {
    await raiseRecommendations(client, draftDue(due, noLastHour, withholding), joinWindowMs);
  }
}
