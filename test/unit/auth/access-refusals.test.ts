import { beforeEach, expect, it, vi } from 'vitest';
import { Refusals } from '../../../src/auth/access-refusals.ts';
import { AndonError } from '../../../src/errors.ts';
import type { Logger } from '../../../src/log.ts';

let nowMs = 0;
const warn = vi.fn();
let refusals: Refusals;
beforeEach(() => {
  nowMs = 0;
  warn.mockClear();
  refusals = new Refusals(() => nowMs, { warn } as Pick<Logger, 'warn'> as Logger);
});

const refuse = (reason: string) => refusals.note(new AndonError('UNAUTHENTICATED', reason));

it('refused access is logged once a minute for each reason, and counted every time', () => {
  for (let n = 0; n < 1_000; n += 1) refuse('The key "mine" expired.');
  refuse('No key.');
  expect(warn.mock.calls.map(([{ reason }]) => reason)).toEqual(['The key "mine" expired.', 'No key.']);
  nowMs = 60_000;
  refuse('The key "mine" expired.');
  expect(warn).toHaveBeenCalledTimes(3);
  expect(refusals.counts.get('UNAUTHENTICATED')).toBe(1_002);
});

it('refused access with ever new reasons keeps a bounded number of them in memory, and goes on counting', () => {
  for (let n = 0; n < 10_000; n += 1) refuse(`reason ${n}`);
  expect(refusals.counts.get('UNAUTHENTICATED')).toBe(10_000);
});
