/** Sums up what operators were told: how many alarms, which ones, how fast they were acknowledged. */
import type { ToldAlarm } from '../../db/alarms/alarm-load-rows.ts';
import { type Severity, severities } from '../../domain/recommendations/severity.ts';
import { measureAlarmRate, type Stretch, withinStretches } from './alarm-flood.ts';

/** Three times active within a minute. Source: ISA-18.2 / IEC 62682, chattering alarm. */
const chatteringTimes = 3;
const chatteringWithinMs = 60_000;
const mostFrequentCount = 10;

export interface AlarmFigures {
  readonly hours: number;
  /** Times that operators were told of an alarm. */
  readonly total: number;
  /** Times that an alarm became active, worse, or was due to be told again while it was shelved, suppressed or out of service. */
  readonly hidden: number;
  readonly peakPer10Minutes: number;
  /** 0…100. */
  readonly percentTimeInFlood: number;
  readonly bySeverity: readonly { readonly severity: Severity; readonly count: number }[];
  readonly mostFrequent: readonly {
    readonly alarmId: number;
    readonly severity: Severity;
    readonly count: number;
    /** Of the whole load, 0…1. */
    readonly share: number;
  }[];
  /** Of the whole load, 0…100. */
  readonly percentOfTopTen: number;
  /** Alarms that became active three times within a minute, whether they were hidden or not. */
  readonly chattering: number;
  /** Of what was told those that somebody acknowledged before they were told again. */
  readonly acknowledged: number;
  readonly medianSecondsToAcknowledge: number | null;
  readonly p95SecondsToAcknowledge: number | null;
}

/**
 * @param told oldest first; those before the first stretch only tell whether a flood was under way
 * @param stretches what is measured, ascending, without overlaps
 */
export function alarmFigures(
  told: readonly ToldAlarm[],
  stretches: readonly Stretch[],
  operatorPositions: number,
): AlarmFigures {
  const measuredMs = stretches.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const isWithin = withinStretches(stretches);
  const within = told.filter(({ atMs }) => isWithin(atMs));
  const shown = within.filter(({ isHidden }) => !isHidden);
  const { peakPer10Minutes, floodMs } = measureAlarmRate(
    told.filter(({ isHidden }) => !isHidden).map(({ atMs }) => atMs),
    stretches,
    operatorPositions,
  );
  const mostFrequent = frequent(shown);
  const delays = shown
    .flatMap(({ acknowledgedAfterMs }) => (acknowledgedAfterMs === null ? [] : [acknowledgedAfterMs]))
    .sort((a, b) => a - b);
  return {
    hours: measuredMs / 3_600_000,
    total: shown.length,
    hidden: within.length - shown.length,
    peakPer10Minutes,
    percentTimeInFlood: measuredMs === 0 ? 0 : (100 * floodMs) / measuredMs,
    bySeverity: severities.map((severity) => ({
      severity,
      count: shown.filter((one) => one.severity === severity).length,
    })),
    mostFrequent,
    percentOfTopTen: 100 * mostFrequent.reduce((sum, { share }) => sum + share, 0),
    chattering: countChattering(within),
    acknowledged: delays.length,
    medianSecondsToAcknowledge: secondsAt(delays, 0.5),
    p95SecondsToAcknowledge: secondsAt(delays, 0.95),
  };
}

/** An alarm at one level is one alarm, as a high and a high-high limit are two. */
function frequent(shown: readonly ToldAlarm[]): AlarmFigures['mostFrequent'] {
  const counts = new Map<string, { alarmId: number; severity: Severity; count: number }>();
  for (const { alarmId, severity } of shown) {
    const key = `${alarmId} ${severity}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { alarmId, severity, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || a.alarmId - b.alarmId)
    .slice(0, mostFrequentCount)
    .map((one) => ({ ...one, share: one.count / shown.length }));
}

function countChattering(within: readonly ToldAlarm[]): number {
  const times = new Map<number, number[]>();
  const chattering = new Set<number>();
  for (const { alarmId, atMs, isRaised } of within) {
    if (!isRaised) continue;
    const last = [...(times.get(alarmId) ?? []), atMs].slice(-chatteringTimes);
    times.set(alarmId, last);
    const [first = atMs] = last;
    if (last.length === chatteringTimes && atMs - first <= chatteringWithinMs) chattering.add(alarmId);
  }
  return chattering.size;
}

/** The nearest rank; null of none. */
function secondsAt(sortedMs: readonly number[], quantile: number): number | null {
  const ms = sortedMs[Math.max(0, Math.ceil(quantile * sortedMs.length) - 1)];
  return ms === undefined ? null : ms / 1_000;
}
