import { describe, expect, it } from 'vitest';
import type { BronzeBatch } from '../../../src/domain/readings/reading.ts';
import { LogTail } from '../../../src/pipeline/log-tail.ts';
import { bronzeReading } from '../../support/readings/pipeline-values.ts';

function batch(batchNo: number, readings = 1): BronzeBatch {
  return {
    batchNo,
    receivedAtMs: 0,
    committedAtMs: 0,
    readings: Array.from({ length: readings }, () => bronzeReading(1).reading),
  };
}
const numbers = (batches: readonly BronzeBatch[]) => batches.map(({ batchNo }) => batchNo);

function tailOf(maxReadings: number, ...batches: readonly BronzeBatch[]): LogTail {
  const tail = new LogTail(maxReadings);
  for (const each of batches) tail.add(each);
  return tail;
}

describe('the tail of the log', () => {
  it('gives the unbroken run after a batch, in order, whatever order the batches came in', () => {
    const tail = tailOf(100, batch(3), batch(1), batch(2));
    expect(numbers(tail.after(0, 100))).toEqual([1, 2, 3]);
    expect(numbers(tail.after(2, 100))).toEqual([3]);
    expect(tail.after(3, 100)).toEqual([]);
  });

  it('stops where another server’s batch is missing, and gives nothing when it is the next', () => {
    const tail = tailOf(100, batch(1), batch(3));
    expect(numbers(tail.after(0, 100))).toEqual([1]);
    expect(tail.after(1, 100)).toEqual([]);
  });

  it('gives about as many readings as asked, at least one batch', () => {
    const tail = tailOf(100, batch(1, 6), batch(2, 4), batch(3, 1));
    expect(numbers(tail.after(0, 10))).toEqual([1, 2]);
    expect(numbers(tail.after(0, 3))).toEqual([1]);
  });

  it('keeps within its bound by leaving out the newest, because the oldest is needed next', () => {
    const tail = tailOf(10, batch(1, 6), batch(2, 4), batch(3, 1));
    expect(tail.readings).toBe(10);
    expect(numbers(tail.after(0, 100))).toEqual([1, 2]);
  });

  it('has room again after it let go of what every partition has behind it', () => {
    const tail = tailOf(10, batch(1, 6), batch(2, 4));
    tail.forgetUpTo(1);
    expect(tail.readings).toBe(4);
    expect(tail.after(0, 100)).toEqual([]);
    tail.add(batch(3, 6));
    expect(numbers(tail.after(1, 100))).toEqual([2, 3]);
  });
});
