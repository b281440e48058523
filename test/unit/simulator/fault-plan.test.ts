import { describe, expect, it } from 'vitest';
import {
  demoFaultSpeed,
  faultAt,
  faultNews,
  healthyLeadMs,
  msUntilVibration,
} from '../../../src/simulator/fault-plan.ts';

describe('the fault of the demonstration', () => {
  it('is preceded by health, crosses the critical limit within a minute and the emergency limit within five', () => {
    expect(faultAt(healthyLeadMs - 1, demoFaultSpeed).wear).toBeUndefined();
    expect(msUntilVibration(35, demoFaultSpeed)).toBeLessThan(50_000);
    expect(msUntilVibration(55, demoFaultSpeed)).toBeLessThan(240_000);
  });

  it('takes 48 minutes at sixty times the speed', () => {
    expect(faultAt(healthyLeadMs + 24 * 60_000, 60).wear?.stage).toBe('warning');
    expect(faultAt(healthyLeadMs + 48 * 60_000, 60).wear?.temperatureRiseC).toBe(26);
  });

  it('is repaired after nine minutes and begins anew two minutes later, each told once', () => {
    const news: string[] = [];
    let before: ReturnType<typeof faultAt> | undefined;
    for (let elapsedMs = 0; elapsedMs < 16 * 60_000; elapsedMs += 1_000) {
      const now = faultAt(elapsedMs, demoFaultSpeed);
      const text = faultNews(before, now);
      if (text !== null) news.push(text);
      before = now;
    }
    const course = [/damage begins/, /early/, /throughput falls/, /fails/];
    expect(news).toEqual([...course, /repaired/, ...course].map((pattern) => expect.stringMatching(pattern)));
    expect(faultAt(healthyLeadMs + 10 * 60_000, demoFaultSpeed)).toEqual({ wear: undefined, round: 0, repaired: true });
  });
});
