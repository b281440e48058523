import { expect, it } from 'vitest';
import { createSemaphore } from '../../../src/services/semaphore.ts';

it('the semaphore runs no more at once than its limit, in order, and goes on after a failure', async () => {
  const inTurn = createSemaphore(2);
  const log: string[] = [];
  const finish: (() => void)[] = [];
  const work = (name: string) =>
    inTurn(async () => {
      log.push(`${name} begins`);
      await new Promise<void>((resolve) => finish.push(resolve));
      if (name === 'a') throw new Error('a fails');
      return name;
    });
  const a = expect(work('a')).rejects.toThrow('a fails');
  const others = ['b', 'c', 'd'].map(work);
  await Promise.resolve();
  expect(log).toEqual(['a begins', 'b begins']);
  finish[0]?.();
  await a;
  await Promise.resolve();
  expect(log).toEqual(['a begins', 'b begins', 'c begins']);
  finish[1]?.();
  finish[2]?.();
  await Promise.all(others.slice(0, 2));
  finish[3]?.();
  expect(await Promise.all(others)).toEqual(['b', 'c', 'd']);
  expect(log.at(-1)).toBe('d begins');
});
