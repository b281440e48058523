/** Which sink knows of which recommendation, and what it hears of it. */
import type { RecommendationMessageKind } from '../../domain/notify/recommendation-message.ts';
import { textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';

/** The sinks that know of a recommendation, each with the kinds that it hears. */
export type ToldKinds = Map<number, readonly RecommendationMessageKind[]>;

/** By recommendation. */
export async function readToldRecommendations(db: Queryable, ids: readonly string[]): Promise<Map<string, ToldKinds>> {
  const { rows } = await db.query<{ recommendation_id: string; sink_id: number; kinds: RecommendationMessageKind[] }>({
    name: 'notify-told-recommendations',
    text: `SELECT recommendation_id, sink_id, kinds FROM andon.notify_told_recommendation WHERE recommendation_id = ANY ($1::text[])
      ORDER BY sink_id`,
    values: [textArray(ids)],
  });
  const told = new Map<string, ToldKinds>();
  for (const { recommendation_id: id, sink_id, kinds } of rows) {
    told.set(id, (told.get(id) ?? new Map()).set(sink_id, kinds));
  }
  return told;
}

/** From now on exactly these sinks know of these recommendations. */
export async function writeToldRecommendations(db: Queryable, told: ReadonlyMap<string, ToldKinds>): Promise<void> {
  const rows = [...told].flatMap(([id, sinks]) =>
    [...sinks].map(([sinkId, kinds]) => ({ recommendation_id: id, sink_id: sinkId, kinds })),
  );
  await db.query('DELETE FROM andon.notify_told_recommendation WHERE recommendation_id = ANY ($1::text[])', [
    textArray([...told].filter(([, sinks]) => sinks.size === 0).map(([id]) => id)),
  ]);
  if (rows.length === 0) return;
  await db.query(
    `INSERT INTO andon.notify_told_recommendation (recommendation_id, sink_id, kinds)
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (recommendation_id text, sink_id bigint, kinds text[]) ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  );
}
