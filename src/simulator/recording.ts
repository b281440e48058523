/** What one machine of the simulated mine shows, as rows of a table with what is wrong with it beside: to try detectors on, without a server. */
import type { Fault } from './faults/fault.ts';
import { mineMachines } from './machines.ts';
import { createPlannedMine, type PlannedMineOptions } from './planned-mine.ts';

export interface RecordingOptions extends PlannedMineOptions {
  readonly equipmentId: string;
  readonly hours: number;
  /** Seconds between two rows. */
  readonly everyS: number;
}

/** The header, then row after row: time, whether a fault is on, which, and the value of each sensor in its unit. */
export function* recordingRows(options: RecordingOptions): Generator<readonly (string | number)[]> {
  const { equipmentId, hours, everyS, startMs, faults, planFromS = 0 } = options;
  const own = faults.filter(({ equipmentIds }) => equipmentIds.includes(equipmentId));
  const sensorTypes = Object.keys(mineMachines.get(equipmentId)?.panel ?? {});
  const mine = createPlannedMine({ ...options, faults: own, only: new Set([equipmentId]) });
  yield ['timestamp', 'label', 'fault', ...sensorTypes];
  for (let second = everyS; second <= planFromS + hours * 3_600; second += everyS) {
    const shown = new Map(mine.advanceTo(second).map(({ sensorType, value }) => [sensorType, value] as const));
    const lasting = own.filter((fault) => lasts(fault, (second - planFromS) / 3_600)).map(({ kind }) => kind);
    yield [
      new Date(startMs + second * 1_000).toISOString(),
      lasting.length === 0 ? 0 : 1,
      lasting.join(' '),
      ...sensorTypes.map((sensorType) => shown.get(sensorType) ?? ''),
    ];
  }
}

function lasts({ onsetHours, endHours }: Fault, hours: number): boolean {
  return hours >= onsetHours && (endHours === undefined || hours < endHours);
}
