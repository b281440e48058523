import { describe, expect, it } from 'vitest';
import { scoreRow, trainAutoencoder } from '../../../../bench/models/autoencoder.ts';
import { autoencoderFile } from '../../../../bench/models/autoencoder-file.ts';
import { seededRandom } from '../../../../src/client/random.ts';

/** Three sensors that follow one load, and their noise. */
function healthy(count: number, seed: number) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const load = Math.sin(i / 20);
    return [50 + 10 * load, 5 - load, 200 + 40 * load].map(
      (value, place) => value + ([0.2, 0.02, 0.8][place] ?? 0) * random.normal(),
    );
  });
}
const columns = ['current', 'flow', 'power'];
const training = { epochs: 30, seed: 1 };

describe('The autoencoder', () => {
  const rows = healthy(960, 7);
  const model = trainAutoencoder(columns, rows, training);

  it('finds ordinary what it has seen, and far out a sensor that no longer follows the others, each value within its range', () => {
    const far = healthy(480, 8).filter((row) => scoreRow(model, row).score >= 2);
    expect(far).toEqual([]);
    const broken = scoreRow(model, [58, 5.8, 232]);
    expect(broken.score).toBeGreaterThan(5);
    expect(columns[broken.column]).toBe('flow');
  });

  it('is the same file for the same rows and seed, and another one for another seed', () => {
    const few = rows.slice(0, 240);
    const file = autoencoderFile(trainAutoencoder(columns, few, { epochs: 1, seed: 1 }), 'about');
    const again = autoencoderFile(trainAutoencoder(columns, few, { epochs: 1, seed: 1 }), 'about');
    expect(Buffer.from(again).equals(file)).toBe(true);
    const other = autoencoderFile(trainAutoencoder(columns, few, { epochs: 1, seed: 2 }), 'about');
    expect(Buffer.from(other).equals(file)).toBe(false);
  });

  it('takes no fewer rows than four hours, of which one is held back', () => {
    expect(() => trainAutoencoder(columns, rows.slice(0, 239), training)).toThrow(RangeError);
  });
});
