import { describe, expect, it } from 'vitest';
import { CircuitBreaker } from '../../../src/models/circuit-breaker.ts';
import { ModelFailure } from '../../../src/models/model-failure.ts';

function broken() {
  let nowMs = 1_000_000;
  const breaker = new CircuitBreaker(() => nowMs);
  const failed = (kind: ModelFailure['kind'] = 'timed_out', retryAfterMs: number | null = null) => {
    breaker.enter();
    breaker.failed(new ModelFailure(kind, kind, { retryAfterMs }));
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { breaker, failed, pass };
}

describe('A circuit breaker', () => {
  it('opens with the third failure in a row, and lets one request through after its pause', () => {
    const { breaker, failed, pass } = broken();
    failed();
    failed();
    expect(breaker.state()).toMatchObject({ isOpen: false, failures: 2, failingSince: new Date(1_000_000) });
    failed();
    expect(breaker.state()).toMatchObject({ isOpen: true, retryAt: new Date(1_030_000) });
    expect(() => breaker.enter()).toThrow(ModelFailure);
    pass(30_000);
    breaker.enter();
    expect(() => breaker.enter()).toThrow(ModelFailure);
  });

  it('waits twice as long after a trial that failed, five minutes at most', () => {
    const { breaker, failed, pass } = broken();
    for (let i = 0; i < 3; i += 1) failed();
    const pauses = [60, 120, 240, 300, 300].map((seconds) => {
      pass(300_000);
      failed();
      return (
        (breaker.state().retryAt?.getTime() ?? 0) - (breaker.state().lastFailure?.at.getTime() ?? 0) === seconds * 1_000
      );
    });
    expect(pauses).toEqual([true, true, true, true, true]);
  });

  it('closes with a success, and counts anew', () => {
    const { breaker, failed, pass } = broken();
    for (let i = 0; i < 3; i += 1) failed();
    pass(30_000);
    breaker.enter();
    breaker.succeeded();
    expect(breaker.state()).toMatchObject({
      isOpen: false,
      lastFailure: null,
      failingSince: null,
      requests: 4,
      failures: 3,
    });
    failed();
    expect(breaker.state().isOpen).toBe(false);
  });

  it('leaves an endpoint alone that says it is asked too often, for as long as it says and five minutes at most', () => {
    const { breaker, failed, pass } = broken();
    failed('rate_limited', 7_000);
    expect(() => breaker.enter()).toThrow(ModelFailure);
    pass(7_000);
    failed('rate_limited', 10_000_000);
    pass(300_000);
    expect(() => breaker.enter()).not.toThrow();
  });

  it('tries again after a trial whose caller left before there was an answer', () => {
    const { breaker, failed, pass } = broken();
    for (let i = 0; i < 3; i += 1) failed();
    pass(30_000);
    breaker.enter();
    breaker.leftAlone();
    expect(() => breaker.enter()).not.toThrow();
  });

  it('is closed at once when what failed was replaced, and tells its last failure until it succeeds', () => {
    const { breaker, failed } = broken();
    for (let i = 0; i < 3; i += 1) failed();
    breaker.reset();
    expect(breaker.state()).toMatchObject({ isOpen: false, lastFailure: { kind: 'timed_out' }, failures: 3 });
    breaker.enter();
    breaker.succeeded();
    expect(breaker.state()).toMatchObject({ lastFailure: null, failingSince: null });
  });
});
