import { describe, expect, it, vi } from 'vitest';
import { despiteFullQueue } from '../../../../src/db/signals/despite-full-queue.ts';

const failure = (code: string) => Object.assign(new Error('refused'), { code });

describe('a write that sends a signal', () => {
  it('is written once more when the queue of notifications was full, and not for any other reason', async () => {
    const full = vi
      .fn<() => Promise<string>>()
      .mockRejectedValueOnce(failure('54000'))
      .mockResolvedValueOnce('written');
    await expect(despiteFullQueue(full)).resolves.toBe('written');
    const refused = vi.fn<() => Promise<string>>().mockRejectedValue(failure('23514'));
    await expect(despiteFullQueue(refused)).rejects.toThrow('refused');
    expect(refused).toHaveBeenCalledOnce();
  });

  it('fails when it is refused again, rather than for ever', async () => {
    const always = vi.fn<() => Promise<string>>().mockRejectedValue(failure('54000'));
    await expect(despiteFullQueue(always)).rejects.toThrow('refused');
    expect(always).toHaveBeenCalledTimes(2);
  });
});
