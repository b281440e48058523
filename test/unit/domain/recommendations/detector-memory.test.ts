import { describe, expect, it } from 'vitest';
import { DetectorMemory } from '../../../../src/domain/recommendations/detector-memory.ts';

const second = 1_000;

describe('what detection remembers of a sensor', () => {
  it('has nothing to be stored while nothing ever was wrong', () => {
    const memory = new DetectorMemory();
    memory.run = 0;
    memory.noteNormal(0);
    memory.noteAbnormal();
    expect(memory.takeChange()).toBe(false);
  });

  it('is new trouble only after a minute of normal readings', () => {
    const memory = new DetectorMemory();
    memory.noteAlarm(1 * second);
    expect(memory.alarmingSinceMs).toBeNull();
    memory.noteNormal(10 * second);
    memory.noteNormal(69 * second);
    memory.noteAlarm(70 * second);
    expect(memory.alarmingSinceMs).toBeNull();
    memory.noteNormal(80 * second);
    memory.noteNormal(140 * second);
    expect(memory.stored()).toMatchObject({ recovery: 'recovered', normalSinceMs: 80 * second });
    memory.noteAlarm(150 * second);
    expect(memory.alarmingSinceMs).toBe(150 * second);
    memory.noteAlarm(151 * second);
    expect(memory.alarmingSinceMs).toBe(150 * second);
  });

  it('counts the minute anew after a reading beyond a limit, though it is worth no alarm', () => {
    const memory = new DetectorMemory();
    memory.noteAlarm(0);
    memory.noteNormal(10 * second);
    memory.noteAbnormal();
    memory.noteNormal(50 * second);
    memory.noteNormal(100 * second);
    expect(memory.recovery).toBe('recovering');
    memory.noteNormal(110 * second);
    expect(memory.recovery).toBe('recovered');
  });

  it('is over after as long as was chosen, at once after nothing', () => {
    for (const [offDelayS, untilS] of [
      [0, 10],
      [5, 15],
      [120, 130],
    ] as const) {
      const memory = new DetectorMemory();
      memory.noteAlarm(0);
      for (let s = 10; s < untilS; s++) memory.noteNormal(s * second, offDelayS * second);
      expect(memory.recovery).toBe(offDelayS === 0 ? 'alarming' : 'recovering');
      memory.noteNormal(untilS * second, offDelayS * second);
      expect(memory.recovery).toBe('recovered');
    }
  });

  it('has settled once its trouble has stayed over for the hold, and what follows is new trouble', () => {
    const memory = new DetectorMemory();
    memory.noteAlarm(0);
    memory.noteNormal(10 * second, 0, 30 * second);
    memory.noteNormal(39 * second, 0, 30 * second);
    expect(memory.recovery).toBe('recovered');
    memory.noteAlarm(40 * second);
    expect(memory.alarmingSinceMs).toBe(40 * second);
    memory.noteNormal(50 * second, 0, 30 * second);
    memory.noteNormal(80 * second, 0, 30 * second);
    expect(memory.recovery).toBe('settled');
    expect(memory.stored()).toMatchObject({ normalSinceMs: 50 * second });
    memory.takeChange();
    memory.noteNormal(200 * second, 0, 30 * second);
    expect(memory.takeChange()).toBe(false);
    memory.noteAlarm(201 * second);
    expect(memory.alarmingSinceMs).toBe(201 * second);
  });

  it('settles as it is over without a hold', () => {
    const memory = new DetectorMemory();
    memory.noteAlarm(0);
    memory.noteNormal(10 * second, 60 * second, 0);
    memory.noteNormal(70 * second, 60 * second, 0);
    expect(memory.recovery).toBe('settled');
  });

  it('goes on from what was stored as if it had never been away', () => {
    const memory = new DetectorMemory();
    memory.run = -2;
    memory.noteAlarm(0);
    memory.noteNormal(10 * second);
    const again = new DetectorMemory(memory.stored());
    again.noteNormal(70 * second);
    memory.noteNormal(70 * second);
    expect(again.stored()).toEqual(memory.stored());
    expect(again.run).toBe(-2);
  });

  it('says once that it has changed', () => {
    const memory = new DetectorMemory();
    memory.run = 1;
    expect(memory.takeChange()).toBe(true);
    expect(memory.takeChange()).toBe(false);
    memory.noteAlarm(0);
    expect(memory.takeChange()).toBe(true);
    memory.noteAlarm(1);
    expect(memory.takeChange()).toBe(false);
  });
});
