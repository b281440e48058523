import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/client/random.ts';
import { LevelMemory, type LevelPlace } from '../../../../src/domain/recommendations/level-memory.ts';

const delays = { onDelayMs: 30_000, offDelayMs: 20_000 };
const note = (memory: LevelMemory, place: LevelPlace, seconds: number) =>
  memory.note('critical', place, seconds * 1_000, delays);
const stands = (memory: LevelMemory) => memory.standingSinceMs('critical');

describe('what is remembered of a limit', () => {
  it('stands once it is exceeded for the on-delay, since it was first exceeded', () => {
    const memory = new LevelMemory();
    note(memory, 'beyond', 0);
    note(memory, 'beyond', 29.999);
    expect(stands(memory)).toBeNull();
    note(memory, 'beyond', 30);
    expect(stands(memory)).toBe(0);
  });

  it('begins its on-delay anew when the value came back, and not when it came no further than the deadband', () => {
    const memory = new LevelMemory();
    note(memory, 'beyond', 0);
    note(memory, 'back', 10);
    note(memory, 'beyond', 20);
    note(memory, 'deadband', 40);
    expect(stands(memory)).toBeNull();
    note(memory, 'beyond', 50);
    expect(stands(memory)).toBe(20_000);
  });

  it('is left after the off-delay beyond its deadband, and by nothing less', () => {
    const memory = new LevelMemory();
    for (const second of [0, 30]) note(memory, 'beyond', second);
    note(memory, 'deadband', 40);
    expect(memory.isHeld).toBe(true);
    note(memory, 'back', 50);
    expect(memory.isHeld).toBe(false);
    note(memory, 'beyond', 60);
    expect(stands(memory)).toBe(0);
    note(memory, 'back', 70);
    note(memory, 'deadband', 80); // on the way in, the deadband is normal
    expect(memory.isHeld).toBe(false);
    note(memory, 'back', 89);
    expect(stands(memory)).toBe(0);
    note(memory, 'deadband', 90);
    expect(memory.isEmpty).toBe(true);
  });

  it('says that it has changed when what is stored has, and only then', () => {
    const memory = new LevelMemory();
    let stored = JSON.stringify(memory.stored());
    const random = seededRandom(11);
    for (let second = 0; second < 7_000; second += 7) {
      const drawn = random.next();
      const place = drawn < 0.6 ? 'beyond' : drawn < 0.75 ? 'deadband' : 'back';
      const isChanged = note(memory, place, second);
      const now = JSON.stringify(memory.stored());
      expect(isChanged).toBe(now !== stored);
      stored = now;
      expect(new LevelMemory(memory.stored()).stored()).toEqual(memory.stored());
    }
  });
});
