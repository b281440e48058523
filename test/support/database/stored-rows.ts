/** Stores sensors and partitions straight in the database. */
import type pg from 'pg';

const dayMs = 86_400_000;

export interface StoredSensor {
  readonly siteId?: string;
  readonly equipmentId: string;
  readonly sensorType: string;
}

/** Adds the sensor, and its equipment where that is missing. */
export async function storeSensor(pool: pg.Pool, sensor: StoredSensor): Promise<number> {
  const siteId = sensor.siteId ?? 'default';
  await pool.query('INSERT INTO andon.equipment (site_id, equipment_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    siteId,
    sensor.equipmentId,
  ]);
  const { rows } = await pool.query<{ sensor_id: number }>(
    'INSERT INTO andon.sensor (site_id, equipment_id, sensor_type) VALUES ($1, $2, $3) RETURNING sensor_id',
    [siteId, sensor.equipmentId, sensor.sensorType],
  );
  return only(rows).sensor_id;
}

/** Partitions of the minutes' table for so many UTC days from the day of `from` on. */
export async function storeWindowDays(pool: pg.Pool, from: Date, days: number): Promise<void> {
  const firstDay = Math.floor(from.getTime() / dayMs);
  for (let day = firstDay; day < firstDay + days; day += 1) {
    const [start, end] = [day, day + 1].map((number) => new Date(number * dayMs).toISOString());
    await pool.query(
      `CREATE TABLE IF NOT EXISTS andon.performance_1min_day_${day} PARTITION OF andon.performance_1min
       FOR VALUES FROM ('${start}') TO ('${end}')`,
    );
  }
}

/** Partitions for so many UTC days from the day of `from` on, named as the server names them. */
export async function storeDays(
  pool: pg.Pool,
  table: 'telemetry_bronze' | 'telemetry_silver',
  from: Date,
  days: number,
): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    const [start = '', end = ''] = [day, day + 1].map((n) => new Date(from.getTime() + n * dayMs).toISOString());
    await pool.query(
      `CREATE TABLE IF NOT EXISTS andon.${table}_${start.slice(0, 10).replaceAll('-', '')} PARTITION OF andon.${table}
       FOR VALUES FROM ('${start}') TO ('${end}')`,
    );
  }
}

/** Partitions of the minutes' table for months such as 2026-02, named as the server names them. */
export async function storeMonths(
  db: { query(text: string): Promise<unknown> },
  months: readonly string[],
): Promise<void> {
  for (const month of months) {
    await db.query(
      `CREATE TABLE IF NOT EXISTS andon.performance_1min_${month.replace('-', '')} PARTITION OF andon.performance_1min
       FOR VALUES FROM ('${month}-01T00:00:00Z') TO (timestamptz '${month}-01T00:00:00Z' + interval '1 month')`,
    );
  }
}

export interface StoredRecommendation {
  readonly id?: string;
  readonly siteId?: string;
  readonly equipmentId?: string;
  readonly issueType?: string;
  readonly severity?: string;
  readonly status?: string;
  readonly createdAt?: Date | string;
}

/** As another program would insert it; returns the id. */
export async function storeRecommendation(pool: pg.Pool, recommendation: StoredRecommendation = {}): Promise<string> {
  const { rows } = await pool.query<{ recommendation_id: string }>(
    `INSERT INTO agentic_hmi.agent_recommendations
       (recommendation_id, site_id, equipment_id, issue_type, severity, status, created_timestamp, confidence_score)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 0.9) RETURNING recommendation_id`,
    [
      recommendation.id ?? null,
      recommendation.siteId ?? 'default',
      recommendation.equipmentId ?? 'HT_001',
      recommendation.issueType ?? 'high_temperature',
      recommendation.severity ?? 'high',
      recommendation.status ?? 'pending',
      recommendation.createdAt ?? null,
    ],
  );
  return only(rows).recommendation_id;
}

/** The one row that a statement must have given. */
export function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined || rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`);
  return row;
}
