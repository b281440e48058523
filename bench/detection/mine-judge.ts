/** Joins what was told and recorded with what was wrong. Hours are the mine's, since the plan began. */
import type { LedgerEntry } from '../../src/simulator/faults/ledger.ts';
import { namesCause } from './mine-causes.ts';

/** An entry of the queue, or a recorded anomaly. */
export interface Finding {
  readonly hours: number;
  readonly equipmentId: string;
  /** Null: of the whole machine. */
  readonly sensorType: string | null;
  readonly detector: string;
  readonly severity: string;
}

export interface Told extends Finding {
  readonly issueType: string;
  /** It joined a recommendation that stood for its machine, and is no entry of its own. */
  readonly isJoined: boolean;
  /** It expired: another entry has taken over what it told, or what it was about had returned to normal before anybody decided. */
  readonly isOver?: boolean;
  /** As the operator reads them, the likeliest first; none of what joined. */
  readonly causes?: readonly string[];
}

export interface FaultVerdict {
  readonly fault: LedgerEntry;
  readonly firstTold: Told | null;
  /** Entries of the queue that it explains, and findings that joined one. */
  readonly toldCount: number;
  readonly joinedCount: number;
  /** Of the entries those that have not expired: what the fault ends in. */
  readonly endsIn: number;
  readonly firstRecorded: Finding | null;
  readonly recordedCount: number;
  readonly isFound: boolean;
  /** Whether the first entry of the queue names what is wrong among its first two causes; null where there was none. */
  readonly isNamed: boolean | null;
  /** From the first telling to the first limit that must not be crossed; null where there is none, or nothing was told. */
  readonly hoursBeforeCritical: number | null;
}

export interface Verdict {
  readonly faults: readonly FaultVerdict[];
  readonly falseTold: readonly Told[];
  /** Findings that joined an entry and that no fault explains. */
  readonly falseJoined: readonly Told[];
  readonly falseRecorded: readonly Finding[];
  /** Entries of the queue in each hour. */
  readonly alarmsByHour: readonly number[];
}

/** A little before the onset counts as nothing: the future cannot be known. */
export function explains(fault: LedgerEntry, { hours, equipmentId, sensorType }: Finding): boolean {
  return (
    hours >= fault.onsetHours &&
    hours <= fault.fadedHours &&
    fault.equipmentIds.includes(equipmentId) &&
    (sensorType === null || fault.sensorTypes === null || fault.sensorTypes.includes(sensorType))
  );
}

export function judgeMine(
  ledger: readonly LedgerEntry[],
  told: readonly Told[],
  recorded: readonly Finding[],
  hours: number,
): Verdict {
  const isFalse = (finding: Finding): boolean => !ledger.some((fault) => explains(fault, finding));
  const alarmsByHour = Array.from({ length: Math.ceil(hours) }, () => 0);
  for (const one of told.filter(({ isJoined }) => !isJoined)) {
    const hour = Math.min(alarmsByHour.length - 1, Math.floor(one.hours));
    alarmsByHour[hour] = (alarmsByHour[hour] ?? 0) + 1;
  }
  return {
    faults: ledger.map((fault) => verdictOf(fault, told, recorded)),
    falseTold: told.filter((one) => !one.isJoined && isFalse(one)),
    falseJoined: told.filter((one) => one.isJoined && isFalse(one)),
    falseRecorded: recorded.filter(isFalse),
    alarmsByHour,
  };
}

function verdictOf(fault: LedgerEntry, told: readonly Told[], recorded: readonly Finding[]): FaultVerdict {
  const ownTold = told.filter((one) => explains(fault, one));
  const ownRecorded = recorded.filter((one) => explains(fault, one));
  const firstTold = earliest(ownTold);
  const firstEntry = earliest(ownTold.filter(({ isJoined }) => !isJoined));
  const firstRecorded = earliest(ownRecorded);
  return {
    fault,
    firstTold,
    toldCount: ownTold.filter(({ isJoined }) => !isJoined).length,
    joinedCount: ownTold.filter(({ isJoined }) => isJoined).length,
    endsIn: ownTold.filter(({ isJoined, isOver }) => !isJoined && isOver !== true).length,
    firstRecorded,
    recordedCount: ownRecorded.length,
    // While it lasts: what comes only of its being mended has found nothing.
    isNamed: firstEntry === null ? null : namesCause(fault.kind, firstEntry.causes ?? []),
    isFound: isWithin(fault, fault.expected === 'recorded' ? (firstTold ?? firstRecorded) : firstTold),
    hoursBeforeCritical:
      firstTold === null || fault.criticalHours === null ? null : fault.criticalHours - firstTold.hours,
  };
}

function isWithin({ endHours }: LedgerEntry, finding: Finding | null): boolean {
  return finding !== null && (endHours === null || finding.hours < endHours);
}

function earliest<One extends Finding>(findings: readonly One[]): One | null {
  return findings.reduce<One | null>((first, one) => (first === null || one.hours < first.hours ? one : first), null);
}
