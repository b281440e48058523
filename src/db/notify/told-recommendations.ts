/** Which sink knows of which recommendation, and by which route. */
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';

/** By recommendation: the sinks that know of it, each with the number of its route. */
export async function readToldRecommendations(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, Map<number, number>>> {
  const { rows } = await db.query<{ recommendation_id: string; sink_id: number; route_id: number }>({
    name: 'notify-told-recommendations',
    text: `SELECT recommendation_id, sink_id, route_id FROM andon.notify_told_recommendation WHERE recommendation_id = ANY ($1::text[])
      ORDER BY sink_id`,
    values: [textArray(ids)],
  });
  const told = new Map<string, Map<number, number>>();
  for (const { recommendation_id: id, sink_id, route_id } of rows) {
    told.set(id, (told.get(id) ?? new Map<number, number>()).set(sink_id, route_id));
  }
  return told;
}

/** From now on exactly these sinks know of these recommendations. */
export async function writeToldRecommendations(
  db: Queryable,
  told: ReadonlyMap<string, ReadonlyMap<number, number>>,
): Promise<void> {
  const rows = [...told].flatMap(([id, sinks]) => [...sinks].map(([sinkId, routeId]) => ({ id, sinkId, routeId })));
  await db.query('DELETE FROM andon.notify_told_recommendation WHERE recommendation_id = ANY ($1::text[])', [
    textArray([...told].filter(([, sinks]) => sinks.size === 0).map(([id]) => id)),
  ]);
  await db.query(
    `INSERT INTO andon.notify_told_recommendation (recommendation_id, sink_id, route_id)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) ON CONFLICT DO NOTHING`,
    [
      textArray(rows.map(({ id }) => id)),
      numberArray(rows.map(({ sinkId }) => sinkId)),
      numberArray(rows.map(({ routeId }) => routeId)),
    ],
  );
}
