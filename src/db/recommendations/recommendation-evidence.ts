/** Reads the evidence with which recommendations were raised; it does not change. */
import { manyByPlace } from '../query/by-place.ts';
import { matchable } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';

/** In the order of the ids; null for an id that nothing has, and where another program gave none. */
export async function readEvidenceByIds(db: Queryable, ids: readonly string[]): Promise<unknown[]> {
  const { rows } = await db.query<{ place: number; evidence: unknown }>(
    `SELECT told.evidence, wanted.place::int AS place
     FROM unnest($1::text[]) WITH ORDINALITY AS wanted (recommendation_id, place)
     JOIN agentic_hmi.agent_recommendations AS told USING (recommendation_id)`,
    [ids.map(matchable)],
  );
  return manyByPlace(rows, ids.length, ({ evidence }) => evidence).map(([evidence]) => evidence ?? null);
}
