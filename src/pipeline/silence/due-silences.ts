/** Finds the sensors whose silence is due to be told, by what is remembered of them, and which of them fell silent together. */
import type { DetectionSettings } from '../../domain/detection/catalogue.ts';
import type { EquipmentKey } from '../../domain/equipment/equipment.ts';
import type { Moment, Speech } from './speech.ts';

/** Sensors with one cause fall silent within this time and one of their pauses. */
const togetherMs = 120_000;
const togetherPauses = 1.5;

export interface Watched extends EquipmentKey {
  readonly shardNo: number;
  readonly speech: Speech;
  settings: DetectionSettings['silent'];
}

/** A sensor that is silent. */
export interface SilentSensor extends EquipmentKey {
  readonly sensorId: number;
  /** Server time of its last reading, epoch ms. */
  readonly sinceMs: number;
  readonly usualPauseMs: number;
  /** How many sensors of its machine report regularly. */
  readonly watchedSensors: number;
}

/** Sensors of one site that fell silent together, the last one first. */
export type Silence = readonly SilentSensor[];

/** With those that are not due yet, but fell silent together with one that is. */
export function dueSilences(sensors: ReadonlyMap<number, Watched>, moment: Moment): Silence[] {
  const due = new Set<number>();
  const sites = new Set<string>();
  for (const [sensorId, { speech, settings, siteId }] of sensors) {
    if (!settings.enabled || !speech.isDue(moment, settings.parameters)) continue;
    due.add(sensorId);
    sites.add(siteId);
  }
  if (due.size === 0) return [];
  const silent: SilentSensor[] = [];
  const watchedOf = regularSensors(sensors, sites);
  for (const [sensorId, { speech, settings, siteId, equipmentId }] of sensors) {
    if (!sites.has(siteId) || !settings.enabled || speech.lastWordMs === null) continue;
    if (!due.has(sensorId) && !speech.isOverdue(moment)) continue;
    const { usualPauseMs } = speech.rhythm;
    const watchedSensors = watchedOf.get(machineKey({ siteId, equipmentId })) ?? 1;
    silent.push({ sensorId, siteId, equipmentId, sinceMs: speech.lastWordMs, usualPauseMs, watchedSensors });
  }
  return together(silent).filter((group) => group.some(({ sensorId }) => due.has(sensorId)));
}

/** Whether a sensor may have fallen silent when the last of the others did: its own next report had been due about then, or just before. */
export function fellSilentTogether(
  a: Pick<SilentSensor, 'sinceMs' | 'usualPauseMs'>,
  b: Pick<SilentSensor, 'sinceMs' | 'usualPauseMs'>,
): boolean {
  const [earlier, later] = a.sinceMs < b.sinceMs ? [a, b] : [b, a];
  return later.sinceMs - earlier.sinceMs <= togetherMs + togetherPauses * earlier.usualPauseMs;
}

export function machineKey({ siteId, equipmentId }: EquipmentKey): string {
  return JSON.stringify([siteId, equipmentId]);
}

/** Each group is of one site, and its first sensor is the last one that fell silent. */
function together(silent: readonly SilentSensor[]): SilentSensor[][] {
  const groups: SilentSensor[][] = [];
  const sorted = [...silent].sort((a, b) => b.sinceMs - a.sinceMs || a.sensorId - b.sensorId);
  for (const sensor of sorted) {
    const group = groups.find(([first]) => first?.siteId === sensor.siteId && fellSilentTogether(sensor, first));
    if (group === undefined) groups.push([sensor]);
    else group.push(sensor);
  }
  return groups;
}

function regularSensors(sensors: ReadonlyMap<number, Watched>, sites: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { siteId, equipmentId, speech, settings } of sensors.values()) {
    if (!sites.has(siteId) || !settings.enabled || !speech.rhythm.isRegular) continue;
    const key = machineKey({ siteId, equipmentId });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
