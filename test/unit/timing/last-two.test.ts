import { expect, it } from 'vitest';
import { LastTwo } from '../../../src/timing/last-two.ts';

it('Somebody else was there lately when one of another name was, however often the same one comes', () => {
  let atMs = 0;
  const seen = new LastTwo(1_000, () => atMs);
  expect(seen.hasOther('a')).toBe(false);
  for (let i = 0; i < 3; i++) seen.note('a');
  expect([seen.hasOther('a'), seen.hasOther('b')]).toEqual([false, true]);
  atMs = 400;
  seen.note('b');
  atMs = 900;
  seen.note('b');
  expect([seen.hasOther('a'), seen.hasOther('b')]).toEqual([true, true]);
  atMs = 1_001;
  expect([seen.hasOther('a'), seen.hasOther('b')]).toEqual([true, false]);
});
