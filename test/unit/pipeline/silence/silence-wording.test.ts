import { describe, expect, it } from 'vitest';
import { type NamedSilence, tellSilence } from '../../../../src/pipeline/silence/silence-wording.ts';

const sinceMs = Date.UTC(2026, 5, 1, 7, 9);
const nowMs = sinceMs + 6 * 60_000;
let lastId = 0;
const silent = (equipmentId: string, label: string, watchedSensors: number, usualPauseMs = 10_000): NamedSilence => {
  lastId += 1;
  return { sensorId: lastId, equipmentId, label, sinceMs, usualPauseMs, watchedSensors };
};
const sentence = (...sensors: NamedSilence[]) => tellSilence(sensors, nowMs).sentence;
const when = 'since 2026-06-01 07:09:00 UTC, for 6 minutes';
const blind = 'limits and detectors see nothing of it meanwhile.';

describe('what operators read of a silence', () => {
  it('names a sensor, since when, its rhythm, and what goes on', () => {
    expect(sentence(silent('MILL', 'flow', 3))).toBe(
      `flow of MILL silent ${when}; it usually reports every 10 s, and 2 other sensors of the machine still report. Its value is unknown; ${blind}`,
    );
    expect(sentence(silent('MILL', 'flow', 2, 300_000))).toContain(
      'it usually reports every 5 minutes, and another sensor of the machine still reports.',
    );
    expect(sentence(silent('MILL', 'flow', 1))).toContain('and no other sensor of the machine reports regularly.');
  });

  it('says of a machine whether all of its sensors are silent, or which', () => {
    expect(sentence(silent('MILL', 'flow', 2), silent('MILL', 'heat', 2, 60_000))).toBe(
      `MILL silent ${when}: none of its 2 sensors sends anything; they usually report every 10 s to 60 s. The machine, its gateway or the line between is off; ${blind}`,
    );
    const labels = ['e', 'd', 'c', 'b', 'a'];
    expect(sentence(...labels.map((label) => silent('MILL', label, 9)))).toContain(
      '5 of 9 sensors of MILL silent since 2026-06-01 07:09:00 UTC, for 6 minutes: a, b, c, d and 1 more;',
    );
  });

  it('names five machines at most, and counts the others', () => {
    const machines = Array.from({ length: 12 }, (_, i) => silent(`M${String(i + 1).padStart(2, '0')}`, 'flow', 1));
    expect(sentence(...machines.slice(0, 2))).toContain(
      `2 machines silent ${when}, which are M01 and M02: none of their 2 sensors sends anything;`,
    );
    expect(sentence(...machines)).toContain(
      `12 machines silent ${when}, among them M01, M02, M03, M04, M05 and 7 more: none of their 12 sensors sends anything;`,
    );
    expect(sentence(silent('A', 'flow', 4), silent('B', 'flow', 2))).toContain(
      `2 of 6 sensors of 2 machines silent ${when}, at A and B;`,
    );
  });

  it('is about the machine with most silent sensors, and since the last of them fell silent', () => {
    const told = tellSilence(
      [
        silent('A', 'flow', 1),
        { ...silent('B', 'flow', 2), sinceMs: sinceMs - 60_000 },
        { ...silent('B', 'heat', 2), sinceMs: sinceMs - 90_000 },
      ],
      nowMs,
    );
    expect(told).toMatchObject({ equipmentId: 'B', subject: 'equipment', sinceMs, machines: ['A', 'B'] });
  });
});
