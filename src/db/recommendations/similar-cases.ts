/** Reads earlier recommendations like one: those for the same issue at machines of the same type and site, once they were decided. */
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';
import { matchable } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';
import { type RecommendationRow, recommendationColumns, recommendationFromRow } from './recommendation-rows.ts';

/** So many other machines of the type are looked at. */
const mostMachines = 500;

/** Newest first. Where the machine's type is unknown, those of the machine itself. */
export async function readSimilarCases(
  db: Queryable,
  { id, siteId, equipmentId, issueType, createdAt }: Recommendation,
  first: number,
): Promise<Recommendation[]> {
  const { rows } = await db.query<RecommendationRow>(
    `SELECT past.* FROM (
       SELECT $2::text AS equipment_id
       UNION ALL (
         SELECT equipment_id FROM andon.equipment
         WHERE site_id = $1 AND equipment_id <> $2 AND equipment_type <> 'unknown' AND equipment_type = (
           SELECT own.equipment_type FROM andon.equipment AS own WHERE own.site_id = $1 AND own.equipment_id = $2)
         ORDER BY equipment_id LIMIT ${mostMachines})
     ) AS machine
     CROSS JOIN LATERAL (
       SELECT ${recommendationColumns} FROM agentic_hmi.agent_recommendations
       WHERE site_id = $1 AND equipment_id = machine.equipment_id AND issue_type = $3 AND created_timestamp < $4
         AND status IN ('approved', 'rejected', 'executed') AND recommendation_id <> $5
       ORDER BY created_timestamp DESC LIMIT $6
     ) AS past
     ORDER BY past.created_timestamp DESC, past.recommendation_id DESC LIMIT $6`,
    [matchable(siteId), matchable(equipmentId), matchable(issueType), createdAt, id, first],
  );
  return rows.map(recommendationFromRow);
}
