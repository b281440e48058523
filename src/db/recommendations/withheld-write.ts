/** Records recommendations that were kept out of the queue. */
import type { LearningPlace } from '../../domain/learning/kind.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';
import { columnsOf, type RecommendationDraft } from './recommendation-write.ts';

const add = statement('withheld-add');

/** `score` is the detector's own confidence. Counted at most once in the dedupe window. */
export async function withholdRecommendation(
  db: Queryable,
  draft: RecommendationDraft,
  { equipmentType }: LearningPlace,
  score: number,
): Promise<boolean> {
  await run(db, add, [...columnsOf(draft), equipmentType, score]);
  return false;
}
