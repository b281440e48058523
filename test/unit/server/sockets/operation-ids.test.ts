import { describe, expect, it } from 'vitest';
import { OperationIds } from '../../../../src/server/sockets/operation-ids.ts';

/** What the protocol's implementation does, with an end for each operation that the test gives. */
class Implementation {
  readonly handled: string[] = [];
  readonly #ends = new Map<string, () => void>();

  readonly handle = (text: string): Promise<void> => {
    this.handled.push(text);
    return new Promise((resolve) => {
      if (text.includes('"complete"')) resolve();
      else this.#ends.set(text, resolve);
    });
  };

  async end(text: string): Promise<void> {
    this.#ends.get(text)?.();
    await Promise.resolve();
    await Promise.resolve();
  }
}

const complete = '{"id":"1","type":"complete"}';
const subscribe = (name: string) => JSON.stringify({ id: '1', type: 'subscribe', payload: { query: name } });

describe('ids of a socket’s operations', () => {
  it('an id used again before its operation is over begins when it is', async () => {
    const ids = new OperationIds();
    const implementation = new Implementation();
    for (const text of [subscribe('a'), complete, subscribe('b')]) {
      expect(ids.pass(text, implementation.handle)).toBe(true);
    }
    expect(implementation.handled).toEqual([subscribe('a'), complete]);
    await implementation.end(subscribe('a'));
    expect(implementation.handled).toEqual([subscribe('a'), complete, subscribe('b')]);
    expect(ids.size).toBe(1);
    await implementation.end(subscribe('b'));
    expect(ids.size).toBe(0);
  });

  it('an operation that is ended while it waits never begins', async () => {
    const ids = new OperationIds();
    const implementation = new Implementation();
    for (const text of [subscribe('a'), complete, subscribe('b'), complete, subscribe('c')]) {
      ids.pass(text, implementation.handle);
    }
    await implementation.end(subscribe('a'));
    expect(implementation.handled).toEqual([subscribe('a'), complete, subscribe('c')]);
    expect(ids.size).toBe(1);
  });

  it('an id that is in use and not ended is left to the implementation to refuse', () => {
    const ids = new OperationIds();
    const implementation = new Implementation();
    expect(ids.pass(subscribe('a'), implementation.handle)).toBe(true);
    expect(ids.pass(subscribe('b'), implementation.handle)).toBe(true);
    expect(implementation.handled).toEqual([subscribe('a'), subscribe('b')]);
  });

  it('an id for which somebody waits already is refused', () => {
    const ids = new OperationIds();
    const implementation = new Implementation();
    for (const text of [subscribe('a'), complete, subscribe('b')]) ids.pass(text, implementation.handle);
    expect(ids.pass(subscribe('c'), implementation.handle)).toBe(false);
  });

  it('text that is no message of the protocol is handed over as it is', () => {
    const ids = new OperationIds();
    const implementation = new Implementation();
    const odd = ['nonsense', 'null', '[]', '{"type":"subscribe"}', '{"type":"ping"}', '{"id":7,"type":"complete"}'];
    for (const text of odd) expect(ids.pass(text, implementation.handle)).toBe(true);
    expect(implementation.handled).toEqual(odd);
  });
});
