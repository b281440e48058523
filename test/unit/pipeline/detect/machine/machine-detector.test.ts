import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/client/random.ts';
import { minuteMs } from '../../../../../src/domain/window.ts';
import { machineDetector } from '../../../../../src/pipeline/detect/machine/machine-detector.ts';
import type { WindowFinding, WindowMemory } from '../../../../../src/pipeline/detect/window-detector.ts';
import { packState, unpackState } from '../../../../../src/pipeline/windows/packed-state.ts';
import { definition } from '../../../../support/readings/pipeline-values.ts';

const rowMinutes = 5;
const learningRows = 24 + 7 * 288;
const faultRow = learningRows + 400;
const rows = faultRow + 60;
const its = definition({ equipmentId: 'CR_001', sensorType: 'temperature', unit: '°C' });

/** Speed, current and temperature follow the load together; from the fault on the current does not. */
function valuesOf(row: number, random: () => number): readonly number[] {
  const load = Math.sin(row / 15) + 0.3 * random();
  const current = row >= faultRow ? 2.5 : load;
  return [100 + 10 * load + random(), 50 + 5 * current + 0.5 * random(), 70 + 3 * load + 0.3 * random()];
}

/** The findings by row, with the memory stored and loaded before each of the given rows. */
function run(storedBefore: ReadonlySet<number> = new Set()): readonly (WindowFinding & { readonly row: number })[] {
  const { next: random } = seededRandom(9);
  let memory: WindowMemory = machineDetector.begin();
  const found: (WindowFinding & { readonly row: number })[] = [];
  for (let row = 0; row < rows; row++) {
    if (storedBefore.has(row)) memory = machineDetector.load(unpackState(packState(memory.stored())));
    valuesOf(row, random).forEach((mean, sensorId) => {
      const window = {
        sensorId,
        windowMs: row * rowMinutes * minuteMs,
        count: 1,
        mean,
        stddev: 0,
        min: mean,
        max: mean,
      };
      const finding = memory.observe(window, its);
      if (finding !== null) found.push({ ...finding, row });
    });
  }
  return found;
}

describe('The sensors of a machine together', () => {
  it('are told when they no longer stand to each other as in the week in which they were learned', () => {
    const found = run();
    expect(found.map(({ row }) => row >= faultRow && row < faultRow + 40)).toEqual([true]);
    expect(found[0]).toMatchObject({
      finding: { detector: 'machine', subject: 'equipment', issue: 'machine_behaviour', confirmed: true },
    });
    // Of two that follow the load and no longer follow each other, either may be named.
    expect([0, 1]).toContain(found[0]?.sensorId);
    expect(found[0]?.finding.reason?.clause).toMatch(
      /^and the 3 sensors of CR_001 do not stand to each other as in the week in which they were learned: \d+(\.\d+)? times what is ordinary; this one differs most, by \d+(\.\d+)? standard deviations (up|down)wards, so it does what its load does not explain$/,
    );
  });

  it('are judged the same when the memory is stored and read back, while it learns and in the middle of an alarm', () => {
    const cuts = new Set([3, 24, 25, 700, learningRows - 1, learningRows + 1, faultRow, faultRow + 10, faultRow + 20]);
    expect(run(cuts)).toEqual(run());
  });
});
