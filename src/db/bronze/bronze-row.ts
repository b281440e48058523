/** Turns the value of a reading into the columns of bronze and back. */
import type { QualityCode } from '../../domain/readings/quality.ts';
import type { BronzeReading, TagValue } from '../../domain/readings/reading.ts';

/** The value of a reading as the table of bronze stores it: one column a type, all of them null for a reading without a value. */
export interface ValueColumns {
  readonly value_number: number | null;
  readonly value_boolean: boolean | null;
  readonly value_text: string | null;
}

/** Null: a reading without a value. */
export function tagValueOf(row: ValueColumns): TagValue | null {
  return row.value_number ?? row.value_boolean ?? row.value_text;
}

/** A row of `andon.telemetry_bronze`. */
export interface BronzeRow extends ValueColumns {
  readonly partition_no: number;
  readonly sensor_id: number;
  readonly event_time: Date;
  readonly quality: QualityCode;
  readonly units: string | null;
  readonly event_id: string | null;
  readonly extra: Record<string, unknown> | null;
  readonly is_behind: boolean | null;
}

export function readingFromRow(row: BronzeRow): BronzeReading {
  return {
    sensorId: row.sensor_id,
    shardNo: row.partition_no,
    eventTimeMs: row.event_time.getTime(),
    value: tagValueOf(row),
    units: row.units,
    quality: row.quality,
    eventId: row.event_id,
    extra: row.extra,
    isBehind: row.is_behind ?? false,
  };
}
