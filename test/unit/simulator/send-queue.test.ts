import { describe, expect, it } from 'vitest';
import type { IngestResult } from '../../../src/client/andon-client.ts';
import { type Batch, SendQueue } from '../../../src/simulator/send-queue.ts';

/** Batches whose answers the test gives when it likes. */
function openBatches() {
  const started: { name: string; answer: (result: IngestResult) => void; fail: (error: Error) => void }[] = [];
  const batch = (name: string, readings: number): Batch => ({
    readings,
    send: () =>
      new Promise((resolve, reject) => {
        started.push({ name, answer: resolve, fail: reject });
      }),
  });
  return { started, batch };
}

const allAccepted = (accepted: number): IngestResult => ({ accepted, duplicates: 0, rejected: [] });

describe('the send queue', () => {
  it('keeps one batch in flight and the others in order', async () => {
    const { started, batch } = openBatches();
    const queue = new SendQueue({ maxInFlight: 1, maxWaitingReadings: 100, onDropped: () => undefined });
    for (const name of ['a', 'b', 'c']) queue.offer(batch(name, 10));
    expect(started.map(({ name }) => name)).toEqual(['a']);
    expect(queue.waitingReadings).toBe(20);
    const settled = queue.settled();
    for (let place = 0; place < 3; place += 1) {
      started[place]?.answer(allAccepted(10));
      await expect.poll(() => started.length).toBe(Math.min(3, place + 2));
    }
    await settled;
    expect(started.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(queue.sent.counts()).toMatchObject({ sent: 30, accepted: 30, dropped: 0 });
  });

  it('drops the oldest waiting batches when the buffer is full, and says how much', async () => {
    const { started, batch } = openBatches();
    const dropped: number[] = [];
    const queue = new SendQueue({
      maxInFlight: 1,
      maxWaitingReadings: 25,
      onDropped: (readings) => dropped.push(readings),
    });
    for (const name of ['a', 'b', 'c', 'd', 'e']) queue.offer(batch(name, 10));
    expect(dropped).toEqual([10, 10]);
    expect(queue.waitingReadings).toBe(20);
    started[0]?.answer(allAccepted(10));
    await expect.poll(() => started.map(({ name }) => name)).toEqual(['a', 'd']);
    expect(queue.sent.counts().dropped).toBe(20);
  });

  it('stops at a batch that failed for good and tells why', async () => {
    const { started, batch } = openBatches();
    const queue = new SendQueue({ maxInFlight: 1, maxWaitingReadings: 100, onDropped: () => undefined });
    queue.offer(batch('a', 10));
    queue.offer(batch('b', 10));
    started[0]?.fail(new Error('BAD_USER_INPUT'));
    await expect(queue.settled()).rejects.toThrow('BAD_USER_INPUT');
    expect(() => queue.offer(batch('c', 10))).toThrow('BAD_USER_INPUT');
    expect(started).toHaveLength(1);
  });
});
