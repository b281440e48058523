import { describe, expect, it } from 'vitest';
import { FairTurns } from '../../../src/ingest/fair-turns.ts';

describe('Requests that wait', () => {
  const sizeOf = ({ size }: { size: number }) => size;

  it('are taken in turn by sender, each sender’s in their order', () => {
    const turns = new FairTurns<{ name: string; size: number }>();
    for (let i = 0; i < 100; i++) turns.add('flood', { name: `flood ${i}`, size: 500 });
    turns.add('other', { name: 'other 0', size: 1 });
    turns.add('third', { name: 'third 0', size: 1 });
    turns.add('other', { name: 'other 1', size: 1 });
    const names = turns.take(2_000, sizeOf).map(({ name }) => name);
    expect(names).toEqual(['flood 0', 'other 0', 'third 0', 'flood 1', 'other 1', 'flood 2']);
    expect(turns.take(1_000, sizeOf).map(({ name }) => name)).toEqual(['flood 3', 'flood 4']);
  });

  it('are taken one by one where each is larger than a batch, and none is lost', () => {
    const turns = new FairTurns<{ size: number }>();
    for (let i = 0; i < 7; i++) turns.add(`sender ${i % 2}`, { size: 10_000 });
    let taken = 0;
    while (!turns.isEmpty) {
      const batch = turns.take(5_000, sizeOf);
      expect(batch).toHaveLength(1);
      taken += batch.length;
    }
    expect(taken).toBe(7);
    expect(turns.take(5_000, sizeOf)).toEqual([]);
  });
});
