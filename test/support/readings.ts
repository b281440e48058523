/** One reading as a client sends it; a test may put anything into any field. */
export interface SentReading {
  readonly eventId?: string;
  readonly siteId?: string;
  readonly equipmentId?: string;
  readonly sensorType?: string;
  readonly tagPath?: string;
  readonly value: unknown;
  readonly units?: string;
  readonly quality?: string;
  readonly timestamp: string;
  readonly attributes?: unknown;
}

export function reading(
  equipmentId: string,
  sensorType: string,
  value: unknown,
  atMs: number = Date.now(),
  more: Partial<SentReading> = {},
): SentReading {
  return { equipmentId, sensorType, value, timestamp: new Date(atMs).toISOString(), ...more };
}

/** Start of the minute that lies `minutesAgo` whole minutes back: a window that no test crosses by accident. */
export function minuteAgoMs(minutesAgo: number): number {
  return (Math.floor(Date.now() / 60_000) - minutesAgo) * 60_000;
}
