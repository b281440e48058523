/** Reads and writes routes with their steps. */
import type { Route, RouteConditions, RouteStep, RouteSubject } from '../../domain/notify/route.ts';
import { numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';

/** A route with its last change. */
export interface StoredRoute extends Route {
  readonly changedAt: Date;
  readonly changedBy: string;
}

interface RouteRow {
  readonly route_id: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly tells: RouteSubject;
  readonly conditions: RouteConditions;
  readonly repeats: number;
  readonly repeat_after_s: number;
  readonly since_number: number;
  readonly changed_at: Date;
  readonly changed_by: string;
  readonly steps: readonly { readonly sink_id: number; readonly after_s: number }[];
}

/** By their names. */
export async function readRoutes(db: Queryable): Promise<StoredRoute[]> {
  const { rows } = await db.query<RouteRow>({
    name: 'notify-routes',
    text: `SELECT route.*, coalesce((
        SELECT jsonb_agg(jsonb_build_object('sink_id', step.sink_id, 'after_s', step.after_s) ORDER BY step.step)
        FROM andon.notify_step AS step WHERE step.route_id = route.route_id), '[]') AS steps
      FROM andon.notify_route AS route ORDER BY route.name`,
  });
  return rows.map((row) => ({
    routeId: row.route_id,
    name: row.name,
    enabled: row.enabled,
    tells: row.tells,
    conditions: row.conditions,
    steps: row.steps.map(({ sink_id, after_s }) => ({ sinkId: sink_id, afterS: after_s })),
    repeats: row.repeats,
    repeatAfterS: row.repeat_after_s,
    sinceNumber: row.since_number,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
  }));
}

/** Adds it or changes the one of its name. One that is new, or enabled again, tells nothing of what has happened so far. */
export async function writeRoute(
  db: Queryable,
  route: Omit<Route, 'routeId' | 'sinceNumber'>,
  changedBy: string,
): Promise<void> {
  // While there is no such route nobody follows that stream of the log: the first one begins where it ends.
  await db.query(
    route.tells === 'alarms'
      ? `UPDATE andon.feed_consumer SET number = head.alarm_number, token = head.alarm_token FROM andon.event_head AS head
         WHERE name = 'notify' AND NOT EXISTS (SELECT FROM andon.notify_route WHERE enabled AND tells = 'alarms')
           AND NOT EXISTS (SELECT FROM andon.notify_told)`
      : `UPDATE andon.feed_consumer SET number = head.number, token = head.token FROM andon.event_head AS head
         WHERE name = 'notify_recommendations' AND NOT EXISTS (SELECT FROM andon.notify_route WHERE enabled AND tells = 'recommendations')
           AND NOT EXISTS (SELECT FROM andon.notify_told_recommendation)`,
  );
  const { rows } = await db.query<{ route_id: number }>(
    `INSERT INTO andon.notify_route AS route (name, enabled, conditions, repeats, repeat_after_s, since_number, changed_by, tells)
     SELECT $1, $2, $3::jsonb, $4, $5, CASE $7::text WHEN 'alarms' THEN head.alarm_number ELSE head.number END, $6, $7::text
     FROM andon.event_head AS head
     ON CONFLICT (name) DO UPDATE SET enabled = excluded.enabled, conditions = excluded.conditions, repeats = excluded.repeats,
       repeat_after_s = excluded.repeat_after_s, changed_by = excluded.changed_by, changed_at = clock_timestamp(),
       tells = excluded.tells, since_number = CASE WHEN route.enabled AND route.tells = excluded.tells THEN route.since_number ELSE excluded.since_number END
     RETURNING route_id`,
    [
      route.name,
      route.enabled,
      JSON.stringify(route.conditions),
      route.repeats,
      route.repeatAfterS,
      changedBy,
      route.tells,
    ],
  );
  const routeId = rows[0]?.route_id;
  if (routeId === undefined) throw new Error('an insert or update of one row returns it');
  await db.query('DELETE FROM andon.notify_step WHERE route_id = $1 AND step > $2', [routeId, route.steps.length]);
  await db.query(
    `INSERT INTO andon.notify_step AS step (route_id, step, sink_id, after_s)
     SELECT $1, place, sink_id, after_s FROM unnest($2::bigint[], $3::int[]) WITH ORDINALITY AS given (sink_id, after_s, place)
     ON CONFLICT (route_id, step) DO UPDATE SET sink_id = excluded.sink_id, after_s = excluded.after_s
       WHERE (step.sink_id, step.after_s) IS DISTINCT FROM (excluded.sink_id, excluded.after_s)`,
    [routeId, numberArray(route.steps.map(({ sinkId }) => sinkId)), numberArray(route.steps.map(stepSeconds))],
  );
}

function stepSeconds({ afterS }: RouteStep): number {
  return afterS;
}

/** False when there is none of this name. */
export async function deleteRoute(db: Queryable, name: string): Promise<boolean> {
  const { rowCount } = await db.query('DELETE FROM andon.notify_route WHERE name = $1', [name]);
  return (rowCount ?? 0) > 0;
}
