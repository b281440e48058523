/** What was wrong with the simulated mine, and when: against this, what detectors tell is judged. */
import { mineMachines } from '../machines.ts';
import type { Instrument } from '../master-data.ts';
import { createPlannedMine, type PlannedMineOptions } from '../planned-mine.ts';
import { affectedSensors, faultKind } from './catalogue.ts';
import type { Expected, Fault } from './fault.ts';

/** Hours are the mine's, since the plan began. */
export interface LedgerEntry {
  readonly kind: string;
  readonly about: string;
  readonly equipmentIds: readonly string[];
  /** The sensors that show it; null: all of its machines. */
  readonly sensorTypes: readonly string[] | null;
  readonly expected: Expected;
  readonly onsetHours: number;
  /** Null: not within the plan. */
  readonly endHours: number | null;
  /** Until then what is told of it is no false alarm. */
  readonly fadedHours: number;
  /** When each limit is first crossed by the mean of a minute. */
  readonly crossings: readonly LimitCrossing[];
  /** The first of them: by then the fixed limits have told of it. Null: they never do. */
  readonly firstLimitHours: number | null;
  /** The first that must not be crossed: a critical or emergency limit, or the alarm range. */
  readonly criticalHours: number | null;
}

export interface LimitCrossing {
  readonly equipmentId: string;
  readonly sensorType: string;
  readonly limit: LimitName;
  readonly value: number;
  readonly hours: number;
}

type LimitName = 'warningLimit' | 'criticalLimit' | 'emergencyLimit' | 'alarmHigh' | 'alarmLow';
const highLimits = ['warningLimit', 'criticalLimit', 'emergencyLimit', 'alarmHigh'] as const;
/** Of types of sensors, as they are registered where a sensor has none of its own; a site may have changed them. */
const typeLimits: Readonly<Record<string, Partial<Instrument>>> = {
  temperature: { warningLimit: 80, criticalLimit: 85, emergencyLimit: 90 },
  vibration: { warningLimit: 3.5, criticalLimit: 4, emergencyLimit: 5 },
  pressure: { warningLimit: 3.8, criticalLimit: 4.2, emergencyLimit: 4.5 },
};
const sampleS = 10;
const samplesAMinute = 6;
const hourS = 3_600;

/** Runs the mine for the plan's hours beforehand, which takes some seconds a day. */
export function ledgerOf(options: PlannedMineOptions, hours: number): LedgerEntry[] {
  const crossings = crossingsOf(options, hours);
  return options.faults
    .filter(({ onsetHours }) => onsetHours < hours)
    .map((fault) => entryOf(fault, hours, crossings))
    .sort((a, b) => a.onsetHours - b.onsetHours);
}

function entryOf(fault: Fault, hours: number, crossings: readonly LimitCrossing[]): LedgerEntry {
  const { about, expected, fadesHours } = faultKind(fault.kind);
  const endHours = fault.endHours !== undefined && fault.endHours < hours ? fault.endHours : null;
  const fadedHours = Math.min(hours, (endHours ?? hours) + fadesHours);
  const own = crossings.filter(
    ({ equipmentId, sensorType, hours: at }) =>
      at >= fault.onsetHours && at <= fadedHours && isAffected(fault, equipmentId, sensorType),
  );
  const critical = own.filter(({ limit }) => limit !== 'warningLimit');
  return {
    kind: fault.kind,
    about,
    equipmentIds: fault.equipmentIds,
    sensorTypes: sensorTypesOf(fault),
    expected,
    onsetHours: fault.onsetHours,
    endHours,
    fadedHours,
    crossings: own,
    firstLimitHours: own[0]?.hours ?? null,
    criticalHours: critical[0]?.hours ?? null,
  };
}

function sensorTypesOf(fault: Fault): readonly string[] | null {
  const types = fault.equipmentIds.map((equipmentId) => {
    const machine = mineMachines.get(equipmentId);
    return machine === undefined ? [] : affectedSensors(fault, machine.machineType);
  });
  return types.includes(null) ? null : [...new Set(types.flatMap((some) => some ?? []))];
}

function isAffected(fault: Fault, equipmentId: string, sensorType: string): boolean {
  return fault.equipmentIds.includes(equipmentId) && (sensorTypesOf(fault)?.includes(sensorType) ?? true);
}

/** The first crossing of each limit of each sensor that a fault touches, in order of time. */
function crossingsOf(options: PlannedMineOptions, hours: number): LimitCrossing[] {
  const { faults, planFromS = 0 } = options;
  const only = new Set(faults.flatMap(({ equipmentIds }) => equipmentIds));
  const mine = createPlannedMine({ ...options, only });
  const sums = new Map<string, number>();
  const crossed = new Set<string>();
  const crossings: LimitCrossing[] = [];
  for (let sample = 1; sample <= (hours * hourS) / sampleS; sample += 1) {
    const isMinute = sample % samplesAMinute === 0;
    for (const { equipmentId, sensorType, value } of mine.advanceTo(planFromS + sample * sampleS)) {
      if (typeof value !== 'number' || !faults.some((fault) => isAffected(fault, equipmentId, sensorType))) continue;
      const key = `${equipmentId}/${sensorType}`;
      const sum = (sums.get(key) ?? 0) + value;
      sums.set(key, isMinute ? 0 : sum);
      if (!isMinute) continue;
      const mean = sum / samplesAMinute;
      for (const [limit, at] of limitsOf(mineMachines.get(equipmentId)?.panel[sensorType], sensorType)) {
        if (crossed.has(`${key}/${limit}`) || (limit === 'alarmLow' ? mean >= at : mean <= at)) continue;
        crossed.add(`${key}/${limit}`);
        crossings.push({ equipmentId, sensorType, limit, value: at, hours: (sample * sampleS) / hourS });
      }
    }
  }
  return crossings;
}

function limitsOf(instrument: Instrument | undefined, sensorType: string): [LimitName, number][] {
  const limits = { ...typeLimits[sensorType], ...instrument };
  return [...highLimits, 'alarmLow' as const].flatMap((name): [LimitName, number][] => {
    const value = limits[name];
    return value === undefined ? [] : [[name, value]];
  });
}
