import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { CallerShares } from '../../../src/auth/caller-shares.ts';
import type { KeyLimits } from '../../../src/domain/access.ts';
import { createLogger } from '../../../src/log.ts';

const key = (id: string) => ({ credential: { id } });
const token = (id: string, subject: string) => ({
  credential: { id, token: { issuer: 'https://login.example', subject } },
});

describe('A caller’s share', () => {
  let atMs: number;
  let limits: Map<string, KeyLimits>;
  let shares: CallerShares;
  beforeEach(() => {
    atMs = 0;
    limits = new Map();
    shares = new CallerShares({
      defaults: { readingsPerSecond: 100, operationsPerSecond: 5 },
      limitsOf: (id) => limits.get(id) ?? null,
      elapsedMs: () => atMs,
      log: createLogger('silent'),
    });
  });
  /** How many operations are let in at once. */
  const letIn = (callers: readonly Parameters<CallerShares['operation']>[0][]): number =>
    callers.filter((caller) => shares.operation(caller) === null).length;

  it('is ten seconds of operations at once, then so many a second, and says when to come back', () => {
    expect(letIn(Array.from({ length: 100 }, () => key('a')))).toBe(51);
    expect(shares.operation(key('a'))).toMatchObject({
      code: 'RATE_LIMITED',
      details: { reason: 'KEY_LIMIT', retryAfterMs: 200, limit: 5 },
    });
    expect(shares.operation(key('b'))).toBeNull();
    atMs = 200;
    expect(shares.operation(key('a'))).toBeNull();
    expect(shares.refused.operations).toBe(50);
  });

  it('is one for all tokens of a subject, and another for each subject', () => {
    expect(letIn(Array.from({ length: 100 }, (_, i) => token(`jti ${i}`, 'maria')))).toBe(51);
    expect(letIn(Array.from({ length: 20 }, (_, i) => token(`jti ${i}`, `subject ${i}`)))).toBe(20);
  });

  it('is paid with the rows that operations ask for', () => {
    expect(shares.operation(key('a'))).toBeNull();
    shares.rows(key('a'), 20_000);
    // 201 operations at five a second, less the ten seconds that may be taken at once.
    expect(shares.operation(key('a'))?.details).toMatchObject({ retryAfterMs: 30_200 });
  });

  it('is paid with the bytes that have to be read', () => {
    expect(shares.operation(key('a'))).toBeNull();
    shares.bytes(key('a'), 9_999);
    shares.bytes(key('a'), 1_000_000);
    expect(shares.operation(key('a'))?.details).toMatchObject({ retryAfterMs: 10_200 });
  });

  it('of readings lets a whole request in, and refuses the next until it is paid', () => {
    shares.takeReadings(key('a'), 5_000);
    expect(() => shares.takeReadings(key('a'), 1)).toThrow(
      expect.objectContaining({ details: { reason: 'KEY_LIMIT', retryAfterMs: 40_000, limit: 100 } }),
    );
    expect(shares.waitMs('readings', key('a'))).toBe(40_000);
    expect(shares.waitMs('readings', key('b'))).toBe(0);
    atMs = 40_000;
    shares.takeReadings(key('a'), 1);
  });

  it('is what is said of the key, from the next use on', () => {
    limits.set('a', { readingsPerSecond: null, operationsPerSecond: 1 });
    expect(letIn(Array.from({ length: 100 }, () => key('a')))).toBe(11);
    limits.set('a', { readingsPerSecond: null, operationsPerSecond: 1_000_000 });
    atMs = 2_000;
    expect(letIn(Array.from({ length: 100 }, () => key('a')))).toBe(100);
    // An id of a token is no key's.
    expect(letIn(Array.from({ length: 100 }, () => token('a', 'tom')))).toBe(51);
  });

  it('is known to be one of several while others were at work within the last second', () => {
    shares.takeReadings(key('a'), 1);
    expect([shares.isShared('a'), shares.isShared('b'), shares.isShared('')]).toEqual([false, true, true]);
    atMs = 500;
    shares.takeReadings(key('b'), 1);
    expect([shares.isShared('a'), shares.isShared('b')]).toEqual([true, true]);
    atMs = 1_001;
    expect([shares.isShared('a'), shares.isShared('b')]).toEqual([true, false]);
  });

  it('is without end where nobody has to prove anything', () => {
    expect(letIn(Array.from({ length: 1_000 }, () => ({ credential: null })))).toBe(1_000);
    shares.takeReadings({}, 1_000_000);
    shares.takeReadings({}, 1_000_000);
  });

  it('is logged once a minute when it is used up', () => {
    const lines: string[] = [];
    const logged = new CallerShares({
      defaults: { readingsPerSecond: 1, operationsPerSecond: 1 },
      limitsOf: () => null,
      elapsedMs: () => atMs,
      log: pino({}, { write: (line: string) => void lines.push(line) }),
    });
    for (let i = 0; i < 50; i++) logged.operation(key('a'));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      event: 'access.limited',
      share: 'operations',
      holder: 'a',
      limit: 1,
    });
    atMs = 5_000;
    logged.operation(key('a'));
    expect(lines).toHaveLength(1);
  });
});
