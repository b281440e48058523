/** Makes values that rounding would hurt, for properties of statistics. */
import fc from 'fast-check';

/** What silver takes: a value closer to 0 is 0, because its square would vanish. */
const storable = (value: number): number => (Math.abs(value) < 1e-100 ? 0 : value + 0);

/** One sensor's values, of kinds that rounding would hurt: a tiny spread far from zero, both signs, none at all, wild jumps. */
export const hostileValues: fc.Arbitrary<number[]> = fc
  .record({
    offset: fc.constantFrom(0, 1, -40, 1e6, -1e9, 1e9, 1e9 + 0.1, 123_456_789.123),
    spread: fc.constantFrom(0, 1e-6, 1e-3, 1, 500, 1e9),
  })
  .chain(({ offset, spread }) =>
    fc.array(
      fc.double({ min: -1, max: 1, noNaN: true }).map((unit) => storable(offset + unit * spread)),
      { minLength: 1, maxLength: 200 },
    ),
  );
