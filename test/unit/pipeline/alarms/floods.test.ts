import { describe, expect, it } from 'vitest';
import { Floods } from '../../../../src/pipeline/alarms/floods.ts';

const minuteMs = 60_000;
const found = (
  equipmentId: string,
  problem = 'voltage_low',
  more: { severity?: 'high' | 'critical'; siteId?: string } = {},
) => ({
  siteId: 'north',
  equipmentId,
  problem,
  severity: 'high' as const,
  sensorId: 1,
  detector: 'limit',
  sentence: '',
  value: 1,
  unit: null,
  limit: null,
  sinceMs: 0,
  floodAbove: null,
  ...more,
});
const machines = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `M-${from + n}`);

describe('alarms in a flood', () => {
  it('stand alone up to ten within ten minutes; then those of one problem are one line, whose first is marked', () => {
    const floods = new Floods(10);
    const groups = machines(500).map((machine, n) => floods.fold([found(machine)], n)[0]);
    expect(groups.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => null));
    expect(groups[10]).toMatchObject({ isFirst: true });
    expect(new Set(groups.slice(10).map((group) => group?.groupId)).size).toBe(1);
    expect(groups.slice(11).every((group) => group?.isFirst === false)).toBe(true);
    expect(machines(500).filter((equipmentId) => !floods.isFolded(found(equipmentId)))).toHaveLength(11);
  });

  it('join what is folded of their machine, whatever their problem, and one of another problem elsewhere begins a line', () => {
    const floods = new Floods(10);
    floods.fold(
      machines(12).map((machine) => found(machine)),
      0,
    );
    const [first, second, elsewhere] = floods.fold([found('A'), found('A', 'speed_low'), found('B', 'speed_low')], 1);
    expect(second).toEqual({ groupId: first?.groupId, isFirst: false });
    expect(elsewhere).toMatchObject({ isFirst: true });
    expect(elsewhere?.groupId).not.toBe(first?.groupId);
  });

  it('stand alone when they are critical, or become so', () => {
    const floods = new Floods(10);
    floods.fold(
      machines(20).map((machine) => found(machine)),
      0,
    );
    expect(floods.fold([found('FIRE', 'heat_high', { severity: 'critical' })], 1)).toEqual([null]);
    expect(floods.isFolded(found('M-15'))).toBe(true);
    expect(floods.fold([found('M-15', 'voltage_low', { severity: 'critical' })], 2)).toEqual([null]);
    expect(floods.isFolded(found('M-15'))).toBe(false);
    floods.unfold(found('M-16'));
    expect(floods.isFolded(found('M-16'))).toBe(false);
  });

  it('are told the same when a batch is tried again, and count once', () => {
    const floods = new Floods(10);
    const nine = machines(9).map((machine) => found(machine));
    for (let tries = 0; tries < 5; tries += 1) expect(floods.fold(nine, tries)).toEqual(nine.map(() => null));
    const more = machines(4, 9).map((machine) => found(machine));
    const once = floods.fold(more, 10);
    expect(once.map((group) => group?.isFirst ?? null)).toEqual([null, true, false, false]);
    expect(floods.fold(more, 11)).toEqual(once);
  });

  it('are new when they have returned and come back, and no flood once fewer than half as many came', () => {
    const floods = new Floods(10);
    floods.fold(
      machines(20).map((machine) => found(machine)),
      0,
    );
    expect(floods.isFolded(found('M-15'))).toBe(true);
    floods.returned(found('M-15'));
    expect(floods.isFolded(found('M-15'))).toBe(false);
    expect(floods.fold([found('M-15')], 11 * minuteMs)).toEqual([null]);
    floods.fold(
      machines(4, 100).map((machine) => found(machine)),
      12 * minuteMs,
    );
    // Five within ten minutes do not end what is none, and a flood goes on above half of its limit.
    expect(floods.fold([found('LAST')], 13 * minuteMs)).toEqual([null]);
  });

  it('go on in a flood while more than half as many come as began it', () => {
    const floods = new Floods(10);
    floods.fold(
      machines(14).map((machine) => found(machine)),
      0,
    );
    floods.fold(
      machines(5, 20).map((machine) => found(machine)),
      9 * minuteMs,
    );
    expect(floods.fold([found('LATE')], 11 * minuteMs)).toMatchObject([{ isFirst: false }]);
  });

  it('of one site are no flood of another, and each has its own limit', () => {
    const floods = new Floods(10);
    floods.fold(
      machines(50).map((machine) => found(machine)),
      0,
    );
    expect(floods.fold([found('A', 'voltage_low', { siteId: 'south' })], 1)).toEqual([null]);
    const calm = machines(50).map((machine) => ({ ...found(machine, 'p', { siteId: 'west' }), floodAbove: 100 }));
    expect(floods.fold(calm, 0).every((group) => group === null)).toBe(true);
  });

  it('that are known from the database count, are not new again, and go on in the group that they have', () => {
    const floods = new Floods(10);
    const active = (equipmentId: string, raisedMs: number, group: { groupId: string; isFirst: boolean } | null) => ({
      siteId: 'north',
      equipmentId,
      problem: 'voltage_low',
      raisedMs,
      group,
    });
    floods.know(
      machines(10).map((machine) => active(machine, minuteMs, null)),
      2 * minuteMs,
    );
    floods.know([active('OLD', -60 * minuteMs, { groupId: 'before', isFirst: false })], 2 * minuteMs);
    expect(floods.isFolded(found('OLD'))).toBe(true);
    expect(floods.fold([found('M-3'), found('OLD')], 3 * minuteMs)).toEqual([
      null,
      { groupId: 'before', isFirst: false },
    ]);
    expect(floods.fold([found('NEW')], 3 * minuteMs)).toEqual([{ groupId: 'before', isFirst: false }]);
  });
});
