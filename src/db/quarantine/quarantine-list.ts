/** Lists the readings in quarantine, with filters, a page at a time. */
import type { PlaceFilter } from '../../domain/equipment/place.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { numberArray } from '../query/array-literal.ts';
import { oneByPlace } from '../query/by-place.ts';
import { Conditions } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';
import { dateFromDatabase, nullableDateFromDatabase } from '../query/timestamps.ts';

/** A reading that could not be taken, and why. */
export interface QuarantinedReading {
  readonly id: number;
  readonly receivedAt: Date;
  readonly door: string;
  readonly siteId: string | null;
  readonly equipmentId: string | null;
  readonly sensorType: string | null;
  readonly eventTime: Date | null;
  readonly code: string;
  readonly message: string;
  /** JSON text of the reading as it was sent. */
  readonly original: string;
  /** When it was sent again and taken. */
  readonly replayedAt: Date | null;
}

/** Absent members do not restrict; `from` is inclusive, `to` exclusive, both against the time of receipt. */
export interface QuarantineFilter extends PlaceFilter {
  readonly codes?: readonly string[];
  readonly sensorTypes?: readonly string[];
  /** Whether the entry was sent again and taken. */
  readonly replayed?: boolean;
  readonly from?: Date;
  readonly to?: Date;
}

export interface QuarantinePageKey {
  readonly receivedAt: Date;
  readonly id: number;
}

interface QuarantineRow {
  readonly quarantine_id: number;
  readonly received_at: Date | number;
  readonly door: string;
  readonly site_id: string | null;
  readonly equipment_id: string | null;
  readonly sensor_type: string | null;
  readonly event_time: Date | number | null;
  readonly code: string;
  readonly message: string;
  readonly original: string;
  readonly replayed_at: Date | number | null;
}

/** Newest first. */
export async function listQuarantine(
  db: Queryable,
  filter: QuarantineFilter,
  page: PageRequest<QuarantinePageKey>,
): Promise<Page<QuarantinedReading>> {
  const conditions = new Conditions();
  conditions.oneOf('code', filter.codes);
  conditions.atPlace('', filter);
  conditions.oneOf('sensor_type', filter.sensorTypes);
  if (filter.replayed !== undefined) conditions.and(`replayed_at IS ${filter.replayed ? 'NOT NULL' : 'NULL'}`);
  conditions.within('received_at', filter.from, filter.to);
  if (page.after !== null) {
    const receivedAt = conditions.parameter(page.after.receivedAt);
    const id = conditions.parameter(page.after.id);
    // A Date has lost the microseconds; the row itself still has them. Should it be gone, the whole millisecond comes again.
    conditions.and(`(received_at, quarantine_id) < (
      coalesce((SELECT received_at FROM andon.quarantine WHERE quarantine_id = ${id}),
               ${receivedAt}::timestamptz + interval '1 millisecond'), ${id})`);
  }
  const { rows } = await db.query<QuarantineRow>(
    `SELECT * FROM andon.quarantine ${conditions.where}
     ORDER BY received_at DESC, quarantine_id DESC LIMIT ${conditions.parameter(page.first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, page.first, quarantinedFromRow);
}

/** In the order of the ids, null for an id that nothing has. */
export async function readQuarantinedByIds(
  db: Queryable,
  ids: readonly number[],
): Promise<(QuarantinedReading | null)[]> {
  const { rows } = await db.query<QuarantineRow & { place: number }>(
    `SELECT quarantine.*, wanted.place::int AS place
     FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (quarantine_id, place) JOIN andon.quarantine USING (quarantine_id)`,
    [numberArray(ids)],
  );
  return oneByPlace(rows, ids.length, quarantinedFromRow);
}

function quarantinedFromRow(row: QuarantineRow): QuarantinedReading {
  return {
    id: row.quarantine_id,
    receivedAt: dateFromDatabase(row.received_at),
    door: row.door,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    sensorType: row.sensor_type,
    eventTime: nullableDateFromDatabase(row.event_time),
    code: row.code,
    message: row.message,
    original: row.original,
    replayedAt: nullableDateFromDatabase(row.replayed_at),
  };
}
