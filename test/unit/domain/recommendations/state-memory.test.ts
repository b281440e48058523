import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxStates, StateMemory } from '../../../../src/domain/recommendations/state-memory.ts';

const minute = 60_000;

function seen(states: readonly string[], everyMs = minute, memory = new StateMemory()) {
  return states.map((state, i) => memory.note(state, i * everyMs).seen);
}

describe('the memory of states', () => {
  it('tells of a change what came before it, and whether it was ever seen', () => {
    const last = seen(['a', 'b', 'a', 'b', 'a', 'c']).at(-1);
    expect(last).toMatchObject({ kind: 'change', from: 'a', isNew: true, changes: 4, seenOnce: 0, lastHour: 5 });
  });

  it('tells of a state that stays since when, and the longest that it lasted before', () => {
    const last = seen(['a', 'a', 'a', 'b', 'a', 'a']).at(-1);
    expect(last).toEqual({
      kind: 'stay',
      sinceMs: 4 * minute,
      lastsMs: minute,
      longestMs: 3 * minute,
      stays: 1,
      lastHour: 2,
      busiestHour: 0,
      knownMs: 5 * minute,
    });
  });

  it('counts changes of the last hour, and the most within an hour before it', () => {
    const memory = new StateMemory();
    seen(
      Array.from({ length: 60 }, (_, i) => `${i % 2}`),
      minute,
      memory,
    );
    const { seen: next } = memory.note('2', 3 * 60 * minute);
    expect(next).toMatchObject({ lastHour: 1, busiestHour: 59 });
  });

  it('forgets the busiest hours of more than 14 days ago', () => {
    const memory = new StateMemory();
    seen(
      Array.from({ length: 60 }, (_, i) => `${i % 2}`),
      minute,
      memory,
    );
    const day = 1_440 * minute;
    memory.note('0', day);
    expect(memory.note('1', 13 * day).seen).toMatchObject({ busiestHour: 59 });
    memory.note('0', 16 * day);
    expect(memory.note('1', 17 * day).seen).toMatchObject({ busiestHour: 1 });
  });

  it('takes a change that nobody saw the way of, in a gap of a sensor that repeats itself, for none that is new', () => {
    const memory = new StateMemory();
    seen(['a', 'a', 'b', 'c', 'a', 'b', 'c', 'a'], minute, memory);
    expect(memory.note('c', 60 * minute).seen).toMatchObject({ kind: 'change', isNew: false });
    expect(memory.note('b', 61 * minute).seen).toMatchObject({ kind: 'change', isNew: true });
  });

  it('takes the way out of a state that came for the first time for none that is new', () => {
    const last = seen(['a', 'b', 'a', 'b', 'odd', 'a']).at(-1);
    expect(last).toMatchObject({ kind: 'change', from: 'odd', isNew: false });
  });

  it('keeps its size, whatever comes', () => {
    const memory = new StateMemory();
    for (let i = 0; i < 20_000; i++) memory.note(`${(i * 7_919) % 5_003}`, i * minute);
    const stored = memory.stored();
    expect(stored?.states).toHaveLength(maxStates + 1);
    expect(JSON.stringify(stored).length).toBeLessThan(6_000);
    const known = new StateMemory();
    for (let i = 0; i < 40_000; i++) known.note(`${(i * i + 3 * i) % 61}`, i * minute);
    expect(JSON.stringify(known.stored()).length).toBeLessThan(6_000);
  });

  it('says and stores the same whether or not it was stored and loaded in between', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 3_600_000 })), {
          maxLength: 60,
        }),
        fc.nat(60),
        (readings, cutAt) => {
          let timeMs = 0;
          const timed = readings.map(([state, gapMs]) => {
            timeMs += gapMs;
            return [state, timeMs] as const;
          });
          const whole = new StateMemory();
          let parts = new StateMemory();
          timed.forEach(([state, atMs], i) => {
            if (i === cutAt) parts = new StateMemory(JSON.parse(JSON.stringify(parts.stored())));
            expect(parts.note(state, atMs)).toEqual(whole.note(state, atMs));
          });
          expect(parts.stored()).toEqual(whole.stored());
        },
      ),
    );
  });

  it('begins anew from what another version has stored', () => {
    const memory = new StateMemory();
    seen(['a', 'b'], minute, memory);
    const stored = memory.stored();
    expect(stored).not.toBeNull();
    expect(new StateMemory(stored).isEmpty).toBe(false);
    expect(stored === null || new StateMemory({ ...stored, version: 0 }).isEmpty).toBe(true);
  });
});
