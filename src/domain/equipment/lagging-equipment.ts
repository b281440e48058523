/** Equipment whose clock seems wrong, because its readings lag behind the server's time. */
import type { EquipmentKey } from './equipment.ts';

/** A machine whose readings all arrive with about the same lag, as they do when its clock is wrong. */
export interface LaggingEquipment extends EquipmentKey {
  /** Of the newest reading: positive when its time is behind the server's, negative when ahead. */
  readonly lagMs: number;
  /** Arrival of the first reading with this lag, and of the newest, epoch ms. */
  readonly sinceMs: number;
  readonly lastMs: number;
  readonly readings: number;
}

/** A reading that is older than this at arrival is recorded but raises no alarm. */
export const alarmableAgeMs = 300_000;

const shown = 5;

/** One sentence for all, null when there are none. */
export function laggingSentence(lagging: readonly LaggingEquipment[]): string | null {
  if (lagging.length === 0) return null;
  const effect = lagging.some(isMuted) ? '; what arrives more than 5 minutes late raises no alarm' : '';
  return `Readings keep the same distance to the server's time, as from a wrong clock: ${laggingNames(lagging)}${effect}`;
}

/** The first of them by name, with lag and since when. */
export function laggingNames(lagging: readonly LaggingEquipment[]): string {
  const named = lagging.slice(0, shown).map(({ equipmentId, lagMs, sinceMs }) => {
    const side = lagMs >= 0 ? 'behind' : 'ahead';
    return `${JSON.stringify(equipmentId)} ${duration(Math.abs(lagMs))} ${side} since ${new Date(sinceMs).toISOString()}`;
  });
  const more = lagging.length > shown ? `, and ${lagging.length - shown} more` : '';
  return `${named.join('; ')}${more}`;
}

/** Whether its readings are too late to raise alarms. */
export function isMuted({ lagMs }: LaggingEquipment): boolean {
  return lagMs > alarmableAgeMs;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 600) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 600 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
