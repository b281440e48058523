import { expect, it } from 'vitest';
import { FlushTimer } from '../../../src/services/flush-timer.ts';

it('a flush during a write begins one more write after it, and never two at once', async () => {
  let writing = 0;
  let most = 0;
  let writes = 0;
  const timer = new FlushTimer(60_000, async () => {
    writing += 1;
    most = Math.max(most, writing);
    await new Promise((resolve) => setImmediate(resolve));
    writes += 1;
    writing -= 1;
  });
  await Promise.all([timer.flush(), timer.flush(), timer.flush()]);
  expect({ most, writes }).toEqual({ most: 1, writes: 2 });
});
