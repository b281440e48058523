import { describe, expect, it } from 'vitest';
import { DatabaseCondition } from '../../../../src/db/connection/database-condition.ts';
import { PoolerError } from '../../../../src/db/connection/database-trouble.ts';

const refused = Object.assign(new Error('cannot execute INSERT in a read-only transaction'), { code: '25006' });

describe('what connections learn about their database', () => {
  it('tells a standby from a read-only database, which fail alike', () => {
    const condition = new DatabaseCondition(() => false);
    condition.connected({ isStandby: true });
    expect(condition.troubleIn(refused)).toBe('standby');
    condition.learn({ isStandby: false, isUnconfirmed: false });
    expect(condition.troubleIn(refused)).toBe('readOnly');
  });

  it('takes a silent line for commits that wait for a standby while they are seen to', () => {
    let nowMs = 0;
    const condition = new DatabaseCondition(
      () => false,
      () => nowMs,
    );
    const silent = new Error('Query read timeout');
    expect(condition.troubleIn(silent)).toBe('away');
    condition.learn({ isStandby: false, isUnconfirmed: true });
    nowMs = 60_000;
    expect(condition.troubleIn(silent)).toBe('unconfirmed');
    nowMs = 60_001;
    expect(condition.troubleIn(silent)).toBe('away');
    condition.learn({ isStandby: false, isUnconfirmed: true });
    condition.learn({ isStandby: false, isUnconfirmed: false });
    expect(condition.troubleIn(silent)).toBe('away');
  });

  it('holds a refused reading against it for 10 s, or until one is stored', () => {
    let nowMs = 0;
    const condition = new DatabaseCondition(
      () => false,
      () => nowMs,
    );
    condition.noteRefused('diskFull');
    expect(condition.known).toBe('diskFull');
    nowMs = 10_001;
    expect(condition.known).toBeNull();
    condition.noteRefused('diskFull');
    condition.noteStored();
    expect(condition.known).toBeNull();
  });

  it('remembers a pooler that shares sessions until a connection is good', () => {
    const condition = new DatabaseCondition(() => false);
    expect(condition.troubleIn(new AggregateError([new PoolerError()]))).toBe('pooled');
    expect(condition.known).toBe('pooled');
    condition.connected({ isStandby: false });
    expect(condition.known).toBeNull();
  });
});
