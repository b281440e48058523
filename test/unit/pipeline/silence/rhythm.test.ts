import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/client/random.ts';
import { Rhythm } from '../../../../src/pipeline/silence/rhythm.ts';

const settings = { least_silence_s: 300, pause_factor: 4, longest_factor: 1.5 };
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** One that has reported after each of these pauses, told at the end of none. */
function rhythmOf(pauses: readonly number[], { isByChange = false, isRepeated = false } = {}): Rhythm {
  const rhythm = new Rhythm();
  let atMs = Date.UTC(2026, 0, 5);
  for (const pauseMs of pauses) {
    atMs += pauseMs;
    rhythm.learn(pauseMs, atMs, false);
    rhythm.noteWord(isRepeated, isByChange);
  }
  return rhythm;
}

const every = (ms: number, times: number): number[] => Array.from({ length: times }, () => ms);

describe('the rhythm of a sensor', () => {
  it('is regular once it has reported at one interval for an hour, and 20 times', () => {
    expect(rhythmOf(every(10_000, 359)).isRegular).toBe(false);
    expect(rhythmOf(every(10_000, 360)).isRegular).toBe(true);
    expect(rhythmOf(every(900_000, 19)).isRegular).toBe(false);
    expect(rhythmOf(every(900_000, 20)).isRegular).toBe(true);
  });

  it('is as long as its interval, whatever jitter it has', () => {
    const { next: random } = seededRandom(3);
    const rhythm = rhythmOf(Array.from({ length: 500 }, () => 10_000 + 3_000 * (random() - 0.5)));
    expect(rhythm.isRegular).toBe(true);
    expect(rhythm.usualPauseMs).toBeGreaterThan(9_000);
    expect(rhythm.usualPauseMs).toBeLessThan(11_500);
  });

  it('is one a minute where two reports come in quick succession once a minute', () => {
    const rhythm = rhythmOf(every(1, 120).flatMap(() => [1_000, 59_000]));
    expect(rhythm.usualPauseMs).toBe(59_000);
    expect(rhythm.isRegular).toBe(true);
  });

  it('is none where something is told when it happens: at random, or a lot in one hour and nothing in the next', () => {
    const { next: random } = seededRandom(5);
    const atRandom = Array.from({ length: 2_000 }, () => -minuteMs * Math.log(1 - random()));
    expect(rhythmOf(atRandom).isRegular).toBe(false);
    const heavy = Array.from({ length: 2_000 }, () => 5_000 / (1 - random()) ** 1.2);
    expect(rhythmOf(heavy).isRegular).toBe(false);
  });

  it('is none where a counter, state or text tells changes only, and one where it repeats itself', () => {
    expect(rhythmOf(every(10_000, 1_000), { isByChange: true }).isRegular).toBe(false);
    expect(rhythmOf(every(10_000, 1_000), { isByChange: true, isRepeated: true }).isRegular).toBe(true);
  });

  it('follows a sensor that is set to another interval', () => {
    const rhythm = rhythmOf([...every(10_000, 20_000), ...every(minuteMs, 4_000)]);
    expect(rhythm.usualPauseMs).toBe(minuteMs);
    expect(rhythm.isRegular).toBe(true);
  });

  it('survives a reading that is lost now and then, and a night a day', () => {
    const withLosses = every(10_000, 2_000).map((ms, i) => (i % 50 === 0 ? 2 * ms : ms));
    expect(rhythmOf(withLosses).isRegular).toBe(true);
    const shifts = every(1, 10).flatMap(() => [...every(minuteMs, 16 * 60), 8 * hourMs]);
    const rhythm = rhythmOf(shifts);
    expect(rhythm.isRegular).toBe(true);
    expect(rhythm.usualPauseMs).toBe(minuteMs);
    expect(rhythm.longestPauseMs).toBe(8 * hourMs);
    expect(rhythm.dueAfterMs(settings)).toBe(12 * hourMs);
  });

  it('lets a silence be told after the longest of what the settings say, and later in the first day', () => {
    expect(rhythmOf(every(minuteMs, 100)).dueAfterMs(settings)).toBe(900_000);
    expect(rhythmOf(every(minuteMs, 1_500)).dueAfterMs(settings)).toBe(300_000);
    expect(rhythmOf(every(minuteMs, 1_500)).dueAfterMs({ ...settings, pause_factor: 10 })).toBe(600_000);
    expect(rhythmOf(every(minuteMs, 1_500)).dueAfterMs({ ...settings, least_silence_s: 60 })).toBe(240_000);
    const withBreak = rhythmOf([...every(minuteMs, 1_500), hourMs, ...every(minuteMs, 100)]);
    expect(withBreak.dueAfterMs(settings)).toBe(5_400_000);
    expect(withBreak.dueAfterMs({ ...settings, longest_factor: 2 })).toBe(7_200_000);
  });

  it('takes a pause that operators were told of for a habit only once another day had one as long', () => {
    const rhythm = rhythmOf(every(minuteMs, 1_500));
    const monday = Date.UTC(2026, 0, 12);
    rhythm.learn(8 * hourMs, monday, true);
    expect(rhythm.longestPauseMs).toBe(minuteMs);
    rhythm.learn(7 * hourMs, monday + 1_000, true);
    expect(rhythm.longestPauseMs).toBe(minuteMs);
    rhythm.learn(7 * hourMs, monday + dayMs, true);
    expect(rhythm.longestPauseMs).toBe(7 * hourMs);
  });

  it('forgets the longest pause of a day after fourteen days on which it reported', () => {
    const rhythm = rhythmOf(every(minuteMs, 100));
    const from = Date.UTC(2026, 0, 12);
    rhythm.learn(hourMs, from, false);
    for (let day = 1; day < 14; day += 1) rhythm.learn(minuteMs, from + day * dayMs, false);
    expect(rhythm.longestPauseMs).toBe(hourMs);
    rhythm.learn(minuteMs, from + 14 * dayMs, false);
    expect(rhythm.longestPauseMs).toBe(minuteMs);
  });

  it('is the same once it was stored and read', () => {
    const rhythm = rhythmOf([...every(10_000, 5_000), hourMs, ...every(minuteMs, 300)], { isRepeated: true });
    const read = new Rhythm(JSON.parse(JSON.stringify(rhythm.stored())));
    expect(read.stored()).toEqual(rhythm.stored());
    expect([read.isRegular, read.usualPauseMs, read.longestPauseMs]).toEqual([
      rhythm.isRegular,
      rhythm.usualPauseMs,
      rhythm.longestPauseMs,
    ]);
  });

  it('is worth storing when it has become regular, on a new day, and when it has paused for longer; else ever more rarely', () => {
    const rhythm = rhythmOf(every(minuteMs, 59));
    rhythm.noteStored();
    const atMs = Date.UTC(2026, 0, 5, 1);
    const report = (pauseMs: number, at = atMs): boolean => {
      rhythm.learn(pauseMs, at, false);
      rhythm.noteWord(false, false);
      return rhythm.isWorthStoring;
    };
    expect(report(minuteMs)).toBe(true);
    rhythm.noteStored();
    expect(report(minuteMs)).toBe(false);
    expect(report(70_000)).toBe(true);
    rhythm.noteStored();
    expect(report(minuteMs, atMs + dayMs)).toBe(true);
    rhythm.noteStored();
    for (let i = 0; i < 30; i += 1) expect(report(minuteMs, atMs + dayMs)).toBe(false);
    for (let i = 0; i < 10; i += 1) report(minuteMs, atMs + dayMs);
    expect(rhythm.isWorthStoring).toBe(true);
  });
});
