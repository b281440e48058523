/** Lists the anomalies that detection has found, with filters, a page at a time. */
import type { PlaceFilter } from '../../domain/equipment/place.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import type { Anomaly, AnomalySubject, Evidence } from '../../domain/recommendations/anomaly.ts';
import { type Severity, severityOfRank, severityRank } from '../../domain/recommendations/severity.ts';
import { oneByPlace } from '../query/by-place.ts';
import { Conditions } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';
import { dateFromDatabase } from '../query/timestamps.ts';

interface AnomalyRow {
  readonly anomaly_id: number;
  readonly sensor_id: number;
  readonly site_id: string;
  readonly equipment_id: string;
  readonly sensor_type: string;
  readonly detector: string;
  readonly severity_rank: number;
  readonly event_time: Date | number;
  readonly detected_at: Date | number;
  readonly value: number;
  readonly score: number;
  readonly reading_count: number;
  readonly subject: AnomalySubject;
  readonly evidence: Evidence;
  readonly normal_since: Date | number | null;
}

/** Absent members do not restrict; `from` is inclusive, `to` exclusive, both against the event time. */
export interface AnomalyFilter extends PlaceFilter {
  readonly sensorTypes?: readonly string[];
  readonly severities?: readonly Severity[];
  readonly detectors?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
}

/** Event times are whole milliseconds, so a Date names a place in the list exactly. */
export interface AnomalyPageKey {
  readonly eventTime: Date;
  readonly id: number;
}

const columns = `
  anomaly.anomaly_id, anomaly.sensor_id, sensor.site_id, sensor.equipment_id, sensor.sensor_type, anomaly.detector,
  anomaly.severity_rank, anomaly.event_time, anomaly.detected_at, anomaly.value, anomaly.score, anomaly.reading_count,
  anomaly.subject, anomaly.evidence, memory.normal_since`;
const tables = `
  andon.anomaly JOIN andon.sensor USING (sensor_id) LEFT JOIN andon.detector_memory AS memory USING (sensor_id)`;

/** In the order of the ids, null for an id that nothing has. */
export async function readAnomaliesByIds(db: Queryable, ids: readonly number[]): Promise<(Anomaly | null)[]> {
  const { rows } = await db.query<AnomalyRow & { place: number }>(
    `SELECT ${columns}, wanted.place::int AS place
     FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (anomaly_id, place)
     JOIN andon.anomaly USING (anomaly_id) JOIN andon.sensor USING (sensor_id)
     LEFT JOIN andon.detector_memory AS memory USING (sensor_id)`,
    [ids.map((id) => (Number.isSafeInteger(id) ? id : null))],
  );
  return oneByPlace(rows, ids.length, anomalyFromRow);
}

/** Newest first. */
export async function listAnomalies(
  db: Queryable,
  filter: AnomalyFilter,
  page: PageRequest<AnomalyPageKey>,
): Promise<Page<Anomaly>> {
  const conditions = new Conditions();
  conditions.and('sensor.removed_at IS NULL');
  conditions.atPlace('sensor.', filter);
  conditions.oneOf('sensor.sensor_type', filter.sensorTypes);
  conditions.oneOf('anomaly.severity_rank', filter.severities?.map(severityRank));
  conditions.oneOf('anomaly.detector', filter.detectors);
  conditions.within('anomaly.event_time', filter.from, filter.to);
  if (page.after !== null) {
    const eventTime = conditions.parameter(page.after.eventTime);
    const id = conditions.parameter(page.after.id);
    conditions.and(`(anomaly.event_time, anomaly.anomaly_id) < (${eventTime}, ${id})`);
  }
  const { rows } = await db.query<AnomalyRow>(
    `SELECT ${columns} FROM ${tables} ${conditions.where}
     ORDER BY anomaly.event_time DESC, anomaly.anomaly_id DESC LIMIT ${conditions.parameter(page.first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, page.first, anomalyFromRow);
}

function anomalyFromRow(row: AnomalyRow): Anomaly {
  return {
    id: row.anomaly_id,
    subject: row.subject,
    sensorId: row.sensor_id,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    sensorType: row.sensor_type,
    detector: row.detector,
    severity: severityOfRank(row.severity_rank),
    eventTime: dateFromDatabase(row.event_time),
    detectedAt: dateFromDatabase(row.detected_at),
    value: row.value,
    score: row.score,
    readingCount: row.reading_count,
    evidence: row.evidence,
    normalSince: row.normal_since === null ? null : dateFromDatabase(row.normal_since),
  };
}
