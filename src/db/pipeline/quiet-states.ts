/** Reads what sensors show that tell their state when it changes, and notes what operators were told of it. */
import type { StoredStates } from '../../domain/recommendations/state-memory.ts';
import type { Queryable } from '../query/queryable.ts';

export interface QuietStates {
  readonly sensorId: number;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly states: StoredStates;
  /** What it said last, where that was a number. */
  readonly value: number | null;
}

/** Of sensors of states that have said nothing since that time, by the server's clock, and whose silence is not what operators were told of. */
export async function readQuietStates(db: Queryable, since: Date): Promise<QuietStates[]> {
  const { rows } = await db.query<QuietStates>({
    name: 'quiet-states',
    text: `SELECT sensor_id AS "sensorId", site_id AS "siteId", equipment_id AS "equipmentId", memory.states, status.value_number AS value
      FROM andon.sensor JOIN andon.detector_memory AS memory USING (sensor_id) JOIN andon.current_status AS status USING (sensor_id)
      WHERE kind = 'state' AND removed_at IS NULL AND memory.states IS NOT NULL AND status.received_at <= $1
        AND NOT EXISTS (SELECT FROM andon.silence WHERE silence.sensor_id = sensor.sensor_id)
      ORDER BY sensor_id`,
    values: [since],
  });
  return rows;
}

/** Notes that operators were told that this state lasts. False where the sensor shows another by now, or somebody has told it. */
export async function noteLasting(db: Queryable, { sensorId, states }: QuietStates): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'quiet-states-note',
    text: `UPDATE andon.detector_memory SET states = jsonb_set(states, '{lasting}', '2')
      WHERE sensor_id = $1 AND (states -> 'lasting')::int < 2 AND (states -> 'sinceMs')::float8 = $2`,
    values: [sensorId, states.sinceMs],
  });
  return rowCount === 1;
}

export interface LastingCondition {
  readonly sensorId: number;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly problem: string;
  /** The sensor shows no state that operators were told to last. */
  readonly isOver: boolean;
}

/** The alarms of states that last. */
export async function readLastingConditions(db: Queryable): Promise<LastingCondition[]> {
  const { rows } = await db.query<LastingCondition>({
    name: 'lasting-conditions',
    text: `SELECT alarm.sensor_id AS "sensorId", alarm.site_id AS "siteId", alarm.equipment_id AS "equipmentId", problem,
        coalesce((memory.states -> 'lasting')::int, 0) < 2 AS "isOver"
      FROM andon.alarm AS alarm LEFT JOIN andon.detector_memory AS memory USING (sensor_id)
      WHERE active AND detector = 'state' AND problem LIKE '%\\_state\\_lasting' AND sensor_id IS NOT NULL`,
    values: [],
  });
  return rows;
}
