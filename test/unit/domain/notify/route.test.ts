import { describe, expect, it } from 'vitest';
import { isWithin, type RouteHours } from '../../../../src/domain/notify/hours.ts';
import {
  matchesRoute,
  type RouteConditions,
  type RoutedProblem,
  stepAfter,
} from '../../../../src/domain/notify/route.ts';

const alarm: RoutedProblem = {
  siteId: 'north',
  area: 'pit 2',
  equipmentId: 'CRUSH-001',
  equipmentType: 'Crusher',
  problem: 'bearing_temperature_high',
  severity: 'critical',
  // A Sunday; in Perth, eight hours ahead, eleven in the morning.
  occurredAt: new Date('2026-03-01T03:00:00Z'),
};

describe('a route', () => {
  it.each<[boolean, RouteConditions]>([
    [true, {}],
    [true, { siteIds: ['south', 'north'], areas: ['pit 2'], equipmentIds: ['CRUSH-001'], severities: ['critical'] }],
    [false, { siteIds: ['south'] }],
    [false, { areas: ['pit 1'] }],
    [false, { equipmentIds: ['CRUSH-002'] }],
    [true, { equipmentTypes: ['crusher'] }],
    [false, { equipmentTypes: ['haul truck'] }],
    [true, { problems: ['bearing_temperature_high'] }],
    [true, { problems: ['bearing_*'] }],
    [false, { problems: ['bearing'] }],
    [false, { severities: ['high', 'medium'] }],
    [false, { siteIds: ['north'], severities: ['low'] }],
    [true, { hours: { timeZone: 'Australia/Perth', from: '10:00', to: '12:00' } }],
    [false, { hours: { timeZone: 'UTC', from: '10:00', to: '12:00' } }],
  ])('says %s where all of %j has to hold', (isMatched, conditions) => {
    expect(matchesRoute(conditions, alarm)).toBe(isMatched);
  });

  it('with areas or classes leaves out a machine that nobody has said them of', () => {
    const unknown = { ...alarm, area: null, equipmentType: null };
    expect(matchesRoute({ areas: ['pit 2'] }, unknown)).toBe(false);
    expect(matchesRoute({ equipmentTypes: ['crusher'] }, unknown)).toBe(false);
  });
});

describe('hours', () => {
  const night = { timeZone: 'UTC', from: '18:00', to: '06:00' };
  it.each<[boolean, string, RouteHours]>([
    [true, '2026-03-01T18:00:00Z', night],
    [true, '2026-03-01T05:59:59Z', night],
    [false, '2026-03-01T06:00:00Z', night],
    [false, '2026-03-01T17:59:59Z', night],
    // The night of Saturday lasts until six on Sunday; that of Sunday has not begun.
    [true, '2026-03-01T03:00:00Z', { ...night, days: ['sat'] }],
    [false, '2026-03-01T03:00:00Z', { ...night, days: ['sun'] }],
    // That of Sunday ends on Monday.
    [true, '2026-03-02T03:00:00Z', { ...night, days: ['sun'] }],
    [true, '2026-03-01T23:59:00Z', { timeZone: 'UTC', days: ['sun'] }],
    [false, '2026-03-01T16:00:00Z', { timeZone: 'Australia/Perth', days: ['sun'] }],
    // Clocks in Chicago went from two to three that night.
    [true, '2026-03-08T08:00:00Z', { timeZone: 'America/Chicago', from: '03:00', to: '04:00' }],
  ])('say %s at %s of %j', (isIn, time, hours) => {
    expect(isWithin(hours, new Date(time))).toBe(isIn);
  });
});

describe('the steps of a route', () => {
  const steps = [
    { sinkId: 1, afterS: 0 },
    { sinkId: 2, afterS: 600 },
    { sinkId: 3, afterS: 1_800 },
  ];
  const at = (minutes: number) => new Date(alarm.occurredAt.getTime() + minutes * 60_000);

  it('are due at their minutes since the alarm was told, then again as often as the route repeats', () => {
    const route = { steps, repeats: 1, repeatAfterS: 900 };
    const due: [number, number, number][] = [];
    let now = stepAfter(route, { round: 1, step: 1, begunAt: at(0) });
    while (now !== null) {
      due.push([now.round, now.step, (now.dueAt.getTime() - at(0).getTime()) / 60_000]);
      now = stepAfter(route, now);
    }
    expect(due).toEqual([
      [1, 2, 10],
      [1, 3, 30],
      [2, 1, 45],
      [2, 2, 55],
      [2, 3, 75],
    ]);
  });

  it('are over after the only one of a route that does not repeat', () => {
    const route = { steps: steps.slice(0, 1), repeats: 0, repeatAfterS: 900 };
    expect(stepAfter(route, { round: 1, step: 1, begunAt: at(0) })).toBeNull();
  });
});
