/** The figures of one run of the simulated mine as text. */
import { mineMachines } from '../../src/simulator/machines.ts';
import type { FaultVerdict, Finding, Told, Verdict } from './mine-judge.ts';

export interface MineFigures {
  readonly seed: number;
  readonly hours: number;
  readonly readings: number;
  readonly tookMs: number;
  readonly told: readonly Told[];
  readonly recorded: readonly Finding[];
  readonly verdict: Verdict;
}

const tags = [...mineMachines.values()].reduce((sum, { panel }) => sum + Object.keys(panel).length, 0);
const most = 12;

export function mineReport({ seed, hours, readings, tookMs, told, recorded, verdict }: MineFigures): string {
  const days = hours / 24;
  const { faults, falseTold, falseRecorded, alarmsByHour } = verdict;
  const busiest = Math.max(...alarmsByHour);
  const found = faults.filter(({ isFound }) => isFound).length;
  const weeks = tags * (days / 7);
  return [
    `\n## Seed ${seed}: ${hours} h, ${tags} tags, ${readings} readings in ${(tookMs / 1_000).toFixed(0)} s\n`,
    ...(faults.length === 0 ? [] : [faultTable(faults), '']),
    `faults found: ${found} of ${faults.length}`,
    `queue: ${told.length} entries, ${falseTold.length} false = ${(falseTold.length / days).toFixed(2)} a day, ${(falseTold.length / weeks).toFixed(3)} a sensor and week`,
    `alarms an hour: ${busiest} at most, ${(told.length / hours).toFixed(2)} in the mean`,
    `recorded: ${recorded.length} anomalies, ${falseRecorded.length} without a fault`,
    '',
    ...tally('false in the queue, by detector', falseTold, ({ detector, severity }) => `${detector} ${severity}`),
    ...tally('false in the queue, by sensor', falseTold, ({ equipmentId, issueType }) => `${equipmentId} ${issueType}`),
    ...tally(
      'recorded without a fault, by detector',
      falseRecorded,
      ({ detector, severity }) => `${detector} ${severity}`,
    ),
  ].join('\n');
}

function faultTable(faults: readonly FaultVerdict[]): string {
  const rows = faults.map(
    ({ fault, isFound, firstTold, firstRecorded, toldCount, recordedCount, hoursBeforeCritical }) => {
      const after = (finding: Finding | null): string =>
        finding === null ? 'never' : `${(finding.hours - fault.onsetHours).toFixed(1)} h`;
      const by = firstTold === null ? '' : `${firstTold.detector}: ${firstTold.equipmentId} ${firstTold.issueType}`;
      return [
        fault.kind,
        fault.equipmentIds.join(', '),
        `${fault.onsetHours}–${fault.endHours ?? 'end'}`,
        isFound ? 'yes' : 'no',
        after(firstTold),
        by,
        fault.criticalHours === null ? 'no limit' : (hoursBeforeCritical?.toFixed(1) ?? '–'),
        String(toldCount),
        after(firstRecorded),
        String(recordedCount),
      ];
    },
  );
  const head = [
    'fault',
    'at',
    'from–to, h',
    'found',
    'first told after',
    'as',
    'h before critical',
    'told',
    'first recorded after',
    'recorded',
  ];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function tally<One>(title: string, found: readonly One[], nameOf: (one: One) => string): string[] {
  if (found.length === 0) return [];
  const counts = new Map<string, number>();
  for (const one of found) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const more = sorted.length > most ? [`  … and ${sorted.length - most} more`] : [];
  return [`${title}:`, ...sorted.slice(0, most).map(([name, count]) => `  ${count} × ${name}`), ...more, ''];
}
