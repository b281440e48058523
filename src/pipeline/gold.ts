/** The gold stage: computes what a batch adds to one-minute windows. */
import type { BadMinute } from '../db/pipeline/pipeline-write.ts';
import { mergeWindows, singleReading, type WindowStats, windowStartMs } from '../domain/window.ts';
import type { ReceivedBronze, SilverReading } from './silver.ts';

/** What a batch adds to one window. */
export interface WindowPart {
  readonly sensorId: number;
  readonly windowMs: number;
  readonly stats: WindowStats;
}

/**
 * Silver → gold: the batch's GOOD and UNCERTAIN readings folded to one part for each sensor and minute, sorted so that two writers cannot
 * deadlock. BAD ones are in no statistic (OPC UA Part 13, aggregates).
 */
export function toWindows(readings: readonly SilverReading[]): WindowPart[] {
  const bySensor = new Map<number, Map<number, WindowStats>>();
  for (const { sensorId, eventTimeMs, value, quality } of readings) {
    if (quality === 2) continue;
    let windows = bySensor.get(sensorId);
    if (windows === undefined) {
      windows = new Map();
      bySensor.set(sensorId, windows);
    }
    const windowMs = windowStartMs(eventTimeMs);
    const known = windows.get(windowMs);
    const single = singleReading(value);
    windows.set(windowMs, known === undefined ? single : mergeWindows(known, single));
  }
  const parts: WindowPart[] = [];
  for (const [sensorId, windows] of bySensor) {
    for (const [windowMs, stats] of windows) parts.push({ sensorId, windowMs, stats });
  }
  return parts.sort((a, b) => a.sensorId - b.sensorId || a.windowMs - b.windowMs);
}

/** The batch's BAD readings counted by sensor and minute, sorted as windows are; what has text or true/false values has no windows. */
export function toBadMinutes(readings: readonly ReceivedBronze[]): BadMinute[] {
  const counts = new Map<string, BadMinute>();
  for (const { reading } of readings) {
    if (reading.quality !== 2 || typeof reading.value === 'string' || typeof reading.value === 'boolean') continue;
    const windowMs = windowStartMs(reading.eventTimeMs);
    const key = `${reading.sensorId} ${windowMs}`;
    counts.set(key, { sensorId: reading.sensorId, windowMs, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => a.sensorId - b.sensorId || a.windowMs - b.windowMs);
}
