/** Reads the latest value of each sensor, with filters, a page at a time. */
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { PlaceFilter } from '../../domain/equipment/place.ts';
import type { Freshness, SensorStatus } from '../../domain/equipment/status.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { type Quality, type QualityCode, qualities } from '../../domain/readings/quality.ts';
import { keyParameters } from '../equipment/equipment-rows.ts';
import { manyByPlace } from '../query/by-place.ts';
import { Conditions } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';
import { dateFromDatabase } from '../query/timestamps.ts';

interface StatusRow {
  readonly sensor_id: number;
  readonly site_id: string;
  readonly equipment_id: string;
  readonly sensor_type: string;
  readonly quality: QualityCode;
  readonly event_time: Date | number;
  readonly updated_at: Date | number;
  readonly value_number: number | null;
  readonly value_boolean: boolean | null;
  readonly value_text: string | null;
  readonly units: string | null;
  readonly is_active: boolean;
}

/** Absent members do not restrict. */
export interface StatusFilter extends PlaceFilter {
  readonly sensorTypes?: readonly string[];
  readonly qualities?: readonly Quality[];
  readonly freshness?: readonly Freshness[];
  /** Whether the equipment is in service; absent, the freshnesses are of such equipment only. */
  readonly isActive?: boolean;
}

/** When the value was measured; of a sensor that has told none, its newest reading. */
const updatedAt = "coalesce(nullif(status.value_time, '-infinity'), status.event_time)";
const columns = `
  ${updatedAt} AS updated_at, status.sensor_id, sensor.site_id, sensor.equipment_id, sensor.sensor_type, status.quality,
  status.event_time, status.value_number, status.value_boolean, status.value_text, status.units, equipment.is_active`;
const tables = `
  andon.current_status AS status JOIN andon.sensor USING (sensor_id) JOIN andon.equipment USING (site_id, equipment_id)`;

/** The rule of freshnessOf, as conditions on the age of the event time. */
const ageOf: Readonly<Record<Freshness, (age: string) => string>> = {
  current: (age) => `${age} <= interval '60 seconds'`,
  warning: (age) => `(${age} > interval '60 seconds' AND ${age} <= interval '300 seconds')`,
  stale: (age) => `${age} > interval '300 seconds'`,
};

export async function listStatus(
  db: Queryable,
  filter: StatusFilter,
  page: PageRequest<number>,
  now: Date,
): Promise<Page<SensorStatus>> {
  const conditions = new Conditions();
  conditions.and('sensor.removed_at IS NULL');
  conditions.atPlace('sensor.', filter);
  conditions.oneOf('sensor.sensor_type', filter.sensorTypes);
  conditions.oneOf(
    'status.quality',
    filter.qualities?.map((quality) => qualities.indexOf(quality)),
  );
  if (filter.freshness?.length === 0) {
    conditions.and('false');
  } else if (filter.freshness !== undefined) {
    const age = `(${conditions.parameter(now)}::timestamptz - ${updatedAt})`;
    const anyOf = filter.freshness.map((freshness) => ageOf[freshness](age));
    conditions.and(`(${anyOf.join(' OR ')})`);
  }
  // A machine in the workshop is silent because it should be: who looks for what is stale does not look for it.
  const isActive = filter.isActive ?? (filter.freshness === undefined ? undefined : true);
  if (isActive !== undefined) conditions.and(`equipment.is_active = ${conditions.parameter(isActive)}`);
  if (page.after !== null) {
    const after = conditions.parameter(page.after);
    // Said of both: the planner concludes equality only, and would read the sensors' index from its beginning.
    conditions.and(`status.sensor_id > ${after} AND sensor.sensor_id > ${after}`);
  }
  const { rows } = await db.query<StatusRow>(
    `SELECT ${columns} FROM ${tables} ${conditions.where}
     ORDER BY status.sensor_id LIMIT ${conditions.parameter(page.first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, page.first, statusFromRow);
}

/** In the order of the keys; the sensors of one piece of equipment by type. */
export async function readStatusByEquipment(db: Queryable, keys: readonly EquipmentKey[]): Promise<SensorStatus[][]> {
  const { rows } = await db.query<StatusRow & { place: number }>(
    `SELECT ${columns}, wanted.place::int AS place
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (site_id, equipment_id, place)
     JOIN andon.sensor ON sensor.site_id = wanted.site_id AND sensor.equipment_id = wanted.equipment_id AND sensor.removed_at IS NULL
     JOIN andon.current_status AS status USING (sensor_id)
     JOIN andon.equipment ON equipment.site_id = sensor.site_id AND equipment.equipment_id = sensor.equipment_id
     ORDER BY sensor.sensor_type`,
    keyParameters(keys),
  );
  return manyByPlace(rows, keys.length, statusFromRow);
}

/** Of the given sensors, those that have a status. */
export async function readStatusOfSensors(db: Queryable, sensorIds: readonly number[]): Promise<SensorStatus[]> {
  const { rows } = await db.query<StatusRow>(
    `SELECT ${columns} FROM ${tables}
     WHERE status.sensor_id = ANY($1::int[]) AND sensor.removed_at IS NULL`,
    [sensorIds],
  );
  return rows.map(statusFromRow);
}

/** Of each piece of equipment that has a status the newest event time, of whichever of its sensors. */
export async function readNewestEventTimes(db: Queryable): Promise<(EquipmentKey & { lastReported: Date })[]> {
  const { rows } = await db.query<{ site_id: string; equipment_id: string; newest: Date | number }>(
    `SELECT site_id, equipment_id, max(event_time) AS newest
     FROM andon.current_status JOIN andon.sensor USING (sensor_id) GROUP BY site_id, equipment_id`,
  );
  return rows.map((row) => ({
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    lastReported: dateFromDatabase(row.newest),
  }));
}

function statusFromRow(row: StatusRow): SensorStatus {
  return {
    sensorId: row.sensor_id,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    sensorType: row.sensor_type,
    value: row.value_number ?? row.value_boolean ?? row.value_text,
    units: row.units,
    quality: qualities[row.quality],
    lastUpdated: dateFromDatabase(row.updated_at),
    lastReported: dateFromDatabase(row.event_time),
    isActive: row.is_active,
  };
}
