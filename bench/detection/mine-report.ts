/** The figures of one run of the simulated mine as text. */
import { measureAlarmRate } from '../../src/services/alarm-load/alarm-flood.ts';
import { mineMachines } from '../../src/simulator/machines.ts';
import type { FaultVerdict, Finding, Told, Verdict } from './mine-judge.ts';

export interface MineFigures {
  readonly seed: number;
  readonly hours: number;
  readonly readings: number;
  readonly tookMs: number;
  readonly told: readonly Told[];
  readonly toldInWarmUp: readonly Told[];
  readonly recorded: readonly Finding[];
  readonly alarmHours: readonly number[];
  readonly verdict: Verdict;
}

const tags = [...mineMachines.values()].reduce((sum, { panel }) => sum + Object.keys(panel).length, 0);
const most = 12;
const hourMs = 3_600_000;

export function mineReport(figures: MineFigures): string {
  const { seed, hours, readings, tookMs, recorded, verdict } = figures;
  const [told, joined] = [
    figures.told.filter(({ isJoined }) => !isJoined),
    figures.told.filter(({ isJoined }) => isJoined),
  ];
  const learning = figures.toldInWarmUp.filter(({ isJoined }) => !isJoined);
  const { faults, falseTold, falseJoined, falseRecorded } = verdict;
  return [
    `\n## Seed ${seed}: ${hours} h, ${tags} tags, ${readings} readings in ${(tookMs / 1_000).toFixed(0)} s\n`,
    ...(faults.length === 0 ? [] : [faultTable(faults), '']),
    '| | is | goal | |',
    '| --- | --- | --- | --- |',
    ...goals(figures).map(({ what, is, goal, isMet }) => `| ${what} | ${is} | ${goal} | ${isMet ? 'met' : 'missed'} |`),
    '',
    `queue: ${told.length} entries (${(told.length / hours).toFixed(2)} an hour), ${falseTold.length} false, and ${joined.length} findings that joined one (${falseJoined.length} false); ${learning.length} more while the detectors learnt`,
    `recorded: ${recorded.length} anomalies, ${falseRecorded.length} without a fault`,
    '',
    ...counted('false in the queue, by detector', falseTold, ({ detector, severity }) => `${detector} ${severity}`),
    ...counted(
      'false in the queue, by issue',
      falseTold,
      ({ equipmentId, issueType }) => `${equipmentId} ${issueType}`,
    ),
    ...counted('in the queue, by detector', told, ({ detector, severity }) => `${detector} ${severity}`),
    ...counted('joined, by detector', joined, ({ detector, severity }) => `${detector} ${severity}`),
    ...counted(
      'in the queue while the detectors learnt, by issue',
      learning,
      ({ detector, issueType }) => `${detector} ${issueType}`,
    ),
    ...counted('recorded, by detector', recorded, ({ detector, severity }) => `${detector} ${severity}`),
    ...counted(
      'recorded without a fault, by detector',
      falseRecorded,
      ({ detector, severity }) => `${detector} ${severity}`,
    ),
  ].join('\n');
}

interface Goal {
  readonly what: string;
  readonly is: string;
  readonly goal: string;
  readonly isMet: boolean;
}

function goals({ hours, verdict, alarmHours }: MineFigures): Goal[] {
  const ofPlan = alarmHours.filter((hour) => hour > 0);
  const alarmsAnHour = ofPlan.length / hours;
  const alarmsInBusiest = Math.max(
    ...Array.from({ length: Math.ceil(hours) }, (_, hour) => ofPlan.filter((at) => Math.floor(at) === hour).length),
  );
  const { floodMs, peakPer10Minutes } = measureAlarmRate(
    alarmHours.map((hour) => hour * hourMs),
    [{ fromMs: 0, toMs: hours * hourMs }],
  );
  const inFlood = (100 * floodMs) / (hours * hourMs);
  const { faults, falseTold, alarmsByHour } = verdict;
  const days = hours / 24;
  const found = faults.filter(({ isFound }) => isFound).length;
  const named = faults.filter(({ isNamed }) => isNamed === true).length;
  const inOne = faults.filter(({ endsIn }) => endsIn === 1).length;
  const entries = faults.reduce((sum, { toldCount }) => sum + toldCount, 0);
  const ends = faults.reduce((sum, { endsIn }) => sum + endsIn, 0);
  const falseADay = falseTold.length / days;
  const falseAWeek = falseTold.length / (tags * (days / 7));
  const busiest = Math.max(...alarmsByHour);
  const bearing = faults.find(({ fault }) => fault.kind === 'bearing');
  const ahead = bearing?.hoursBeforeCritical ?? 0;
  return [
    ...(faults.length === 0
      ? [
          {
            what: 'false entries a sensor and week',
            is: falseAWeek.toFixed(3),
            goal: '≤ 0.2',
            isMet: falseAWeek <= 0.2,
          },
        ]
      : [
          { what: 'faults found', is: String(found), goal: String(faults.length), isMet: found === faults.length },
          {
            what: 'faults whose first entry names what is wrong among its first two causes',
            is: String(named),
            goal: String(faults.length),
            isMet: named === faults.length,
          },
          {
            what: `faults that end in one recommendation (entries a fault ${(entries / faults.length).toFixed(2)}, not expired ${(ends / faults.length).toFixed(2)})`,
            is: String(inOne),
            goal: String(faults.length),
            isMet: inOne === faults.length,
          },
          { what: 'false entries a day', is: falseADay.toFixed(2), goal: '≤ 1', isMet: falseADay <= 1 },
        ]),
    ...(bearing === undefined
      ? []
      : [{ what: 'bearing told before critical', is: `${ahead.toFixed(1)} h`, goal: '≥ 12 h', isMet: ahead >= 12 }]),
    {
      what: `alarms an operator hour (in the busiest: ${alarmsInBusiest})`,
      is: alarmsAnHour.toFixed(2),
      goal: '≤ 6',
      isMet: alarmsAnHour <= 6,
    },
    {
      what: `time in flood (most alarms in 10 minutes: ${peakPer10Minutes})`,
      is: `${inFlood.toFixed(2)} %`,
      goal: '≤ 1 %',
      isMet: inFlood <= 1,
    },
    { what: 'entries in the busiest hour', is: String(busiest), goal: '≤ 6', isMet: busiest <= 6 },
  ];
}

function faultTable(faults: readonly FaultVerdict[]): string {
  const rows = faults.map(
    ({
      fault,
      isFound,
      isNamed,
      firstTold,
      firstRecorded,
      toldCount,
      joinedCount,
      endsIn,
      recordedCount,
      hoursBeforeCritical,
    }) => {
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
        isNamed === null ? '–' : isNamed ? 'yes' : 'no',
        fault.criticalHours === null ? 'no limit' : (hoursBeforeCritical?.toFixed(1) ?? '–'),
        String(toldCount),
        String(joinedCount),
        String(endsIn),
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
    'cause named',
    'h before critical',
    'told',
    'joined',
    'ends in',
    'first recorded after',
    'recorded',
  ];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function counted<One>(title: string, found: readonly One[], nameOf: (one: One) => string): string[] {
  if (found.length === 0) return [];
  const counts = new Map<string, number>();
  for (const one of found) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const more = sorted.length > most ? [`  … and ${sorted.length - most} more`] : [];
  return [`${title}:`, ...sorted.slice(0, most).map(([name, count]) => `  ${count} × ${name}`), ...more, ''];
}
