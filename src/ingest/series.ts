/** Turns columns of a series into readings. */
import { numberOfText } from '../domain/readings/numeric-text.ts';
import type { ReceivedReading, Rejection } from '../domain/readings/reading.ts';
import { seriesFields } from '../domain/readings/reading-fields.ts';
import { idOf, isRecord, ownFields, withoutForm } from '../domain/readings/received-reading.ts';
import { AndonError } from '../errors.ts';

/** Readings of one sensor as columns of equal length; null: what stands in its place is none. */
interface Columns {
  readonly sent: Readonly<Record<string, unknown>>;
  readonly length: number;
  readonly timestamps: readonly unknown[] | null | undefined;
  readonly values: readonly unknown[] | null | undefined;
  readonly qualities: readonly unknown[] | null | undefined;
}

/**
 * Many readings of few sensors as columns, taken apart. Columns of unequal length cannot be paired, so they fail the request;
 * everything else is judged reading by reading. What is no series at all takes the place of one reading.
 */
export function readingsOf(series: readonly unknown[], maxReadings: number): ReceivedReading[] {
  const columns = series.map((sent, i) => (isRecord(sent) ? columnsOf(sent, i) : null));
  const total = columns.reduce((sum, one) => sum + (one?.length ?? 1), 0);
  if (total > maxReadings) {
    throw new AndonError('BAD_USER_INPUT', `${total} readings in one request; send at most ${maxReadings}`);
  }
  const readings: ReceivedReading[] = [];
  columns.forEach((one, i) => {
    if (one === null) {
      readings.push(withoutForm(series[i], readings.length, 'a series is an object with the fields of SeriesInput'));
    } else {
      unfold(one, readings);
    }
  });
  return readings;
}

function columnsOf(sent: Readonly<Record<string, unknown>>, i: number): Columns {
  const timestamps = listOf(sent['timestamps']);
  const values = listOf(sent['values']);
  const qualities = listOf(sent['qualities']);
  const lengths = Object.entries({ timestamps, values, qualities }).flatMap(([name, column]) =>
    column ? [{ name, length: column.length }] : [],
  );
  const length = timestamps?.length ?? values?.length ?? 1;
  if (lengths.some((column) => column.length !== length)) {
    const found = lengths.map((column) => `${column.name} (${column.length})`).join(', ');
    throw new AndonError('BAD_USER_INPUT', `series ${i}: ${found} must have the same length`);
  }
  return { sent, length, timestamps, values, qualities };
}

function unfold({ sent, length, timestamps, values, qualities }: Columns, readings: ReceivedReading[]): void {
  const { sensorType, tagPath, units } = sent;
  const siteId = idOf(sent['siteId']);
  const equipmentId = idOf(sent['equipmentId']);
  const unknown = Object.fromEntries(Object.entries(sent).filter(([name]) => !seriesFields.has(name)));
  const own = Object.keys(unknown).length > 0 ? ownOf(sent) : undefined;
  for (let j = 0; j < length; j++) {
    const index = readings.length;
    const value = numeric(values ? values[j] : values);
    const quality = qualities ? qualities[j] : undefined;
    const timestamp = timestamps ? timestamps[j] : timestamps;
    const reading = { index, siteId, equipmentId, sensorType, tagPath, units, timestamp, value, quality };
    const fault = own?.fault ?? (typeof value === 'string' || typeof value === 'boolean' ? noNumber : undefined);
    if (own === undefined && fault === undefined) {
      readings.push(reading);
    } else {
      const { index: _index, ...fields } = reading;
      // biome-ignore lint/plugin: readings of a series with fields of its own or with a fault, which are few.
      readings.push({ ...reading, ...own, ...(fault && { fault }), original: { ...fields, ...unknown } });
    }
  }
}

const noNumber: Rejection = { code: 'INVALID_VALUE', message: 'the values of a series are numbers' };

/** A series has no ids of its readings: who sends one relies on it. */
function ownOf(sent: Readonly<Record<string, unknown>>): ReturnType<typeof ownFields> {
  if (sent['eventId'] === undefined) return ownFields(sent, seriesFields, undefined);
  const message = 'a series has no field "eventId"; send readings that have ids by ingestReadings';
  return { attributes: undefined, fault: { code: 'UNKNOWN_FIELD', message } };
}

/** As GraphQL has it: what is no list stands for a list of one. */
function listOf(value: unknown): readonly unknown[] | null | undefined {
  return value === undefined || value === null || Array.isArray(value) ? value : [value];
}

function numeric(value: unknown): unknown {
  return typeof value === 'string' ? (numberOfText(value) ?? value) : value;
}
