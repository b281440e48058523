import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DueTimes } from '../../../../src/events/live/due-times.ts';

it('the heap of due times returns ids in the order of time, whatever was added and removed in between', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant('remove' as const))), (steps) => {
      const due = new DueTimes();
      let expected: number[] = [];
      steps.forEach((step, id) => {
        if (step === 'remove') {
          due.removeFirst();
          expected = expected.slice(1);
        } else {
          due.add(step, id);
          expected = [...expected, step].sort((a, b) => a - b);
        }
        expect(due.first?.atMs).toBe(expected[0]);
      });
      for (const atMs of expected) {
        expect(due.first?.atMs).toBe(atMs);
        due.removeFirst();
      }
      expect(due.first).toBeUndefined();
    }),
  );
});
