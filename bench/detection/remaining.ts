/**
 * `npm run bench:remaining`: how well the time to a limit is told on the simulated mine. Each tag's minutes go through the detector `trend` as they
 * do live; from half-way between a gradual fault's onset and each limit that it crosses on, the estimate of every hour is held against the truth.
 */
import { parseArgs } from 'node:util';
import { type RemainingTime, type TrendRules, timeToLimit } from '../../src/domain/trend/remaining-time.ts';
import { hourMs, minuteMs } from '../../src/domain/window.ts';
import { RecentCourse } from '../../src/pipeline/detect/trend/recent-course.ts';
import { heldZ, trendDetector } from '../../src/pipeline/detect/trend/trend-detector.ts';
import type { WindowFinding, WindowMemory } from '../../src/pipeline/detect/window-detector.ts';
import { type Definition, unknownSensor } from '../../src/pipeline/sensor-definition.ts';
import { type LedgerEntry, ledgerOf } from '../../src/simulator/faults/ledger.ts';
import { faultsNamed } from '../../src/simulator/faults/plan.ts';
import { mineMachines } from '../../src/simulator/machines.ts';
import { createPlannedMine } from '../../src/simulator/planned-mine.ts';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    'warm-up': { type: 'string', default: '168' },
    hours: { type: 'string', default: '24' },
    healthy: { type: 'boolean', default: false },
  },
});
/** They come slowly; the others jump. */
const gradual: readonly string[] = ['bearing', 'slow-leak'];
const warmUpHours = Number(options['warm-up']);
const hours = Number(options.hours);
/** A Tuesday, as for `bench:mine`. */
const startMs = Date.UTC(2026, 0, 6) - warmUpHours * hourMs;
/** As sensor types are registered where an instrument has no limits of its own. */
const typeLevels: Readonly<Record<string, Definition['levels']>> = {
  temperature: { warning: 80, critical: 85, emergency: 90 },
  vibration: { warning: 3.5, critical: 4, emergency: 5 },
  pressure: { warning: 3.8, critical: 4.2, emergency: 4.5 },
};

interface Tag {
  readonly definition: Definition;
  readonly memory: WindowMemory;
  readonly course: RecentCourse;
  /** As a recommendation about it has it; null while nothing is told. */
  told: RemainingTime | null;
}

for (const seed of options.seed.split(',').map(Number)) {
  const mineOptions = {
    seed,
    startMs,
    faults: options.healthy ? [] : faultsNamed('all'),
    planFromS: warmUpHours * 3_600,
  };
  const ledger = options.healthy ? [] : ledgerOf(mineOptions, hours);
  const mine = createPlannedMine(mineOptions);
  const tags = new Map<string, Tag>();
  const told: string[] = [];
  let [estimates, held, open, falseTold, standing, standingHeld] = [0, 0, 0, 0, 0, 0];
  for (let minute = 1; minute <= (warmUpHours + hours) * 60; minute++) {
    const hour = minute / 60 - warmUpHours;
    for (const { equipmentId, sensorType, value } of mine.advanceTo(minute * 60)) {
      if (typeof value !== 'number') continue;
      const name = `${equipmentId} ${sensorType}`;
      const tag = tags.get(name) ?? begun(equipmentId, sensorType);
      tags.set(name, tag);
      const { definition, memory, course } = tag;
      if (!trendDetector.looksAt(definition)) continue;
      const windowMs = startMs + minute * minuteMs;
      const window = { sensorId: 1, windowMs, count: 1, mean: value, stddev: 0, min: value, max: value };
      course.take(windowMs, value);
      const found = memory.observe(window, definition);
      tag.told = standingTime(tag, found);
      const fault = ledger.find((one) => isOf(one, equipmentId, sensorType, hour));
      if (found !== null) {
        if (fault === undefined) falseTold += 1;
        told.push(
          `  ${hour.toFixed(1)} h ${name} (${fault?.kind ?? 'no fault'}): ${found.finding.reason?.clause ?? ''}`,
        );
      }
      if (minute % 60 !== 0) continue;
      for (const { truth, limit } of aheadOf(ledger, equipmentId, sensorType, hour)) {
        if (tag.told?.limit.value === limit) {
          const atMs = windowMs + truth * hourMs;
          standing += 1;
          if (tag.told.fromMs <= atMs && (tag.told.toMs === null || atMs <= tag.told.toMs)) standingHeld += 1;
        }
        const rules: TrendRules = { scatter: course.scatter, leastZ: heldZ };
        const time = timeToLimit(course.points, limit, rules);
        estimates += 1;
        if (time === null) continue;
        if (time.from <= truth && (time.to === null || truth <= time.to)) held += 1;
        if (time.to === null) open += 1;
      }
    }
  }
  console.log(`seed ${seed}: ${tags.size} tags, told ${told.length}, ${falseTold} without a fault\n${told.join('\n')}`);
  if (estimates > 0) {
    const share = ((100 * held) / estimates).toFixed(0);
    console.log(`  ${held} of ${estimates} hourly estimates hold the true time (${share} %), ${open} with an open end`);
    console.log(
      `  ${standingHeld} of ${standing} hourly looks at what stands in a recommendation find the true time within it`,
    );
  }
}

function begun(equipmentId: string, sensorType: string): Tag {
  const machine = mineMachines.get(equipmentId);
  const instrument = machine?.panel[sensorType];
  const usual = typeLevels[sensorType];
  const definition: Definition = {
    ...unknownSensor(equipmentId, sensorType),
    equipmentType: machine?.machineType ?? 'machine',
    unit: instrument?.unit ?? null,
    alarmLow: instrument?.alarmLow ?? null,
    alarmHigh: instrument?.alarmHigh ?? null,
    levels: {
      warning: instrument?.warningLimit ?? usual?.warning ?? null,
      critical: instrument?.criticalLimit ?? usual?.critical ?? null,
      emergency: instrument?.emergencyLimit ?? usual?.emergency ?? null,
    },
  };
  return { definition, memory: trendDetector.begin(), course: new RecentCourse(), told: null };
}

/** What stands behind a window in the recommendation about its sensor. */
function standingTime({ memory, told }: Tag, found: WindowFinding | null): RemainingTime | null {
  if (found !== null) return found.finding.remaining ?? null;
  if (memory.ended().length > 0) return null;
  return memory.restated?.()[0]?.remaining ?? told;
}

function isOf(
  { onsetHours, fadedHours, equipmentIds, sensorTypes }: LedgerEntry,
  id: string,
  type: string,
  hour: number,
) {
  return (
    hour >= onsetHours &&
    hour <= fadedHours &&
    equipmentIds.includes(id) &&
    (sensorTypes === null || sensorTypes.includes(type))
  );
}

/** Limits that a gradual fault will cross, from half-way on, with the hours until then. */
function aheadOf(ledger: readonly LedgerEntry[], id: string, type: string, hour: number) {
  return ledger
    .filter(({ kind }) => gradual.includes(kind))
    .flatMap(({ onsetHours, crossings }) =>
      crossings
        .filter(
          ({ equipmentId, sensorType, hours: at }) =>
            equipmentId === id && sensorType === type && hour < at && hour >= (onsetHours + at) / 2,
        )
        .map(({ hours: at, value }) => ({ truth: at - hour, limit: value })),
    );
}
