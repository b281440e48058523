/** Names the memory that a detector of windows has of a sensor, or of a machine. */
import type { StateKey } from '../../db/pipeline/detector-states.ts';
import type { WindowDetector } from '../detect/window-detector.ts';

export function keyOf(
  { name, scope }: WindowDetector,
  {
    sensorId,
    siteId,
    equipmentId,
  }: { readonly sensorId: number; readonly siteId: string; readonly equipmentId: string },
): StateKey {
  return { detector: name, subject: scope === 'sensor' ? String(sensorId) : JSON.stringify([siteId, equipmentId]) };
}

/** The key as one text. */
export function nameOf({ detector, subject }: StateKey): string {
  return `${detector} ${subject}`;
}
