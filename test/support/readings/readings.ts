import type { ReadingInput } from '../gen/graphql.ts';

export type SentReading = ReadingInput;

/** One reading as a client sends it; `value` may be anything, since a client may send anything. */
export function reading(
  equipmentId: string,
  sensorType: string,
  value: unknown,
  atMs: number = Date.now(),
  more: Partial<SentReading> = {},
): SentReading {
  return {
    equipmentId,
    sensorType,
    value: value as SentReading['value'],
    timestamp: new Date(atMs).toISOString(),
    ...more,
  };
}

/** Start of the minute that lies `minutesAgo` whole minutes back: a window that no test crosses by accident. */
export function minuteAgoMs(minutesAgo: number): number {
  return (Math.floor(Date.now() / 60_000) - minutesAgo) * 60_000;
}
